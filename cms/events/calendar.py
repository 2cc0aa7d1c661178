"""Events for calendar programs (iCalendar, RFC 5545), in one language.

An event has the same ``UID`` in every language. ``LAST-MODIFIED`` and ``SEQUENCE`` rise with each change that readers
see, so that a program which has the event takes over a new time, or strikes it out when it is cancelled.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext, override
from icalendar import Event

from cms.core.addresses import absolute
from cms.core.calendar_files import make_calendar
from cms.events.occasion import Occasion
from cms.facts.contacts import Contact, get_contacts_of_pages
from cms.facts.rendering import write_facts
from translations.characters import strip_isolates
from translations.languages import get_language_entry

BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)
"""``SEQUENCE`` is the number of seconds since then: a number of 31 bits, which only rises."""


def write_calendar(occasions: Iterable[Occasion], *, name: str, language: str) -> bytes:
    """Return a calendar of these occasions, which programs that subscribe to it ask for again each hour."""
    shown = list(occasions)
    calendar = make_calendar(name=name, of="events", language=get_language_entry(language).tag)
    contacts = get_contacts_of_pages([occasion.page for occasion in shown], language=language)
    with override(language):
        for occasion in shown:
            calendar.add_component(_make_event(occasion, contacts[occasion.page.pk], language=language))
    written: bytes = calendar.to_ical()
    return written


def make_uid(occasion: Occasion) -> str:
    """Return the event's permanent identifier, the same in every language."""
    return f"{occasion.page.translation_key}@{urlsplit(settings.SITE_ADDRESS).hostname}"


def _make_event(occasion: Occasion, contacts: tuple[Contact, ...], *, language: str) -> Event:
    page = occasion.page

    def write(text: str) -> str:
        # Isolates are for running text on a screen, and calendars show them as boxes.
        return strip_isolates(write_facts(text, language=language, keep_unknown=True))

    title, changed_at = write(page.title), occasion.changed_at.replace(microsecond=0)
    cancelled = gettext("Cancelled: %(title)s") % {"title": title}
    event = Event()
    event.add("uid", make_uid(occasion))
    event.add("dtstamp", changed_at)
    event.add("last-modified", changed_at)
    event.add("sequence", max(0, int((changed_at - BEGINNING).total_seconds())))
    event.add("dtstart", occasion.starts_at.astimezone(UTC))
    event.add("dtend", occasion.ends_at.astimezone(UTC))
    event.add("summary", cancelled if occasion.is_cancelled else title)
    event.add("status", "CANCELLED" if occasion.is_cancelled else "CONFIRMED")
    if place := ", ".join(part for part in (write(page.venue), *write(page.address).splitlines()) if part.strip()):
        event.add("location", place)
    event.add("description", _describe(occasion, write(page.summary), write(page.to_bring), contacts))
    event.add("url", absolute(page.url_path))
    event.add("transp", "TRANSPARENT" if occasion.is_cancelled else "OPAQUE")
    return event


def _describe(occasion: Occasion, summary: str, to_bring: str, contacts: tuple[Contact, ...]) -> str:
    lines = [summary] if summary else []
    if occasion.is_cancelled:
        lines.insert(0, gettext("This event is cancelled."))
    if things := [line.strip() for line in to_bring.splitlines() if line.strip()]:
        lines += ["", gettext("What to bring"), *(f"– {thing}" for thing in things)]
    lines += ["", *(strip_isolates(contact.get_line()) for contact in contacts)] if contacts else []
    return "\n".join([*lines, "", absolute(occasion.page.url_path)]).strip()
