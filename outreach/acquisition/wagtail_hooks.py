"""Requests for rights in the admin: addresses and the item of outreach's menu."""

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from cms.users.menu import CapabilityMenuItem
from cms.users.roles import Capability
from outreach.acquisition import admin_views
from outreach.admin.menu import HOOK


@hooks.register("register_admin_urls")
def request_urls() -> list[URLPattern]:
    return [
        path("outreach/rights-requests/", admin_views.requests, name="rights_requests"),
        path("outreach/rights-requests/<int:pk>/", admin_views.answer, name="rights_request"),
    ]


@hooks.register(HOOK)
def requests_item() -> CapabilityMenuItem:
    return CapabilityMenuItem(
        _("Requests for rights"), "rights_requests", Capability.BUILD_KITS, icon="mail", order=450
    )
