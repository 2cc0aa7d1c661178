"""Films in the admin: menu, addresses, and which parts of an uploaded subtitle file were left out."""

from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.generic import CreateView, EditView
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup
from wagtail.models import Page

from cms.change_requests.view_mixins import RequestedAddMixin, RequestedEditMixin
from cms.core.date_inputs import DayInput, MomentInput
from cms.core.rights import is_country
from cms.facts.hours_input import list_time_zones
from cms.films import admin_views
from cms.films.models import BroadcastSlot, FilmPage, LanguageVersion, RightsWindow
from cms.media.impact import PictureEditView
from cms.media.viewsets import FilmMasterViewSet
from cms.segments.track_messages import describe_notice
from cms.users.menu import CapabilityMenuItem
from cms.users.policy import CapabilityPolicy
from cms.users.roles import Capability
from translations.languages import SOURCE


@hooks.register("after_create_page")
@hooks.register("after_edit_page")
def say_what_was_left_out(request: HttpRequest, page: Page) -> None:
    """Say what was left out of subtitles that were pasted into the film's page; once, not at each autosave."""
    if isinstance(page, FilmPage) and request.accepts("text/html"):
        for notice in page.track_notices:
            if not notice.is_kept:
                messages.info(request, describe_notice(notice))


class FilmRelatedForm(forms.ModelForm):
    """Form for a version or rights window, which belongs to the film's source page and applies to all languages."""

    film = forms.ModelChoiceField(
        label=_("film"), queryset=FilmPage.objects.filter(locale__language_code=SOURCE).order_by("title")
    )


def read_territory(typed: str) -> str:
    """Return the code of a country as it was typed, in capitals; raise ``ValidationError`` for what is none."""
    territory = typed.strip().upper()
    if territory and not is_country(territory):
        raise forms.ValidationError(_("Use the two letters of the country's code, such as KR."))
    return territory


class LanguageVersionForm(FilmRelatedForm):
    class Meta:
        model = LanguageVersion
        fields = ["film", "language_tag", "kind", "master"]


class RightsWindowForm(FilmRelatedForm):
    class Meta:
        model = RightsWindow
        fields = ["film", "territory", "starts_on", "ends_on", "note"]
        widgets = {
            "starts_on": DayInput(),
            "ends_on": DayInput(),
        }
        help_texts = {"territory": _("Leave empty for the whole world; only then does the public site show the film.")}

    def clean_territory(self) -> str:
        return read_territory(self.cleaned_data["territory"])


class BroadcastSlotForm(FilmRelatedForm):
    """Form of a broadcast. Its time is typed, and shown, on the broadcaster's clock."""

    class Meta:
        model = BroadcastSlot
        fields = [
            *("film", "broadcaster", "time_zone", "starts_at", "minutes"),
            *("territory", "language_tag", "state", "note"),
        ]
        widgets = {"starts_at": MomentInput()}
        help_texts = {
            "starts_at": _("On the broadcaster's clock."),
            "territory": _("Leave empty if it is broadcast in more than one country."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zones = list_time_zones(language=get_language() or SOURCE)
        self.fields["time_zone"] = forms.ChoiceField(label=_("Time zone of the broadcaster"), choices=zones)
        if self.instance.pk:
            there = self.instance.starts_at.astimezone(ZoneInfo(self.instance.time_zone))
            self.initial["starts_at"] = there.replace(tzinfo=None)
        else:
            self.initial["time_zone"] = settings.TIME_ZONE

    def clean_territory(self) -> str:
        return read_territory(self.cleaned_data["territory"])

    def clean(self) -> dict[str, Any]:
        """Take the time that was typed as one of the broadcaster's clock, not of the desk's."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("starts_at") and cleaned.get("time_zone"):
            typed = timezone.make_naive(cleaned["starts_at"])
            cleaned["starts_at"] = typed.replace(tzinfo=ZoneInfo(cleaned["time_zone"]))
        return cleaned


class RequestedCreateView(RequestedAddMixin, CreateView):
    required_capabilities = (Capability.WRITE_SOURCE,)
    """For tests/architecture only: the permission policies of both viewsets enforce it."""


class RightsEditView(RequestedEditMixin, EditView):
    required_capabilities = (Capability.WRITE_SOURCE,)
    """For tests/architecture only: the permission policy enforces it."""


class _FilmViewSet(ModelViewSet):
    add_view_class = RequestedCreateView
    copy_view_enabled = False
    add_to_reference_index = False

    def get_form_class(self, for_update: bool = False) -> Any:
        return self.form_class


class LanguageVersionViewSet(_FilmViewSet):
    model = LanguageVersion
    form_class = LanguageVersionForm
    name = "film_versions"
    url_prefix = "films/versions"
    icon = "globe"
    menu_label = _("Language versions")
    edit_view_class = PictureEditView
    list_display = [
        "film",
        Column("language_tag", label=_("Language")),
        Column("get_kind_display", label=_("Kind")),
        Column("master", label=_("File")),
        DateColumn("master_since", label=_("In place since")),
    ]
    permission_policy = CapabilityPolicy.for_all(LanguageVersion, Capability.WRITE_SOURCE)


class RightsWindowViewSet(_FilmViewSet):
    """Rights make a film public: one person requests them, a publisher approves; shortening them needs one person."""

    edit_view_class = RightsEditView

    model = RightsWindow
    form_class = RightsWindowForm
    name = "film_rights"
    url_prefix = "films/rights"
    icon = "date"
    menu_label = _("Rights")
    list_display = [
        "film",
        Column("territory", label=_("Country")),
        Column("starts_on", label=_("First day")),
        Column("ends_on", label=_("Last day")),
    ]
    permission_policy = CapabilityPolicy(
        RightsWindow,
        add=Capability.WRITE_SOURCE,
        change=Capability.WRITE_SOURCE,
        delete=Capability.PUBLISH_SOURCE,
        view=Capability.WRITE_SOURCE,
    )


class BroadcastSlotViewSet(_FilmViewSet):
    """Broadcasts: one person enters or changes them, a second approves; one person takes them away at once."""

    model = BroadcastSlot
    form_class = BroadcastSlotForm
    name = "film_broadcasts"
    url_prefix = "films/broadcasts"
    icon = "calendar-alt"
    menu_label = _("Broadcasts")
    edit_view_class = RightsEditView
    ordering = ["-starts_at"]
    list_display = [
        "film",
        Column("broadcaster", label=_("Broadcaster")),
        DateColumn("starts_at", label=_("Starts at")),
        Column("language_tag", label=_("Language")),
        Column("get_state_display", label=_("State")),
    ]
    permission_policy = CapabilityPolicy.for_all(BroadcastSlot, Capability.WRITE_SOURCE)


class FilmGroup(ModelViewSetGroup):
    items = (FilmMasterViewSet, LanguageVersionViewSet, RightsWindowViewSet, BroadcastSlotViewSet)
    menu_label = _("Films")
    menu_icon = "media"
    menu_order = 260


@hooks.register("register_admin_viewset")
def register_viewset() -> FilmGroup:
    return FilmGroup()


@hooks.register("register_admin_urls")
def rights_urls() -> list[URLPattern]:
    return [path("rights/", admin_views.rights_list, name="rights_list")]


@hooks.register("register_admin_menu_item")
def rights_menu_item() -> MenuItem:
    return CapabilityMenuItem(_("Rights"), "rights_list", Capability.SEE_DESK, icon="date", order=262)
