"""Lineage in the admin: menu item and addresses."""

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from cms.users.menu import CapabilityMenuItem
from cms.users.roles import Capability
from outreach.admin.menu import HOOK
from outreach.lineage import admin_views


@hooks.register("register_admin_urls")
def lineage_urls() -> list[URLPattern]:
    return [
        path("outreach/lineage/", admin_views.index, name="lineage"),
        path("outreach/lineage/held/", admin_views.held_on, name="lineage_held_on"),
    ]


@hooks.register(HOOK)
def lineage_item() -> CapabilityMenuItem:
    return CapabilityMenuItem(_("Lineage"), "lineage", Capability.SEE_LINEAGE, icon="link", order=600)
