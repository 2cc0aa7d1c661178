"""Pairing in the admin: the address of its page."""

from django.urls import URLPattern, path
from wagtail import hooks

from outreach.player import admin_pages


@hooks.register("register_admin_urls")
def player_urls() -> list[URLPattern]:
    return [
        path("outreach/screens/<int:screen_id>/player/", admin_pages.connect, name="outreach_screen_connect_player"),
    ]
