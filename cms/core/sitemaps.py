"""Sitemaps for search engines: the live pages of a language with their translations, news, films that can be played."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from wagtail.models import Page

from cms.core.addresses import absolute
from cms.core.search_filters import KINDS
from cms.core.search_tables import SearchEntry
from translations.languages import CODES, get_language_entry

LIMIT = 50_000
"""The most addresses that the protocol allows in one file."""

NEWS_LIMIT = 1_000
NEWS_PERIOD = timedelta(days=2)
"""What is older is no news for search engines."""
NEWS_LANGUAGES = {"zh-hans": "zh-cn"}
"""Where the code that news sitemaps have isn't that of ISO 639 with two letters, which all others here are."""


@dataclass(frozen=True)
class SitemapEntry:
    address: str
    changed: datetime | None
    alternates: list[tuple[str, str]] = field(default_factory=list)
    """Language tag and address of each live translation, this page included."""


def list_pages(language: str, *, without: Collection[str] = ()) -> list[SitemapEntry]:
    """Return the language's live pages in the order of the tree, in two queries.

    Their translations into the languages ``without`` are left out.
    """
    own = Page.objects.live().filter(locale__language_code=language, depth__gt=1)
    keys = own.values("translation_key")
    translations = Page.objects.live().filter(translation_key__in=keys, locale__language_code__in=CODES)
    translations = translations.exclude(locale__language_code__in=without)
    addresses: dict[object, list[tuple[str, str]]] = {}
    for key, code, path in translations.order_by("pk").values_list(
        "translation_key", "locale__language_code", "url_path"
    ):
        addresses.setdefault(key, []).append((get_language_entry(code).tag, absolute(path)))
    rows = own.order_by("path").values_list("url_path", "translation_key", "last_published_at")[:LIMIT]
    return [SitemapEntry(absolute(path), changed, addresses.get(key, [])) for path, key, changed in rows]


@dataclass(frozen=True)
class NewsEntry:
    """A page that was published lately. ``language`` is that of the site, ``tag`` the one that news sitemaps have."""

    address: str
    language: str
    tag: str
    title: str
    published_at: datetime


@dataclass(frozen=True)
class VideoEntry:
    """A page on which a film can be played, until ``expires_on`` if the right to it ends."""

    address: str
    language: str
    title: str
    description: str
    thumbnail: str
    content: str
    published_at: datetime
    seconds: int | None
    expires_on: date | None


_video_sources: dict[str, Callable[[date], Iterable[VideoEntry]]] = {}


def register_videos(name: str, list_entries: Callable[[date], Iterable[VideoEntry]]) -> None:
    """Add a source of pages on which something can be played on a day."""
    _video_sources[name] = list_entries


def list_news(*, at: datetime, without: Collection[str] = ()) -> list[NewsEntry]:
    """Return what was first published in the last two days, the newest first, in all languages but these: one query."""
    lately = SearchEntry.objects.filter(
        kind__in=KINDS, language__in=CODES, published_at__gt=at - NEWS_PERIOD, published_at__lte=at
    )
    rows = lately.order_by("-published_at", "-pk").values_list("path", "language", "title", "published_at")
    return [
        NewsEntry(absolute(path), code, NEWS_LANGUAGES.get(code, code), title, moment)
        for path, code, title, moment in rows[:NEWS_LIMIT]
        if moment and code not in without
    ]


def list_videos(*, on: date, without: Collection[str] = ()) -> list[VideoEntry]:
    """Return the pages on which a film can be played on this day, in all languages but these."""
    found = [entry for list_entries in _video_sources.values() for entry in list_entries(on)]
    return [entry for entry in found if entry.language not in without][:LIMIT]
