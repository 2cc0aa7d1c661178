"""Times of an event, written for readers: in the time of its place, and in those of the reader's country."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_interval, format_time

from cms.facts.hours import write_zone_place
from cms.facts.local_hours import list_clocks
from translations.dates import write_day
from translations.languages import get_language_entry

_BETWEEN = {"ar": "، ", "zh-hans": " ", "ja": " ", "ko": " ", "th": " ", "lo": " ", "km": " "}
"""What separates a day from a time, where it isn't a comma."""


@dataclass(frozen=True)
class LocalTime:
    """The time on one clock of a country; ``clock`` is its name if the country has several."""

    clock: str
    text: str


def write_time(starts_at: datetime, ends_at: datetime, *, zone: str, language: str) -> str:
    """Return the time with day and year, as on a clock of the zone, followed by where that clock is."""
    place = write_zone_place(zone, language=language)
    here = ZoneInfo(zone)
    return f"{_write(starts_at.astimezone(here), ends_at.astimezone(here), language=language)} ({place})"


def write_local_times(
    starts_at: datetime, ends_at: datetime, *, zone: str, country: str, language: str
) -> tuple[LocalTime, ...]:
    """Return the time on each clock of the country, from west to east; nothing if all show that of the zone."""
    clocks = [(ZoneInfo(there), name) for there, name in list_clocks(country, language=language, at=starts_at)]
    here = starts_at.astimezone(ZoneInfo(zone)).utcoffset()
    if {starts_at.astimezone(there).utcoffset() for there, _name in clocks} <= {here}:
        return ()
    return tuple(
        LocalTime(
            name if len(clocks) > 1 else "",
            _write(starts_at.astimezone(there), ends_at.astimezone(there), language=language),
        )
        for there, name in clocks
    )


def _write(starts_at: datetime, ends_at: datetime, *, language: str) -> str:
    """Return one day with an interval, or two days each with its time."""
    first, last = (write_day(moment.date(), language=language) for moment in (starts_at, ends_at))
    locale, between = get_language_entry(language).locale, _BETWEEN.get(language, ", ")
    if starts_at.date() == ends_at.date():
        times = format_interval(starts_at, ends_at, "Hm", tzinfo=starts_at.tzinfo, locale=locale)
        return f"{first}{between}{_isolate(str(times), language)}"
    begin, end = (format_time(moment.time(), "HH:mm", locale=locale) for moment in (starts_at, ends_at))
    return f"{first}{between}{_isolate(begin, language)} – {last}{between}{_isolate(end, language)}"


def _isolate(text: str, language: str) -> str:
    """Keep figures together where the text runs from right to left."""
    return f"\u2066{text}\u2069" if get_language_entry(language).direction == "rtl" else text
