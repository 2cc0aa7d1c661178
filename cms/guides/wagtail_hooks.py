"""Guides in the admin: their addresses and the item in its help menu."""

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from cms.guides import views
from cms.users.menu import CapabilityMenuItem
from cms.users.roles import Capability


@hooks.register("register_admin_urls")
def guide_urls() -> list[URLPattern]:
    return [
        path("guides/", views.show_guides, name="guides"),
        path("guides/<slug:role>/", views.show_guide, name="guide"),
    ]


@hooks.register("register_help_menu_item")
def guides_menu_item() -> MenuItem:
    return CapabilityMenuItem(_("Guides for your work"), "guides", Capability.USE_ADMIN, icon="help", order=100)
