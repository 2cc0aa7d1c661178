"""Texts of a poster: all approved, with facts written in the poster's language."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, replace
from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from cms.published import (
    PosterContact,
    PosterWording,
    PublishedItem,
    find_behind_source,
    find_poster_contact,
    get_campaign_names,
    get_fact_ends,
    get_fact_versions,
    get_hotline_keys,
)
from cms.render.artwork import PosterWords
from outreach.organisations.models import Organisation
from outreach.posters.models import Poster, PosterState
from outreach.posters.outgoing import get_item_ref
from translations.dates import write_day

FIRST_TEMPLATE = "call"
"""Posters of events were made in it before there was another; they don't show when the event is."""


class NoPosterWording(ValueError):
    """The item has no approved poster headline in this language, or its words name a value that was withdrawn."""


def get_words(item: PublishedItem, *, organisation_key: UUID | None = None) -> PosterWords:
    """Return the texts of the item's poster; raise ``NoPosterWording`` if its page has no poster headline."""
    language = item.ref.language
    words = write_words(item.poster_wording, language=language, organisation_key=organisation_key)
    return replace(words, issued=write_day(timezone.localdate(item.approved_at), language=language))


def write_words(wording: PosterWording | None, *, language: str, organisation_key: UUID | None = None) -> PosterWords:
    """Return the texts of a poster with this wording; raise ``NoPosterWording`` if there is none.

    The number follows the country: for an organisation in one, it is what can be dialled there.
    """
    if wording is None or not wording.headline:
        raise NoPosterWording(_("The page has no poster headline in this language. Write one and have it approved."))
    if wording.has_withdrawn_fact:
        raise NoPosterWording(
            _("The poster's words name a value that was revoked. Replace it in the register, or change the words.")
        )
    campaign = get_campaign_names(language)
    local = _find_local_contact(organisation_key, language=language, chosen=wording.channels)
    with override(language):
        notice = _("Demonstration material") if campaign.is_demonstration else ""
    return PosterWords(
        headline=wording.headline,
        lines=wording.lines,
        action=wording.action,
        contact_line=local.line if local else wording.contact_line,
        contact_short=local.short if local else wording.contact_short,
        details=local.details if local else (),
        campaign_name=campaign.short_name,
        organiser=campaign.desk_name,
        notice=notice,
        kind_name=wording.kind_name,
        occasion=wording.occasion,
    )


def get_digest(words: PosterWords, *, template: str) -> str:
    """Return the SHA-256 of the poster's texts, which changes with the text and with any fact in it."""
    texts = asdict(words)
    for name in (
        "contact_short",
        "kind_name",
        "issued",
    ):  # a part of the contact line; what no change of the text changes
        del texts[name]
    if template == FIRST_TEMPLATE or not texts["occasion"]:
        del texts["occasion"]
    if not texts["details"]:
        del texts["details"]  # posters made before there were any are still what they were
    return hashlib.sha256(json.dumps(texts, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def find_facts(item: PublishedItem, *, organisation_key: UUID | None = None) -> dict[str, int]:
    """Return the versions of the facts that the item's poster may show: those of the item and of its contacts."""
    versions = get_fact_versions()
    chosen = item.poster_wording.channels if item.poster_wording else ()
    local = _find_local_contact(organisation_key, language=item.ref.language, chosen=chosen)
    keys = local.facts if local else get_hotline_keys(item.ref.language)
    return {**{key: versions[key] for key in keys if key in versions}, **item.facts}


def find_end(item: PublishedItem, *, organisation_key: UUID | None = None, at: datetime) -> datetime | None:
    """Return until when the item's poster is valid, as far as that is known now; None if there is no end.

    It is valid for as long as its page is to be public, the event on it isn't over, and every value on it holds.
    """
    ends, shown = get_fact_ends(), find_facts(item, organisation_key=organisation_key)
    moments = [item.expires_at, *(ends.get(key) for key in shown)]
    return min((moment for moment in moments if moment is not None and moment > at), default=None)


def _find_local_contact(organisation_key: UUID | None, *, language: str, chosen: Iterable[int]) -> PosterContact | None:
    """Return the contact where the organisation is; None for the desk's own posters, which may hang anywhere."""
    if organisation_key is None:
        return None
    organisation = Organisation.objects.filter(key=organisation_key).exclude(country="").first()
    if organisation is None:
        return None
    return find_poster_contact(
        country=organisation.country,
        language=language,
        own=organisation.contact_keys,
        chosen=chosen,
        at=timezone.now(),
    )


def find_changed_sources(posters: Iterable[Poster]) -> frozenset[str]:
    """Return the revisions of released posters that are still valid, but whose source text has changed."""
    return find_behind_source(get_item_ref(poster) for poster in posters if poster.state == PosterState.RELEASED)
