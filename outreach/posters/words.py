"""Texts of a poster: all approved, with facts written in the poster's language."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict

from django.utils.translation import gettext as _
from django.utils.translation import override

from cms.published import (
    PosterWording,
    PublishedItem,
    find_behind_source,
    get_campaign_names,
    get_fact_versions,
    get_hotline_keys,
)
from cms.render.artwork import PosterWords
from outreach.posters.models import Poster, PosterState
from outreach.posters.outgoing import get_item_ref


class NoPosterWording(ValueError):
    """The item has no approved poster headline in this language, or its words name a value that was withdrawn."""


def get_words(item: PublishedItem) -> PosterWords:
    """Return the texts of the item's poster; raise ``NoPosterWording`` if its page has no poster headline."""
    return write_words(item.poster_wording, language=item.ref.language)


def write_words(wording: PosterWording | None, *, language: str) -> PosterWords:
    """Return the texts of a poster with this wording; raise ``NoPosterWording`` if there is none."""
    if wording is None or not wording.headline:
        raise NoPosterWording(_("The page has no poster headline in this language. Write one and have it approved."))
    if wording.has_withdrawn_fact:
        raise NoPosterWording(
            _("The poster's words name a value that was revoked. Replace it in the register, or change the words.")
        )
    campaign = get_campaign_names(language)
    with override(language):
        notice = _("Demonstration material") if campaign.is_demonstration else ""
    return PosterWords(
        headline=wording.headline,
        lines=wording.lines,
        action=wording.action,
        contact_line=wording.contact_line,
        campaign_name=campaign.short_name,
        organiser=campaign.desk_name,
        notice=notice,
    )


def get_digest(words: PosterWords) -> str:
    """Return the SHA-256 of the poster's texts, which changes with the text and with any fact in it."""
    return hashlib.sha256(json.dumps(asdict(words), sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def find_facts(item: PublishedItem) -> dict[str, int]:
    """Return the versions of the facts that the item's poster may show: those of the item and of its hotline."""
    versions = get_fact_versions()
    hotline = {key: versions[key] for key in get_hotline_keys(item.ref.language) if key in versions}
    return {**hotline, **item.facts}


def find_behind(posters: Iterable[Poster]) -> frozenset[str]:
    """Return the revisions of released posters that are still valid, but whose source text has changed."""
    return find_behind_source(get_item_ref(poster) for poster in posters if poster.state == PosterState.RELEASED)
