from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import CreateView, DeleteView, EditView
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup

from cms.change_requests.view_mixins import RequestedAddMixin, RequestedEditMixin
from cms.media.forms import FilmMasterForm, RecordingForm
from cms.media.impact import PictureEditView
from cms.media.models import FileKind, FilmMaster, PageReading, Recording
from cms.media.reading_form import ReadingForm
from cms.media.usage import require_unused
from cms.users.policy import CapabilityPolicy
from cms.users.roles import Capability


class FilmMasterViewSet(ModelViewSet):
    """Admin of film files. A file that a language version uses can't be deleted."""

    model = FilmMaster
    name = "film_masters"
    url_prefix = "films/masters"
    icon = "media"
    menu_label = _("Film files")
    list_display = [
        "title",
        Column("duration", label=_("Duration")),
        Column("width", label=_("Width")),
        Column("height", label=_("Height")),
        Column("size", label=_("Bytes")),
        Column("tracks", label=_("Picture and sound")),
    ]
    search_fields = ["title"]
    inspect_view_enabled = True
    copy_view_enabled = False
    edit_view_class = PictureEditView
    add_to_reference_index = False
    permission_policy = CapabilityPolicy(
        FilmMaster, add=Capability.WRITE_SOURCE, change=Capability.WRITE_SOURCE, view=Capability.SEE_DESK
    )

    def get_form_class(self, for_update: bool = False) -> Any:
        return FilmMasterForm


class RecordingEditView(RequestedEditMixin, EditView):
    required_capabilities = (Capability.WRITE_SOURCE,)
    """For tests/architecture only: the permission policies of both viewsets enforce it."""


class RecordingDeleteView(DeleteView):
    required_capabilities = (Capability.WRITE_SOURCE,)
    """For tests/architecture only: the permission policy enforces it."""

    def delete_action(self) -> None:
        """Delete the recording; raise ``PublicationRefused`` if a page plays it, or is to play it."""
        require_unused(kind=FileKind.RECORDING, object_id=self.object.pk, name=str(self.object))
        super().delete_action()


class ReadingAddView(RequestedAddMixin, CreateView):
    required_capabilities = (Capability.WRITE_SOURCE,)
    """For tests/architecture only: the permission policy enforces it."""


class RecordingViewSet(ModelViewSet):
    """Admin of recordings. One that a page plays, or that waits for approval, can't be replaced or deleted."""

    model = Recording
    name = "recordings"
    url_prefix = "recordings/files"
    icon = "media"
    menu_label = _("Recordings")
    list_display = ["title", Column("duration", label=_("Duration")), Column("size", label=_("Bytes"))]
    search_fields = ["title"]
    copy_view_enabled = False
    edit_view_class = RecordingEditView
    delete_view_class = RecordingDeleteView
    add_to_reference_index = False
    permission_policy = CapabilityPolicy.for_all(Recording, Capability.WRITE_SOURCE)

    def get_form_class(self, for_update: bool = False) -> Any:
        return RecordingForm


class ReadingViewSet(ModelViewSet):
    """Which page plays which recording: one person requests it, a second approves; one person takes it away."""

    model = PageReading
    name = "readings"
    url_prefix = "recordings/readings"
    icon = "doc-full"
    menu_label = _("Read aloud")
    list_display = [
        "page",
        Column("language", label=_("Language")),
        Column("recording", label=_("Recording")),
    ]
    add_view_class = ReadingAddView
    edit_view_class = RecordingEditView
    copy_view_enabled = False
    add_to_reference_index = False
    permission_policy = CapabilityPolicy.for_all(PageReading, Capability.WRITE_SOURCE)

    def get_form_class(self, for_update: bool = False) -> Any:
        return ReadingForm


class RecordingGroup(ModelViewSetGroup):
    items = (RecordingViewSet, ReadingViewSet)
    menu_label = _("Recorded readings")
    menu_icon = "media"
    menu_order = 261
