"""Opening hours in the local time of a reader's country."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import get_timezone_name
from babel.lists import format_list

from cms.facts.hours import DAYS, MIDNIGHT, OpeningPeriod, is_always_open, write_days_and_times
from translations.countries import get_zones
from translations.languages import get_language_entry

ZERO_WIDTH_SPACE = "\u200b"
"""In CLDR's names of zones in Khmer and Lao, often several in a row; browsers find those words without it."""
_DAY = 24 * 60
_WEEK = len(DAYS) * _DAY


@dataclass(frozen=True)
class LocalHours:
    """Hours on one clock; ``clock`` is its name or names, as in “Eastern Standard Time”, if the country has several."""

    clock: str
    hours: str


def write_local_hours(
    rows: Sequence[OpeningPeriod], *, time_zone: str, country: str, language: str, at: datetime
) -> tuple[LocalHours, ...]:
    """Return the hours on each clock of the country, at this moment, from west to east.

    Nothing without hours, if it is always open, or if all clocks of the country show the contact's own time.
    """
    if not rows or is_always_open(rows):
        return ()
    own = _get_offset(time_zone, at=at)
    clocks = find_clocks(country, language=language, at=at)
    if {offset for offset, _name in clocks} <= {own}:
        return ()
    several = len(clocks) > 1
    return tuple(
        LocalHours(
            clock=name if several else "",
            hours=write_days_and_times(move_rows(rows, by=offset - own), language=language),
        )
        for offset, name in clocks
    )


def has_same_clock(*, time_zone: str, country: str, at: datetime) -> bool:
    """Return whether all clocks of another country than the contact's show its own time at this moment."""
    zones = get_zones(country)
    return (
        bool(zones)
        and time_zone not in zones
        and {_get_offset(zone, at=at) for zone in zones} == {_get_offset(time_zone, at=at)}
    )


def move_rows(rows: Sequence[OpeningPeriod], *, by: timedelta) -> list[OpeningPeriod]:
    """Return the same periods on a clock that is ahead by so much; what then passes midnight becomes two."""
    minutes = int(by.total_seconds() // 60)
    moved = [period for row in rows for period in _move(row, minutes=minutes)]
    return sorted(moved, key=lambda row: (row["day"], row["opens"]))


def _move(row: OpeningPeriod, *, minutes: int) -> Iterator[OpeningPeriod]:
    opens = (row["day"] * _DAY + _read_minutes(row["opens"]) + minutes) % _WEEK
    left = _read_minutes(row["closes"]) - _read_minutes(row["opens"])
    while left > 0:
        day, start = divmod(opens % _WEEK, _DAY)
        end = min(start + left, _DAY)
        yield OpeningPeriod(day=day, opens=_write_minutes(start), closes=_write_minutes(end))
        left -= end - start
        opens += end - start


def _read_minutes(text: str) -> int:
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)


def _write_minutes(minutes: int) -> str:
    return MIDNIGHT if minutes == _DAY else f"{minutes // 60:02}:{minutes % 60:02}"


def list_clocks(country: str, *, language: str, at: datetime) -> list[tuple[str, str]]:
    """Return a time zone for each time that the country has at this moment, with its name, from west to east."""
    zones = {_get_offset(zone, at=at): zone for zone in get_zones(country)}
    return [(zones[offset], name) for offset, name in find_clocks(country, language=language, at=at)]


def find_clocks(country: str, *, language: str, at: datetime) -> list[tuple[timedelta, str]]:
    """Return offset and name of the country's clocks, from west to east; of those that show the same, all names."""
    locale = get_language_entry(language).locale
    names: dict[timedelta, set[str]] = {}
    for zone in get_zones(country):
        name = get_timezone_name(at.astimezone(ZoneInfo(zone)), locale=locale)
        names.setdefault(_get_offset(zone, at=at), set()).add(str(name))
    listed = {offset: str(format_list(sorted(names[offset]), locale=locale)) for offset in sorted(names)}
    return [(offset, written.replace(ZERO_WIDTH_SPACE, "")) for offset, written in listed.items()]


def _get_offset(time_zone: str, *, at: datetime) -> timedelta:
    return at.astimezone(ZoneInfo(time_zone)).utcoffset() or timedelta()
