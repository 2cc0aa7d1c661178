"""Corrections of a page: a list that stays, each with the day on which it was first public in any language.

The words are blocks of the page, approved and translated like any text. The day isn't typed, and no part of what is
approved: it is recorded when the correction goes live.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from cms.core.models import BasePage, CorrectionDate


@dataclass(frozen=True)
class Correction:
    """A correction in the page's language; ``published_at`` is None in a preview of a new one."""

    text: str
    published_at: datetime | None


def list_corrections(page: BasePage) -> list[Correction]:
    """Return the corrections of the page in memory, the newest first; without any, no query is needed."""
    words = list(_read_words(page))
    if not words:
        return []
    dates = _find_dates(page)
    return [Correction(text, dates.get(key)) for key, text in reversed(words)]


def record_corrections(page: BasePage, *, at: datetime) -> None:
    """Record the day of each correction that is public for the first time with this page."""
    rows = [
        CorrectionDate(translation_key=page.translation_key, correction=key, published_at=at)
        for key, _text in _read_words(page)
    ]
    if rows:
        CorrectionDate.objects.bulk_create(rows, ignore_conflicts=True)


def find_removed(page: BasePage) -> list[datetime]:
    """Return the days of the corrections that were public and are missing from the page in memory."""
    kept = {key for key, _text in _read_words(page)}
    return sorted(moment for key, moment in _find_dates(page).items() if key not in kept)


def has_new(page: BasePage) -> bool:
    """Return whether the page in memory has a correction that was never public."""
    dates = _find_dates(page)
    return any(key not in dates for key, _text in _read_words(page))


def find_rewritten(page: BasePage, *, public: Mapping[str, str]) -> list[datetime]:
    """Return the days of the corrections that say something else in memory than in ``public``, by their identities."""
    dates = _find_dates(page)
    return sorted(dates[key] for key, text in _read_words(page) if key in dates and public.get(key, text) != text)


def _read_words(page: BasePage) -> Iterator[tuple[str, str]]:
    """Yield the identity and the text of each correction, the oldest first."""
    for block in getattr(page, "corrections", ()):
        if block.value.strip():
            yield block.id, block.value


def _find_dates(page: BasePage) -> dict[str, datetime]:
    rows = CorrectionDate.objects.filter(translation_key=page.translation_key)
    return dict(rows.values_list("correction", "published_at"))
