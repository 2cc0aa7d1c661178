"""The newsroom in Wagtail's admin: its addresses, menu items, and panels of the first page."""

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from cms.newsroom.panels import add_panels
from cms.newsroom.views import calendar, rights, subscription
from cms.users.menu import CapabilityMenuItem
from cms.users.roles import Capability, get_capabilities

AFTER_THE_DESK = 10


@hooks.register("register_admin_urls")
def register_urls() -> list[URLPattern]:
    return [
        path("calendar/", calendar.show_calendar, name="newsroom_calendar"),
        path("calendar/address/", subscription.show_address, name="newsroom_address"),
        path("calendar/change/<slug:name>/<int:pk>/", calendar.change, name="newsroom_change"),
        path("rights/ending/", rights.show_ending, name="newsroom_rights"),
    ]


@hooks.register("register_admin_menu_item")
def calendar_menu_item() -> MenuItem:
    return CapabilityMenuItem(_("Calendar"), "newsroom_calendar", Capability.SEE_DESK, icon="calendar-alt", order=140)


@hooks.register("register_admin_menu_item")
def rights_menu_item() -> MenuItem:
    return CapabilityMenuItem(_("Rights that end"), "newsroom_rights", Capability.SEE_DESK, icon="date", order=263)


@hooks.register("construct_homepage_panels", order=AFTER_THE_DESK)
def show_panels(request: HttpRequest, panels: list[Any]) -> None:
    if Capability.SEE_DESK in get_capabilities(request.user):
        add_panels(request, panels)
