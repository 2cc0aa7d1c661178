"""The calendar as other programs read it (iCalendar, RFC 5545): one person's, from a month ago to a year ahead."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from django.utils import timezone
from icalendar import Event

from cms.core.addresses import absolute
from cms.core.calendar_files import make_calendar
from cms.newsroom.calendar import Filters, ShownEntry, read_entries
from cms.users.models import User
from translations.campaign.reading import get_folder
from translations.languages import SOURCE, get_language_entry

PAST, FUTURE = timedelta(days=31), timedelta(days=366)
LENGTH = timedelta(minutes=15)
"""How long an entry with a time is shown; it is a moment, and programs hide what has no length."""


def write_feed(*, user: User, only_mine: bool, at: datetime) -> bytes:
    """Return the calendar of this person, with links to the admin."""
    today = timezone.localdate(at)
    filters = Filters(mine=only_mine)
    entries = read_entries(user=user, first=today - PAST, last=today + FUTURE, filters=filters, at=at)
    return write_calendar(entries, at=at)


def write_calendar(entries: Iterable[ShownEntry], *, at: datetime) -> bytes:
    calendar = make_calendar(name=get_folder().title, of="newsroom", language=get_language_entry(SOURCE).tag)
    for shown in entries:
        calendar.add_component(_write_event(shown, at=at))
    written: bytes = calendar.to_ical()
    return written


def _write_event(shown: ShownEntry, *, at: datetime) -> Event:
    entry, event = shown.entry, Event()
    event.add("uid", f"{entry.uid}@{get_folder().key}.newsroom")
    event.add("dtstamp", at.astimezone(UTC))
    language = f" ({entry.language})" if entry.language else ""
    event.add("summary", f"{shown.source.label}: {entry.title}{language}")
    if entry.note:
        event.add("description", entry.note)
    if entry.moment is None:
        event.add("dtstart", entry.day)
        event.add("dtend", entry.day + timedelta(days=1))
    else:
        event.add("dtstart", entry.moment.astimezone(UTC))
        event.add("dtend", entry.moment.astimezone(UTC) + LENGTH)
    event.add("url", absolute(entry.url))
    event.add("transp", "TRANSPARENT")
    return event
