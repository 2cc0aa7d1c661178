"""Screens in the admin: menu item, forms and addresses."""

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from cms.users.menu import CapabilityMenuItem
from cms.users.roles import Capability
from outreach.admin.menu import HOOK
from outreach.screens import network_views, poster_views, views
from outreach.screens.viewsets import ScreenGroupViewSet, ScreenViewSet


@hooks.register("register_admin_viewset")
def screen_viewset() -> ScreenViewSet:
    return ScreenViewSet()


@hooks.register("register_admin_viewset")
def screen_group_viewset() -> ScreenGroupViewSet:
    return ScreenGroupViewSet()


@hooks.register("register_admin_urls")
def screen_urls() -> list[URLPattern]:
    base = "outreach/screens/<int:screen_id>"
    return [
        path("outreach/screens/health/", network_views.health, name="outreach_screen_health"),
        path("outreach/screens/playlists/", network_views.playlists, name="outreach_playlists"),
        path("outreach/screens/playlists/<int:playlist_id>/", network_views.playlist, name="outreach_playlist"),
        path("outreach/screens/playlists/<int:playlist_id>/end/", network_views.end, name="outreach_playlist_end"),
        path("outreach/screens/replacement/", network_views.replacement, name="outreach_screen_replacement"),
        path("outreach/screens/replacement/end/", network_views.end_replacement, name="outreach_replacements_end"),
        path(
            "outreach/screens/replacement/<int:assignment_id>/end/",
            network_views.end_replacement,
            name="outreach_replacement_end",
        ),
        path("outreach/screens/posters/", poster_views.make, name="outreach_screen_posters"),
        path(f"{base}/schedule/", views.show, name="outreach_screen_schedule"),
        path(f"{base}/schedule/<int:assignment_id>/remove/", views.remove, name="outreach_screen_remove"),
        path(f"{base}/scan-test.pdf", views.scan_test, name="outreach_screen_scan_test"),
        path(f"{base}/keys/", views.issue, name="outreach_screen_issue_key"),
        path(f"{base}/keys/<int:key_id>/revoke/", views.revoke, name="outreach_screen_revoke_key"),
    ]


@hooks.register(HOOK)
def screens_item() -> CapabilityMenuItem:
    return CapabilityMenuItem(
        _("Screens"), "outreach_screens:index", Capability.MANAGE_SCREENS, icon="desktop", order=300
    )


@hooks.register(HOOK)
def screen_health_item() -> CapabilityMenuItem:
    return CapabilityMenuItem(
        _("Screens at work"), "outreach_screen_health", Capability.MANAGE_SCREENS, icon="view", order=310
    )


@hooks.register(HOOK)
def screen_posters_item() -> CapabilityMenuItem:
    return CapabilityMenuItem(
        _("Posters for screens"), "outreach_screen_posters", Capability.MAKE_POSTERS, icon="image", order=110
    )
