"""The name in Wagtail's history of a page whose end a draft brought forward (``schedule.follow_draft``)."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from cms.approvals.schedule import END_SOONER


@hooks.register("register_log_actions")
def register_log_actions(actions: Any) -> None:
    actions.register_action(END_SOONER, _("End sooner"), _("Its end was brought forward, which acts at once and alone"))
