"""Recalls in the admin: menu item, addresses, and what the admin's first page says of them."""

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.ui.components import Component

from cms.users.menu import CapabilityMenuItem
from cms.users.roles import Capability, may
from outreach.admin.menu import HOOK
from outreach.recalls import lifting_views, views
from outreach.recalls.escalation import find_overdue, find_untold


@hooks.register("register_admin_urls")
def recalls_urls() -> list[URLPattern]:
    return [
        path("outreach/recalls/", views.recalls, name="outreach_recalls"),
        path("outreach/recalls/new/", views.new_recall, name="outreach_new_recall"),
        path("outreach/recalls/<int:pk>/", views.recall_status, name="outreach_recall"),
        path("outreach/recalls/<int:pk>/calls/", views.calls, name="outreach_recall_calls"),
        path("outreach/recalls/<int:pk>/calls.csv", views.calls_csv, name="outreach_recall_calls_csv"),
        path("outreach/recalls/<int:pk>/close/", views.close, name="outreach_close_recall"),
        path("outreach/recalls/<int:pk>/lift/", lifting_views.lift, name="outreach_lift_recall"),
        path("outreach/recalls/<int:pk>/file/", views.file, name="outreach_recall_file"),
        path(
            "outreach/recalls/<int:pk>/removals/<int:recipient_id>/",
            views.removal,
            name="outreach_record_removal",
        ),
    ]


class _OverduePanel(Component):
    """The recalls that somebody hasn't answered in time, for those who can do something about it."""

    name = "recalls-overdue"
    template_name = "recalls/panel.html"
    order = 2

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        if not may(parent_context["request"].user, Capability.SEND_RECALL):
            return {"overdue": []}
        now = timezone.now()
        untold = set(find_untold(at=now).values_list("pk", flat=True))
        return {"overdue": [(recall, recall.pk in untold) for recall in find_overdue(at=now)]}


@hooks.register("construct_homepage_panels")
def add_overdue_panel(request: HttpRequest, panels: list[Component]) -> None:
    panels.append(_OverduePanel())


@hooks.register(HOOK)
def recalls_item() -> CapabilityMenuItem:
    return CapabilityMenuItem(_("Recalls"), "outreach_recalls", Capability.SEND_RECALL, icon="undo", order=310)
