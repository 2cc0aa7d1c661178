"""The table of all links, made from the database and the door, and put where the gate finds it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path

from django.conf import settings

from cms import published
from outreach.links.models import Link
from outreach.links.notices import render_notices
from outreach.links.table_version import get_version
from outreach.redirector.link_table import TABLE_NAME, Destination, LinkEntry, LinkTable, TableFile, write_table
from translations.languages import CODES

Item = tuple[str, str]


def get_table_path() -> Path:
    return Path(settings.SPOOL_DIR) / TABLE_NAME


def build_table() -> LinkTable:
    """Return the table as the database stands; its version is read first, so that no change meanwhile is missed."""
    version = get_version()
    links = list(Link.objects.values_list("code", "language", "item_kind", "item_key").order_by("code"))
    languages: dict[Item, set[str]] = defaultdict(set)
    for _, language, kind, key in links:
        languages[kind, key].add(language)
    destinations = get_destinations(languages)
    return LinkTable(
        version=version,
        entries={
            code: LinkEntry(code=code, language=language, destination=destinations[kind, key])
            for code, language, kind, key in links
        },
        notices=render_notices(),
    )


def write_snapshot() -> LinkTable:
    """Build the table and put it in its place."""
    table = build_table()
    write_table(table=table, path=get_table_path())
    return table


def refresh_snapshot(*, at: datetime, older_than_seconds: float) -> bool:
    """Write a new table where the old one is missing, overtaken by a change or too old; say whether it did."""
    path = get_table_path()
    try:
        is_current = TableFile(path).get().version == get_version()
        if is_current and at.timestamp() - path.stat().st_mtime < older_than_seconds:
            return False
    except (OSError, ValueError):
        # Missing, or cut short by a full disk: either way the answer is a new one.
        pass
    write_snapshot()
    return True


def get_destinations(link_languages: Mapping[Item, Iterable[str]]) -> dict[Item, Destination]:
    """Return where each item can be read, and in which of its links' languages it was taken back."""
    addresses: dict[Item, dict[str, str]] = {item: {} for item in link_languages}
    for language in CODES:
        for summary in published.list_published(language=language):
            item = (summary.ref.kind, summary.ref.key)
            if item in addresses:
                addresses[item][language] = summary.url
    return {
        item: make_destination(item=item, addresses=addresses[item], link_languages=languages)
        for item, languages in link_languages.items()
    }


def make_destination(*, item: Item, addresses: Mapping[str, str], link_languages: Iterable[str]) -> Destination:
    """Ask the door for withdrawals only where a link needs to know: in its own language, when that isn't published."""
    kind, key = item
    return Destination(
        addresses=addresses,
        withdrawn=frozenset(
            language
            for language in link_languages
            if language not in addresses and published.get_withdrawal(kind=kind, key=key, language=language) is not None
        ),
    )


class Addresses(Mapping[str, str]):
    """One item's addresses, each asked of the door only when it is used."""

    def __init__(self, item: Item) -> None:
        self._kind, self._key = item
        self._languages = published.get_published_languages(kind=self._kind, key=self._key)

    def __getitem__(self, language: str) -> str:
        if language not in self._languages:
            raise KeyError(language)
        item = published.get_published(kind=self._kind, key=self._key, language=language)
        # Withdrawn since a moment ago: the language's home page is the nearest that is there.
        return item.url if item else f"/{language}/"

    def __contains__(self, language: object) -> bool:
        return language in self._languages

    def __iter__(self) -> Iterator[str]:
        return iter(self._languages)

    def __len__(self) -> int:
        return len(self._languages)
