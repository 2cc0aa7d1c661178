"""Opening hours of a contact, written for readers in their language; ``hours_input`` reads what staff enter."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import TypedDict
from zoneinfo import ZoneInfo

from babel import Locale
from babel.core import get_global
from babel.dates import format_interval, get_day_names
from babel.lists import format_list
from django.utils.translation import gettext as _
from django.utils.translation import override

from translations.languages import get_language_entry
from translations.lists import get_comma

DAYS = range(7)
"""Monday is 0."""
MIDNIGHT = "24:00"
_ANY_TIME = (("00:00", MIDNIGHT),)
_SEPARATORS = {"ar": "؛ "}
_GLUED = {"th": ("และ", " และ "), "km": ("\u200b", " ")}
"""The word that joins two times in the lists of these languages, and the same with spaces, as numbers need it."""

Periods = tuple[tuple[str, str], ...]
"""Opening and closing times of one day, in order."""


class OpeningPeriod(TypedDict):
    """A row of a contact's ``opening_hours``."""

    day: int
    opens: str
    closes: str


def write_hours(rows: Sequence[OpeningPeriod], *, time_zone: str, language: str) -> str:
    """Return the hours in the language, followed by the country of the time zone; empty without hours."""
    if not rows:
        return ""
    if is_always_open(rows):
        with override(language):
            return _("At any time, every day")
    place = write_zone_place(time_zone, language=language)
    return f"{write_days_and_times(rows, language=language)} ({place})"


def is_always_open(rows: Sequence[OpeningPeriod]) -> bool:
    return all(get_periods(rows, day) == _ANY_TIME for day in DAYS)


def write_days_and_times(rows: Sequence[OpeningPeriod], *, language: str) -> str:
    """Return the hours in the language, days with the same ones together, without saying in which zone they are."""
    locale = Locale.parse(get_language_entry(language).locale)
    runs = groupby(DAYS, key=lambda day: get_periods(rows, day))
    parts = [_write_run(list(days), periods, locale=locale, language=language) for periods, days in runs if periods]
    return _SEPARATORS.get(language, "; ").join(parts)


def get_periods(rows: Sequence[OpeningPeriod], day: int) -> Periods:
    """Return the periods of a day in order."""
    return tuple(sorted((row["opens"], row["closes"]) for row in rows if row["day"] == day))


def _write_run(days: list[int], periods: Periods, *, locale: Locale, language: str) -> str:
    names = get_day_names("wide", "stand-alone", locale)
    named = str(names[days[0]]) if len(days) == 1 else f"{names[days[0]]} – {names[days[-1]]}"
    times = [_write_period(opens, closes, locale=locale, language=language) for opens, closes in periods]
    listed = format_list(times, locale=locale)
    return f"{named} {listed.replace(*_GLUED.get(language, (' ', ' ')))}"


def _write_period(opens: str, closes: str, *, locale: Locale, language: str) -> str:
    written = format_interval(_read_time(opens), _read_time(closes), "Hm", locale=locale)
    is_rtl = get_language_entry(language).direction == "rtl"
    return f"\u2066{written}\u2069" if is_rtl else str(written)


def _read_time(text: str) -> time:
    return time() if text == MIDNIGHT else time.fromisoformat(text)


def write_zone_place(time_zone: str, *, language: str) -> str:
    """Return the country of the zone, with the offset from UTC where it is the same all year."""
    name = name_territory(time_zone, locale=Locale.parse(get_language_entry(language).locale))
    offsets = {_get_offset(time_zone, on=date(2026, month, 1)) for month in (1, 7)}
    return f"{name}{get_comma(language)}{_write_offset(offsets.pop())}" if len(offsets) == 1 else name


def name_territory(time_zone: str, *, locale: Locale) -> str:
    """Return the name of the zone's country, or the zone's own name."""
    return str(locale.territories.get(get_global("zone_territories").get(time_zone, ""), time_zone))


def _get_offset(time_zone: str, *, on: date) -> timedelta:
    return datetime.combine(on, time(12), ZoneInfo(time_zone)).utcoffset() or timedelta()


def _write_offset(offset: timedelta) -> str:
    minutes = int(offset.total_seconds() // 60)
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'-' if minutes < 0 else '+'}{hours}{f':{rest:02}' if rest else ''}"
