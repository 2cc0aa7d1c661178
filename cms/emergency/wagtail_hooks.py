"""Menu item and addresses of the emergency withdrawal, and its warning on the admin's first page."""

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component

from cms.emergency import views
from cms.emergency.withdrawal import EVERYTHING, list_current
from cms.users.menu import CapabilityMenuItem
from cms.users.roles import Capability, get_capabilities
from translations.languages import get_autonym


class _EmergencyPanel(Component):
    """The warning that nothing, or nothing in some languages, is public, for everybody who works in the admin."""

    name = "emergency"
    template_name = "emergency/panel.html"
    order = 1

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        user = parent_context["request"].user
        current = list_current()
        return {
            "is_everything": any(each.language == EVERYTHING for each in current),
            "languages": [get_autonym(each.language) for each in current if each.language],
            "may_decide": Capability.WITHDRAW_EVERYTHING in get_capabilities(user),
        }


@hooks.register("construct_homepage_panels")
def add_panel(request: HttpRequest, panels: list[Component]) -> None:
    panels.append(_EmergencyPanel())


@hooks.register("register_admin_menu_item")
def register_menu_item() -> MenuItem:
    return CapabilityMenuItem(
        _("Withdraw everything"), "emergency", Capability.WITHDRAW_EVERYTHING, icon="warning", order=258
    )


@hooks.register("register_admin_urls")
def register_urls() -> list[URLPattern]:
    return [
        path("emergency/", views.index, name="emergency"),
        path("emergency/withdraw/", views.withdraw, name="emergency_withdraw"),
        path("emergency/confirm/", views.confirm, name="emergency_confirm"),
        path("emergency/propose-restoring/", views.propose_restoring, name="emergency_propose_restoring"),
        path("emergency/reject-restoring/", views.reject_restoring, name="emergency_reject_restoring"),
        path("emergency/restore/", views.restore, name="emergency_restore"),
    ]
