"""Copies of posters that are no longer valid, for staff: with a mark across them, and a code that can't be read."""

from datetime import datetime

from django.core.files.storage import default_storage
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language

from outreach.availability.reasons import Reason
from outreach.posters.models import PosterFile, PosterState

_MARKED = frozenset({Reason.WITHDRAWN, Reason.SUPERSEDED, Reason.RECALLED, Reason.FACT_REVOKED, Reason.FACT_CHANGED})
"""Reasons of a poster that was public once. Under an embargo, and while all is withdrawn, there is no copy either."""


def can_be_marked(reason: Reason) -> bool:
    """Return whether staff may have a marked copy of a poster that may not leave for this reason."""
    return reason in _MARKED


def make_marked(file: PosterFile, *, at: datetime) -> bytes:
    """Return the file with its state and the day since which it holds across it, in the active language."""
    from cms.render.mark import mark_file  # loads the typesetter and the decoders, which few requests need

    with default_storage.open(file.storage_name) as stored:
        content = stored.read()
    return mark_file(content, media_type=file.media_type, text=_describe(file, at=at), language=get_language() or "vi")


def _describe(file: PosterFile, *, at: datetime) -> str:
    poster = file.poster
    state = PosterState.OUTDATED if poster.state == PosterState.OUTDATED else PosterState.WITHDRAWN
    day = date_format(localtime(poster.ended_at or at), "SHORT_DATE_FORMAT")
    return f"{state.label} · {day}"
