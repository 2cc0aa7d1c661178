"""Said before a film's picture is replaced: what was approved or made beside it (E5)."""

from typing import Any

from django.contrib import messages
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from wagtail.admin.views.generic import EditView

from cms.core.hooks import picture_impact
from cms.media.models import FilmMaster
from cms.users.roles import Capability


class PictureEditView(EditView):
    """Warns of what becomes out of date; ``get_master_id`` says whose picture is in question."""

    required_capabilities = (Capability.WRITE_SOURCE,)
    """What the permission policies of both viewsets ask; they hold the door, this names it (tests/architecture)."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if self.request.method == "GET":
            warn_of_picture_impact(self.request, self.get_master_id())
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context

    def get_master_id(self) -> int:
        return self.object.pk if isinstance(self.object, FilmMaster) else self.object.master_id


def warn_of_picture_impact(request: Any, master_id: int) -> None:
    """Tell the person what depends on this master, once a thing, with who holds it; say nothing if nothing does."""
    things = list(dict.fromkeys(picture_impact.collect(master_id)))
    if not things:
        return
    shown = format_html_join(
        "",
        "<li>{}{}</li>",
        (
            (
                format_html('<a href="{}">{}</a>', thing.url, thing.label) if thing.url else thing.label,
                f" ({', '.join(thing.holders)})" if thing.holders else "",
            )
            for thing in things
        ),
    )
    text = _("If the picture is replaced, this becomes out of date, with those who hold it in brackets:")
    messages.warning(request, format_html("{} <ul>{}</ul>", text, shown))
