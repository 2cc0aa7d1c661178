"""Posters as files that might leave: what the rule of availability needs to know of each."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from cms.published import ItemRef, PublishedItem
from outreach.availability.reasons import Reason
from outreach.availability.rule import OutgoingFile
from outreach.availability.surroundings import find_reasons, find_recipient
from outreach.posters.models import Poster, PosterState
from outreach.recalls.coverage import FileOrigin
from translations.languages import get_language_entry

STATES: dict[str, Reason | None] = {
    PosterState.REQUESTED: Reason.UNREADABLE,
    PosterState.REFUSED: Reason.UNREADABLE,
    PosterState.FAILED: Reason.UNREADABLE,
    PosterState.CANCELLED: Reason.UNREADABLE,
    PosterState.RELEASED: None,
    PosterState.OUTDATED: Reason.SUPERSEDED,
    PosterState.WITHDRAWN: Reason.WITHDRAWN,
}
"""What the state of a poster means for its file. A poster that isn't released has none that was read back."""


def get_item_ref(poster: Poster) -> ItemRef:
    """Return the approved text that the poster shows."""
    return ItemRef(
        kind=poster.item_kind,
        key=poster.item_key,
        language=poster.language,
        revision=poster.item_revision,
        sha256=poster.item_sha256,
    )


def find_text_reason(item: PublishedItem, *, organisation_key: UUID | None, at: datetime) -> Reason | None:
    """Return why a poster of this text could not leave to the organisation; None if it could."""
    text = OutgoingFile(FileOrigin(item.ref, as_of=item.approved_at, facts=item.facts))
    return find_reasons([text], recipient=find_recipient(organisation_key), at=at)[0]


def describe_withheld(reason: Reason, *, language: str) -> str:
    """Return a sentence on why no poster of a text in this language was made."""
    text = _("No poster was made in %(language)s. Reason: %(reason)s")
    return text % {"language": get_language_entry(language).autonym, "reason": reason.label}


def get_source(poster: Poster) -> str:
    """Return the name by which a recall names this poster."""
    return f"poster:{poster.key}"


def describe(
    poster: Poster, *, valid_from: datetime | None = None, valid_until: datetime | None = None
) -> OutgoingFile:
    """Return the poster as a file that might leave: until the end of its showing, or its own if that is sooner."""
    ends = [moment for moment in (valid_until, poster.valid_until) if moment is not None]
    origin = FileOrigin(
        item=get_item_ref(poster),
        as_of=poster.approved_at or poster.requested_at,
        source=get_source(poster),
        facts=poster.facts,
    )
    return OutgoingFile(origin, valid_from=valid_from, valid_until=min(ends, default=None), state=STATES[poster.state])


def find_poster_reason(poster: Poster, *, at: datetime) -> Reason | None:
    """Return why the poster's file may not leave to the organisation that it was made for; None if it may."""
    return find_reasons([describe(poster)], recipient=find_recipient(poster.organisation_key), at=at)[0]
