"""The name in Wagtail's history of a page whose end a draft brought forward (``schedule.follow_draft``)."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import hooks


@hooks.register("register_log_actions")
def register_log_actions(actions: Any) -> None:
    actions.register_action(
        "approvals.end_sooner", _("End sooner"), _("Its end was brought forward, which acts at once and alone")
    )
