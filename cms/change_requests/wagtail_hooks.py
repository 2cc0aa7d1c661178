"""Menu item, addresses and history names of change requests in the admin."""

from typing import Any

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from cms.change_requests import views
from cms.users.menu import CapabilityMenuItem
from cms.users.roles import Capability


@hooks.register("register_admin_menu_item")
def register_menu_item() -> MenuItem:
    allowed = (Capability.WRITE_SOURCE, Capability.PUBLISH_SOURCE, Capability.WITHDRAW)
    return CapabilityMenuItem(_("Changes to approve"), "change_requests", *allowed, icon="tasks", order=255)


@hooks.register("register_admin_urls")
def register_urls() -> list[URLPattern]:
    return [
        path("change-requests/", views.index, name="change_requests"),
        path("change-requests/<int:request_id>/", views.review, name="change_request_review"),
        path("change-requests/<int:request_id>/approve/", views.approve, name="change_request_approve"),
        path("change-requests/<int:request_id>/reject/", views.reject, name="change_request_reject"),
    ]


@hooks.register("register_log_actions")
def register_log_actions(actions: Any) -> None:
    actions.register_action("change_requests.approve", _("Approve a change"), _("Change approved by a second person"))
