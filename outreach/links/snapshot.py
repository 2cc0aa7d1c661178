"""The table of all links, made from the database and the door, and put where the gate finds it."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from django.conf import settings

from cms import published
from outreach.links.changes import get_version
from outreach.links.models import Link
from outreach.links.notices import render_notices
from outreach.links.table import TABLE_NAME, Destination, Entry, LinkTable, TableFile, write_table
from translations.languages import CODES

Item = tuple[str, str]


def get_table_path() -> Path:
    return Path(settings.SPOOL_DIR) / TABLE_NAME


def build_table() -> LinkTable:
    """Return the table as the database stands; its version is read first, so that no change meanwhile is missed."""
    version = get_version()
    links = list(Link.objects.values_list("code", "language", "item_kind", "item_key").order_by("code"))
    destinations = get_destinations((kind, key) for _, _, kind, key in links)
    return LinkTable(
        version=version,
        entries={
            code: Entry(code=code, language=language, destination=destinations[kind, key])
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


def get_destinations(items: Iterable[Item]) -> dict[Item, Destination]:
    """Return where each of the items can be read, and in which languages it was taken back."""
    wanted = set(items)
    addresses: dict[Item, dict[str, str]] = {item: {} for item in wanted}
    for language in CODES:
        for summary in published.list_published(language=language):
            item = (summary.ref.kind, summary.ref.key)
            if item in wanted:
                addresses[item][language] = summary.url
    return {
        (kind, key): Destination(
            addresses=addresses[kind, key],
            withdrawn=_get_withdrawn(kind=kind, key=key, languages=set(CODES) - addresses[kind, key].keys()),
        )
        for kind, key in wanted
    }


def get_destination(*, kind: str, key: str) -> Destination:
    """Return the same for one item, by as few questions as the door allows."""
    addresses: dict[str, str] = {}
    languages = published.get_published_languages(kind=kind, key=key)
    for language in CODES:
        item = published.get_published(kind=kind, key=key, language=language) if language in languages else None
        if item is not None:
            addresses[language] = item.url
    return Destination(
        addresses=addresses,
        withdrawn=_get_withdrawn(kind=kind, key=key, languages=set(CODES) - addresses.keys()),
    )


def _get_withdrawn(*, kind: str, key: str, languages: set[str]) -> frozenset[str]:
    return frozenset(
        language
        for language in languages
        if published.get_withdrawal(kind=kind, key=key, language=language) is not None
    )
