"""Codes in the admin: menu item and addresses."""

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from cms.users.menu import CapabilityMenuItem
from cms.users.roles import Capability
from outreach.admin.menu import HOOK
from outreach.links import admin_views


@hooks.register("register_admin_urls")
def code_urls() -> list[URLPattern]:
    return [
        path("outreach/codes/", admin_views.index, name="codes"),
        path("outreach/codes/scans.csv", admin_views.download, name="codes_csv"),
        path("outreach/codes/destinations/<int:change_id>/", admin_views.decide, name="code_decide"),
        path("outreach/codes/<slug:code>/", admin_views.show, name="code"),
        path("outreach/codes/<slug:code>/destination/", admin_views.propose, name="code_propose"),
        path("outreach/codes/<slug:code>/retired/", admin_views.retire, name="code_retire"),
    ]


@hooks.register(HOOK)
def codes_item() -> CapabilityMenuItem:
    return CapabilityMenuItem(_("Codes"), "codes", Capability.SEE_REPORTS, icon="link", order=250)
