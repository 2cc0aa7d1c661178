"""Impact warning before a film's picture is replaced: what was approved or made with it."""

from typing import Any

from django.contrib import messages
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from wagtail.admin.views.generic import EditView

from cms.change_requests.view_mixins import RequestedEditMixin
from cms.core.hooks import picture_impact
from cms.media.models import FilmMaster
from cms.users.roles import Capability


class PictureEditView(RequestedEditMixin, EditView):
    """Edit view that warns of what becomes out of date; ``get_master_id`` returns the master in question."""

    required_capabilities = (Capability.WRITE_SOURCE,)
    """For tests/architecture only: the permission policies of both viewsets enforce it."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if self.request.method == "GET":
            warn_of_picture_impact(self.request, self.get_master_id())
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context

    def get_master_id(self) -> int:
        return self.object.pk if isinstance(self.object, FilmMaster) else self.object.master_id


def warn_of_picture_impact(request: Any, master_id: int) -> None:
    """Add a message that lists what depends on this master and who holds it, if anything does."""
    impacts = list(dict.fromkeys(picture_impact.collect(master_id)))
    if not impacts:
        return
    shown = format_html_join(
        "",
        "<li>{}{}</li>",
        (
            (
                format_html('<a href="{}">{}</a>', impact.url, impact.label) if impact.url else impact.label,
                f" ({', '.join(impact.holders)})" if impact.holders else "",
            )
            for impact in impacts
        ),
    )
    text = _("If you replace the picture, these become out of date (holders in brackets):")
    messages.warning(request, format_html("{} <ul>{}</ul>", text, shown))
