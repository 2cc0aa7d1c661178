"""News feeds (Atom, RFC 4287): the newest live items of a language, of one section or of all.

They are read from live rows only, so that what is under embargo or was withdrawn is in none.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from uuid import UUID, uuid5

from wagtail.models import Page

from cms.core import hooks
from cms.core.addresses import absolute, find_live_page
from cms.core.corrections import Correction, list_corrections
from cms.core.models import BasePage
from cms.core.search_filters import KINDS
from cms.core.search_tables import SearchEntry
from translations.languages import CODES, get_language_entry

LENGTH = 20
"""The most entries that a feed has."""
FILE = "feed.xml"


@dataclass(frozen=True)
class FeedEntry:
    """An item. ``id`` is its name for ever; ``updated_at`` is when it or the last correction of it was first public."""

    id: str
    kind: str
    title: str
    summary: str
    address: str
    alternates: list[tuple[str, str]]
    """Language tag and address in each other language in which it is live."""
    published_at: datetime
    updated_at: datetime
    corrections: list[Correction]
    notes: list[str]


@dataclass(frozen=True)
class Feed:
    """``section`` is empty for the feed of all sections."""

    address: str
    page_address: str
    language_tag: str
    section: str
    updated_at: datetime
    entries: list[FeedEntry]


def get_path(*, language: str, section: str = "") -> str:
    """Return the path of the feed of a section, or of all."""
    return f"/{language}/{section}/{FILE}" if section else f"/{language}/{FILE}"


def read_feed(*, language: str, section: str = "") -> Feed | None:
    """Return the feed of a section, or of all; None if the section doesn't exist or isn't live in the language.

    A section without items has a feed without entries.
    """
    kinds = [kind for kind, slug in KINDS.items() if section in {"", slug}]
    page = find_live_page(language=language, path=section) if kinds else None
    if page is None:
        return None
    entries = _read_entries(language, kinds)
    since = page.first_published_at or page.last_published_at
    return Feed(
        address=absolute(get_path(language=language, section=section)),
        page_address=absolute(page.url_path),
        language_tag=get_language_entry(language).tag,
        section=section,
        updated_at=max([since, *(entry.updated_at for entry in entries)]),
        entries=entries,
    )


def _read_entries(language: str, kinds: list[str]) -> list[FeedEntry]:
    rows = SearchEntry.objects.filter(language=language, kind__in=kinds, published_at__isnull=False)
    found = list(rows.select_related("item").defer("text", "tokens").order_by("-published_at", "-pk")[:LENGTH])
    pages = {page.pk: page for page in Page.objects.filter(pk__in=[row.page_id for row in found]).specific()}
    keys = [row.item.translation_key for row in found]
    alternates = _find_alternates(keys, language=language)
    notes = find_notes(found)
    return [
        _make_entry(row, pages[row.page_id], row.published_at, alternates.get(row.item.translation_key, []), notes)
        for row in found
        if row.page_id in pages and row.published_at
    ]


def find_notes(entries: Iterable[SearchEntry]) -> list[hooks.ItemNote]:
    """Return what is said of these items in their languages: one query for each kind that has notes, and language."""
    keys: dict[tuple[str, str], list[UUID]] = {}
    for entry in entries:
        keys.setdefault((entry.kind, entry.language), []).append(entry.item.translation_key)
    return [note for (kind, code), some in keys.items() for note in hooks.item_notes.collect_from(kind, code, some)]


def _make_entry(
    row: SearchEntry,
    page: BasePage,
    published_at: datetime,
    alternates: list[tuple[str, str]],
    notes: list[hooks.ItemNote],
) -> FeedEntry:
    key = row.item.translation_key
    own = [note for note in notes if note.key == key]
    corrections = list_corrections(page)
    moments = chain((each.published_at for each in corrections), (note.changed_at for note in own))
    return FeedEntry(
        id=uuid5(key, row.language).urn,
        kind=row.kind,
        title=row.title,
        summary=row.summary,
        address=absolute(row.path),
        alternates=alternates,
        published_at=published_at,
        updated_at=max([published_at, *(moment for moment in moments if moment is not None)]),
        corrections=corrections,
        notes=[note.text for note in own],
    )


def _find_alternates(keys: list[UUID], *, language: str) -> dict[UUID, list[tuple[str, str]]]:
    """Return tag and address of the items' live pages in the other languages, in the campaign's order (one query)."""
    rows = SearchEntry.objects.filter(item__translation_key__in=keys, language__in=CODES).exclude(language=language)
    found: dict[UUID, list[tuple[str, str]]] = {}
    values = rows.values_list("item__translation_key", "language", "path")
    for key, code, path in sorted(values, key=lambda row: CODES.index(row[1])):
        found.setdefault(key, []).append((get_language_entry(code).tag, absolute(path)))
    return found
