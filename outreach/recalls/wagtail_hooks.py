"""Recalls in the admin: menu item and addresses."""

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from cms.users.menu import CapabilityMenuItem
from cms.users.roles import Capability
from outreach.admin.menu import HOOK
from outreach.recalls import views


@hooks.register("register_admin_urls")
def recalls_urls() -> list[URLPattern]:
    return [
        path("outreach/recalls/", views.recalls, name="outreach_recalls"),
        path("outreach/recalls/new/", views.new_recall, name="outreach_new_recall"),
        path("outreach/recalls/<int:pk>/", views.recall_status, name="outreach_recall"),
        path("outreach/recalls/<int:pk>/calls/", views.calls, name="outreach_recall_calls"),
        path("outreach/recalls/<int:pk>/calls.csv", views.calls_csv, name="outreach_recall_calls_csv"),
        path("outreach/recalls/<int:pk>/close/", views.close, name="outreach_close_recall"),
        path("outreach/recalls/<int:pk>/file/", views.file, name="outreach_recall_file"),
        path(
            "outreach/recalls/<int:pk>/removals/<int:recipient_id>/",
            views.removal,
            name="outreach_record_removal",
        ),
    ]


@hooks.register(HOOK)
def recalls_item() -> CapabilityMenuItem:
    return CapabilityMenuItem(_("Recalls"), "outreach_recalls", Capability.SEND_RECALL, icon="undo", order=310)
