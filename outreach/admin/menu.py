"""The admin menu "Outreach", to which each app of outreach adds its items with ``OutreachMenuItem``."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse_lazy
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

from cms.users.roles import Capability, get_capabilities

HOOK = "register_outreach_menu_item"
outreach_menu = Menu(register_hook_name=HOOK)


class OutreachMenuItem(MenuItem):
    """A menu item shown only to users who have the capability."""

    def __init__(self, label: Any, url_name: str, *, capability: Capability, icon: str, order: int) -> None:
        super().__init__(label, reverse_lazy(url_name), name=url_name.replace(":", "-"), icon_name=icon, order=order)
        self.capability = capability

    def is_shown(self, request: HttpRequest) -> bool:
        return self.capability in get_capabilities(request.user)


class OutreachMenu(SubmenuMenuItem):
    """The menu itself, hidden from users to whom none of its items is shown."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(self.menu.menu_items_for_request(request))
