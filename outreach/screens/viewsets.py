from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import TitleColumn

from cms.users.roles import Capability
from outreach.organisations.viewsets import CapabilityViewSet
from outreach.screens.forms import ScreenForm, ScreenGroupForm
from outreach.screens.models import Screen, ScreenGroup


class ScreenViewSet(CapabilityViewSet):
    model = Screen
    capability = Capability.MANAGE_SCREENS
    icon = "desktop"
    name = "outreach_screens"
    url_prefix = "outreach/screens"
    menu_label = _("Screens")
    list_display: ClassVar[list[Any]] = [
        TitleColumn("name", label=_("Name"), url_name="outreach_screen_schedule", sort_key="name"),
        "format",
        "location",
        "is_active",
    ]
    list_filter: ClassVar[list[str]] = ["format", "is_active"]
    search_fields: ClassVar[list[str]] = ["name", "location"]
    search_backend_name = None
    ordering: ClassVar[list[str]] = ["name", "pk"]

    def get_form_class(self, for_update: bool = False) -> type[ScreenForm]:
        return ScreenForm


class ScreenGroupViewSet(CapabilityViewSet):
    model = ScreenGroup
    capability = Capability.MANAGE_SCREENS
    icon = "folder-open-inverse"
    name = "outreach_screen_groups"
    url_prefix = "outreach/screen-groups"
    menu_label = _("Groups of screens")
    list_display: ClassVar[list[Any]] = ["name"]
    search_fields: ClassVar[list[str]] = ["name"]
    search_backend_name = None
    ordering: ClassVar[list[str]] = ["name", "pk"]

    def get_form_class(self, for_update: bool = False) -> type[ScreenGroupForm]:
        return ScreenGroupForm
