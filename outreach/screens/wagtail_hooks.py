"""Screens in the admin: menu item, forms and addresses."""

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from cms.users.menu import CapabilityMenuItem
from cms.users.roles import Capability
from outreach.admin.menu import HOOK
from outreach.screens import poster_views, views
from outreach.screens.viewsets import ScreenViewSet


@hooks.register("register_admin_viewset")
def screen_viewset() -> ScreenViewSet:
    return ScreenViewSet()


@hooks.register("register_admin_urls")
def screen_urls() -> list[URLPattern]:
    base = "outreach/screens/<int:screen_id>"
    return [
        path("outreach/screens/posters/", poster_views.make, name="outreach_screen_posters"),
        path(f"{base}/schedule/", views.show, name="outreach_screen_schedule"),
        path(f"{base}/schedule/<int:assignment_id>/remove/", views.remove, name="outreach_screen_remove"),
        path(f"{base}/keys/", views.issue, name="outreach_screen_issue_key"),
        path(f"{base}/keys/<int:key_id>/revoke/", views.revoke, name="outreach_screen_revoke_key"),
    ]


@hooks.register(HOOK)
def screens_item() -> CapabilityMenuItem:
    return CapabilityMenuItem(
        _("Screens"), "outreach_screens:index", Capability.MANAGE_SCREENS, icon="desktop", order=300
    )


@hooks.register(HOOK)
def screen_posters_item() -> CapabilityMenuItem:
    return CapabilityMenuItem(
        _("Posters for screens"), "outreach_screen_posters", Capability.MAKE_POSTERS, icon="image", order=110
    )
