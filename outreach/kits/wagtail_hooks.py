"""Kits in the admin: menu item and addresses."""

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from cms.users.menu import CapabilityMenuItem
from cms.users.roles import Capability
from outreach.admin.menu import HOOK
from outreach.kits import views


@hooks.register("register_admin_urls")
def kit_urls() -> list[URLPattern]:
    return [
        path("outreach/kits/", views.kits, name="outreach_kits"),
        path("outreach/kits/new/", views.new_kit, name="outreach_new_kit"),
        path("outreach/kits/<int:pk>/", views.kit, name="outreach_kit"),
        path("outreach/kits/<int:pk>/names/", views.new_name, name="outreach_new_kit_name"),
        path(
            "outreach/kits/<int:pk>/names/<int:name_pk>/approve/",
            views.approve_kit_name,
            name="outreach_approve_kit_name",
        ),
        path("outreach/kits/<int:pk>/preview/<int:organisation_pk>/", views.preview, name="outreach_preview_edition"),
        path("outreach/kits/<int:pk>/build/<int:organisation_pk>/", views.build, name="outreach_build_edition"),
        path("outreach/editions/<int:pk>/", views.edition, name="outreach_edition"),
    ]


@hooks.register(HOOK)
def kits_item() -> CapabilityMenuItem:
    return CapabilityMenuItem(_("Kits"), "outreach_kits", Capability.BUILD_KITS, icon="folder-inverse", order=200)
