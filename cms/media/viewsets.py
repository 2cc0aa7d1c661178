from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.model import ModelViewSet

from cms.media.forms import FilmMasterForm
from cms.media.impact import PictureEditView
from cms.media.models import FilmMaster
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
