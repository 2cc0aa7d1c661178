"""Menu items of the admin that are shown by the permission table."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse_lazy
from wagtail.admin.menu import MenuItem

from cms.users.roles import Capability, get_capabilities


class CapabilityMenuItem(MenuItem):
    """A menu item shown only to users who have one of the capabilities."""

    def __init__(self, label: Any, url_name: str, *capabilities: Capability, icon: str, order: int = 1000) -> None:
        name = url_name.replace(":", "-").replace("_", "-")
        super().__init__(label, reverse_lazy(url_name), name=name, icon_name=icon, order=order)
        self.capabilities = frozenset(capabilities)

    def is_shown(self, request: HttpRequest) -> bool:
        return not self.capabilities.isdisjoint(get_capabilities(request.user))
