"""Films in the admin: menu, addresses, and which parts of an uploaded subtitle file were left out."""

from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.generic import CreateView, DeleteView, EditView
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup
from wagtail.models import Page

from cms.change_requests.view_mixins import RequestedAddMixin, RequestedEditMixin
from cms.core.publication import PublicationRefused, Refusal
from cms.films import admin_views, avails_views
from cms.films.broadcast_form import BroadcastSlotForm
from cms.films.broadcasts import find_slots
from cms.films.language_tags import read_tag
from cms.films.models import BroadcastSlot, FilmPage, LanguageVersion, RightsWindow
from cms.films.related_form import FilmRelatedForm
from cms.films.rights import get_rights
from cms.films.rights_conflicts import find_slot_conflicts
from cms.films.rights_form import RightsWindowForm
from cms.media.impact import PictureEditView
from cms.media.viewsets import FilmMasterViewSet
from cms.segments.track_messages import describe_notice
from cms.users.menu import CapabilityMenuItem
from cms.users.policy import CapabilityPolicy
from cms.users.roles import Capability


@hooks.register("after_create_page")
@hooks.register("after_edit_page")
def say_what_was_left_out(request: HttpRequest, page: Page) -> None:
    """Say what was left out of subtitles that were pasted into the film's page; once, not at each autosave."""
    if isinstance(page, FilmPage) and request.accepts("text/html"):
        for notice in page.track_notices:
            if not notice.is_kept:
                messages.info(request, describe_notice(notice))


class LanguageVersionForm(FilmRelatedForm):
    class Meta:
        model = LanguageVersion
        fields = ["film", "language_tag", "kind", "master"]

    def clean_language_tag(self) -> str:
        return read_tag(self.cleaned_data["language_tag"])


class RequestedCreateView(RequestedAddMixin, CreateView):
    required_capabilities = (Capability.WRITE_SOURCE,)
    """For tests/architecture only: the permission policies of both viewsets enforce it."""


class RightsCreateView(RequestedCreateView):
    """Adds a holdback, which only takes away, at once; a right waits for a second person."""

    def form_valid(self, form: Any) -> HttpResponse:
        if form.instance.is_holdback:
            return cast(HttpResponse, CreateView.form_valid(self, form))
        return super().form_valid(form)


class RightsDeleteView(DeleteView):
    required_capabilities = (Capability.PUBLISH_SOURCE,)
    """For tests/architecture only: the permission policy enforces it."""

    def delete_action(self) -> None:
        """Delete the right; raise ``PublicationRefused`` for a holdback, whose end would allow something."""
        if self.object.is_holdback:
            text = _("A holdback isn't deleted. Change its last day instead: a second person approves that.")
            raise PublicationRefused([Refusal("holdback", str(text))])
        super().delete_action()


class BroadcastCreateView(RequestedCreateView):
    def form_valid(self, form: Any) -> HttpResponse:
        name_conflicts(self.request, form.instance)
        return super().form_valid(form)


class RightsEditView(RequestedEditMixin, EditView):
    required_capabilities = (Capability.WRITE_SOURCE,)
    """For tests/architecture only: the permission policy enforces it."""


class BroadcastEditView(RightsEditView):
    def form_valid(self, form: Any) -> HttpResponse:
        name_conflicts(self.request, form.instance)
        return super().form_valid(form)


def name_conflicts(request: HttpRequest, slot: BroadcastSlot) -> None:
    """Say of a broadcast that is entered or changed which right it lacks or exceeds."""
    key = slot.film.translation_key
    for conflict in find_slot_conflicts(slot, get_rights(key), find_slots([key])):
        messages.warning(request, conflict.text)


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

    add_view_class = RightsCreateView
    edit_view_class = RightsEditView
    delete_view_class = RightsDeleteView

    model = RightsWindow
    form_class = RightsWindowForm
    name = "film_rights"
    url_prefix = "films/rights"
    icon = "date"
    menu_label = _("Rights")
    list_display = [
        "film",
        Column("is_holdback", label=_("Holdback")),
        Column("licensor", label=_("Licensor")),
        Column("territory", label=_("Territory")),
        Column("get_medium_display", label=_("Medium")),
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
    add_view_class = BroadcastCreateView
    edit_view_class = BroadcastEditView
    ordering = ["-starts_at"]
    list_filter = {"film": ["exact"], "state": ["exact"], "starts_at": ["gte", "lte"]}
    list_display = [
        "film",
        Column("broadcaster", label=_("Broadcaster")),
        DateColumn("starts_at", label=_("Starts at")),
        Column("language_tag", label=_("Language")),
        Column("get_state_display", label=_("State")),
        Column("audience", label=_("Audience")),
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
    return [
        path("rights/", admin_views.rights_list, name="rights_list"),
        path("films/rights-plan/", admin_views.rights_plan, name="film_rights_plan"),
        path("films/avails/", avails_views.import_avails, name="film_avails"),
        path("films/avails/<str:form>/", avails_views.export_avails, name="film_avails_export"),
    ]


@hooks.register("register_admin_menu_item")
def rights_menu_item() -> MenuItem:
    return CapabilityMenuItem(_("Rights"), "rights_list", Capability.SEE_DESK, icon="date", order=262)


@hooks.register("register_admin_menu_item")
def rights_plan_menu_item() -> MenuItem:
    return CapabilityMenuItem(_("Plan of rights"), "film_rights_plan", Capability.WRITE_SOURCE, icon="date", order=263)


@hooks.register("register_admin_menu_item")
def avails_menu_item() -> MenuItem:
    return CapabilityMenuItem(_("Avails"), "film_avails", Capability.WRITE_SOURCE, icon="download", order=264)
