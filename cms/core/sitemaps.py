"""Sitemaps for search engines: the live pages of a language, each with its translations."""

from dataclasses import dataclass, field
from datetime import datetime

from wagtail.models import Page

from cms.core.addresses import absolute
from translations.languages import CODES, get_language_entry

LIMIT = 50_000
"""The most addresses that the protocol allows in one file."""


@dataclass(frozen=True)
class SitemapEntry:
    address: str
    changed: datetime | None
    alternates: list[tuple[str, str]] = field(default_factory=list)
    """Language tag and address of each live translation, this page included."""


def list_pages(language: str) -> list[SitemapEntry]:
    """Return the language's live pages in the order of the tree, in two queries."""
    own = Page.objects.live().filter(locale__language_code=language, depth__gt=1)
    keys = own.values("translation_key")
    translations = Page.objects.live().filter(translation_key__in=keys, locale__language_code__in=CODES)
    addresses: dict[object, list[tuple[str, str]]] = {}
    for key, code, path in translations.order_by("pk").values_list(
        "translation_key", "locale__language_code", "url_path"
    ):
        addresses.setdefault(key, []).append((get_language_entry(code).tag, absolute(path)))
    rows = own.order_by("path").values_list("url_path", "translation_key", "last_published_at")[:LIMIT]
    return [SitemapEntry(absolute(path), changed, addresses.get(key, [])) for path, key, changed in rows]
