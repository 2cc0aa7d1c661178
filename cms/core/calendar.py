"""Registry of what the newsroom's calendar shows: the newsroom's own sources, and those that apps above it add.

``cms.newsroom`` reads them all, leaves out the texts that a person may not see, and offers the changes.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.functional import Promise


@dataclass(frozen=True)
class CalendarEntry:
    """One thing on one day.

    ``key`` and ``language`` name the text that it is about, if there is one: under embargo only those who work on it
    see the entry. ``url`` is where it is in the admin; ``change_url`` the form on which the day is changed, if any.
    ``people`` are the primary keys of the users whose own it is. ``uid`` stays the same when the day changes.
    """

    uid: str
    day: date
    title: str
    url: str
    moment: datetime | None = None
    key: UUID | None = None
    language: str = ""
    note: str = ""
    change_url: str = ""
    people: frozenset[int] = frozenset()


def name_people(*keys: int | None) -> frozenset[int]:
    """Return the primary keys of the users as an entry has them, without those that are nobody's."""
    return frozenset(key for key in keys if key is not None)


Finder = Callable[[date, date], Iterable[CalendarEntry]]
"""Finds the entries from the first day to the last one, both included."""


@dataclass(frozen=True)
class CalendarSource:
    """One kind of entry. ``name`` is its key in addresses, ``label`` what the calendar calls each of its entries."""

    name: str
    label: str | Promise
    find: Finder


_sources: dict[str, CalendarSource] = {}


def register_source(source: CalendarSource) -> None:
    """Add a kind of entry to the calendar; the same name again replaces it."""
    _sources[source.name] = source


def list_sources() -> tuple[CalendarSource, ...]:
    """Return the kinds of entries, in the order in which they were registered."""
    return tuple(_sources.values())
