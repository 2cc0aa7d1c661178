"""The link table's snapshot: built from the database, written where the redirector reads it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import cache
from pathlib import Path

from django.conf import settings

from cms import published
from outreach.availability.pages import find_withdrawn
from outreach.links.models import Link
from outreach.links.notices import render_notices
from outreach.links.table_version import get_version
from outreach.redirector.link_table import (
    TABLE_NAME,
    Destination,
    LinkEntry,
    LinkTable,
    TableFile,
    lock_table,
    write_table,
)
from translations.negotiation import ANY

ITEM_FIELDS = ("item_kind", "item_key", "destination_kind", "destination_key")
Item = tuple[str, str]
"""Kind and key."""


def get_table_path() -> Path:
    return Path(settings.SPOOL_DIR) / TABLE_NAME


def build_table() -> LinkTable:
    """Return the table of all links as they are in the database now."""
    # Read first, so that a change made meanwhile makes this table outdated.
    version = get_version()
    links = list(Link.objects.only("language", *ITEM_FIELDS).order_by("code"))
    languages: dict[Item, set[str]] = defaultdict(set)
    for link in links:
        languages[link.destination].add(link.language)
    destinations = get_destinations(languages)
    return LinkTable(
        version=version,
        entries={
            link.code: LinkEntry(code=link.code, language=link.language, destination=destinations[link.destination])
            for link in links
        },
        notices=render_notices(),
    )


def write_snapshot() -> LinkTable:
    """Build the table, write it and return it."""
    path = get_table_path()
    with lock_table(path):
        table = build_table()
        write_table(table=table, path=path)
    return table


def write_table_for_redirector() -> str:
    """Write the table without which no redirector starts; a step of ``manage.py setup``."""
    table = write_snapshot()
    return f"Codes: {len(table.entries)} links are written for the redirector."


def close_links(*, item: Item) -> bool:
    """Correct the destination of one item in the written table, without waiting for the scheduler.

    Return False if there is nothing to correct. The table keeps its version, so that the scheduler builds a whole one.
    """
    kind, key = item
    links = dict(Link.objects.leading_to(kind=kind, key=key).values_list("code", "language"))
    path = get_table_path()
    if not links or not path.exists():
        return False
    with lock_table(path):
        table = TableFile(path).get()
        destination = get_destinations({item: set(links.values())})[item]
        entries = {
            code: replace(entry, destination=destination) if code in links else entry
            for code, entry in table.entries.items()
        }
        write_table(table=replace(table, entries=entries), path=path)
    return True


def refresh_snapshot(*, at: datetime, older_than_seconds: float) -> bool:
    """Write a new table if the last is missing, damaged, outdated or too old; return whether it was written."""
    path = get_table_path()
    try:
        is_current = _get_file(path).get().version == get_version()
        if is_current and at.timestamp() - path.stat().st_mtime < older_than_seconds:
            return False
    except (OSError, ValueError):
        # Missing, or truncated by a full disk: a new table repairs both.
        pass
    write_snapshot()
    return True


@cache
def _get_file(path: Path) -> TableFile:
    """Return the file as this process has read it: a large table isn't read again until it was replaced."""
    return TableFile(path)


def get_destinations(link_languages: Mapping[Item, Iterable[str]]) -> dict[Item, Destination]:
    """Return the destination of each of these items: its public pages, and the links' languages that were withdrawn."""
    addresses, withdrawn = published.list_addresses(), published.get_withdrawn_languages()
    return make_destinations(addresses, link_languages=link_languages, withdrawn_languages=withdrawn)


def make_destinations(
    public: Mapping[Item, Mapping[str, str]],
    *,
    link_languages: Mapping[Item, Iterable[str]],
    withdrawn_languages: Collection[str],
) -> dict[Item, Destination]:
    """Return the destinations; withdrawals are looked up only for links in a language that isn't public.

    While everything is withdrawn no item has a page, while a language is none in it.
    """
    addresses: dict[Item, dict[str, str]] = {
        item: {language: path for language, path in paths.items() if language not in withdrawn_languages}
        for item, paths in public.items()
        if published.EVERYTHING not in withdrawn_languages
    }
    missing = {
        (*item, language)
        for item, languages in link_languages.items()
        for language in languages
        if language != ANY and language not in addresses.get(item, {})
    }
    withdrawn = find_withdrawn(missing) if missing else frozenset()
    return {
        item: Destination(
            addresses=addresses.get(item, {}),
            withdrawn=frozenset(
                language for language in languages if language in withdrawn_languages or (*item, language) in withdrawn
            ),
        )
        for item, languages in link_languages.items()
    }
