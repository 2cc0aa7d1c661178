"""Broadcasts of a film, on the broadcaster's clock and on the reader's."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_skeleton
from django.db.models import QuerySet

from cms.facts.hours import name_territory
from cms.facts.local_hours import list_clocks
from cms.films.models import BroadcastSlot, BroadcastState
from translations.countries import name_country
from translations.dates import write_day
from translations.languages import get_language_entry
from translations.lengths import write_length


@dataclass(frozen=True)
class ClockTime:
    """A moment in one time zone: its day, its time, and the name of the zone or its country."""

    day: str
    time: str
    clock: str


@dataclass(frozen=True)
class Broadcast:
    """A broadcast as readers of a language see it; ``local`` has a time for each clock of the reader's country."""

    broadcaster: str
    starts_at: datetime
    there: ClockTime
    local: tuple[ClockTime, ...]
    language_name: str
    country: str
    length: str


@dataclass(frozen=True)
class Broadcasts:
    """The broadcasts of a film: those to come, the next first, and those that were, the latest first."""

    coming: tuple[Broadcast, ...]
    past: tuple[Broadcast, ...]


def list_broadcasts(translation_key: UUID, *, country: str, language: str, at: datetime) -> Broadcasts:
    """Return the film's broadcasts for a reader in this country, "" if it isn't known (one query)."""
    slots = list(find_slots([translation_key]).order_by("starts_at", "pk"))
    coming = [slot for slot in slots if slot.state != BroadcastState.AIRED and slot.ends_at >= at]
    past = [slot for slot in reversed(slots) if slot not in coming and slot.state == BroadcastState.AIRED]
    return Broadcasts(
        coming=tuple(_write(slot, country=country, language=language) for slot in coming),
        past=tuple(_write(slot, country="", language=language) for slot in past),
    )


def find_slots(keys: Iterable[UUID]) -> QuerySet[BroadcastSlot]:
    """Return the broadcasts of these films, whichever page of the film they belong to."""
    return BroadcastSlot.objects.filter(film__translation_key__in=list(keys))


def name_language_tag(tag: str, *, language: str) -> str:
    """Return the name of a language in another one; a tag that CLDR has no name for is returned unchanged."""
    try:
        spoken = Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError):
        return tag
    return spoken.get_display_name(get_language_entry(language).locale) or tag


def _write(slot: BroadcastSlot, *, country: str, language: str) -> Broadcast:
    locale = Locale.parse(get_language_entry(language).locale)
    there = _read_clock(slot.starts_at, zone=slot.time_zone, language=language)
    zones = list_clocks(country, language=language, at=slot.starts_at)
    several = len(zones) > 1
    local = tuple(
        _read_clock(slot.starts_at, zone=zone, language=language, clock=name if several else "") for zone, name in zones
    )
    own = (there.day, there.time)
    return Broadcast(
        broadcaster=slot.broadcaster,
        starts_at=slot.starts_at,
        there=ClockTime(there.day, there.time, name_territory(slot.time_zone, locale=locale)),
        local=() if {(each.day, each.time) for each in local} <= {own} else local,
        language_name=name_language_tag(slot.language_tag, language=language),
        country=name_country(slot.territory, language=language) if slot.territory else "",
        length=write_length(timedelta(minutes=slot.minutes), language=language) if slot.minutes else "",
    )


def _read_clock(moment: datetime, *, zone: str, language: str, clock: str = "") -> ClockTime:
    local = moment.astimezone(ZoneInfo(zone))
    entry = get_language_entry(language)
    written = str(format_skeleton("Hm", local, locale=entry.locale))
    isolated = f"\u2066{written}\u2069" if entry.direction == "rtl" else written
    return ClockTime(write_day(local.date(), language=language), isolated, clock)
