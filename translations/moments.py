"""Moments written for people: in their language, in the time of a place, with the place and its distance from UTC.

Zones and countries are those of CLDR, as Babel has them.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from babel import Locale
from babel.core import get_global
from babel.dates import format_date, format_skeleton, get_datetime_format, get_timezone_location

from translations.countries import get_zones
from translations.dates import write_day
from translations.languages import get_language_entry

SEPARATOR = " · "
DAY_PATTERNS = {"en": "EEEE, d MMMM y", "vi": "EEEE, 'ngày' d 'tháng' M 'năm' y"}
"""Full dates where CLDR's aren't those of the readers: its English is American, its Vietnamese not that of letters."""


def write_moment(moment: datetime, *, zone: ZoneInfo, language: str) -> str:
    """Return the moment as “Sunday, 29 November 2026, 20:08 (Australia (Sydney), UTC+11)” in the language."""
    locale = _get_locale(language)
    there = moment.astimezone(zone)
    clock = format_skeleton("Hm", there, locale=locale)
    pattern = str(get_datetime_format("medium", locale=locale)).replace("'", "")
    day = _write_full_day(there, language=language)
    written = pattern.replace("{1}", day).replace("{0}", clock)
    return f"{written} ({write_clock(moment, zone=zone, language=language)})"


def write_in_zones(moment: datetime, *, zones: Iterable[ZoneInfo], language: str) -> str:
    """Return the moment in the time of each of the places, once for each zone."""
    known = {zone.key: zone for zone in zones}.values()
    return SEPARATOR.join(write_moment(moment, zone=zone, language=language) for zone in known)


def write_clock(moment: datetime, *, zone: ZoneInfo, language: str) -> str:
    """Return whose clock it is, as “Vietnam, UTC+7”."""
    locale = _get_locale(language)
    offset = _write_offset(moment.astimezone(zone).utcoffset() or timedelta())
    if get_language_entry(language).direction == "rtl":
        offset = f"\u2066{offset}\u2069"
    return ", ".join(part for part in (_write_place(zone, locale=locale), offset) if part)


@cache
def list_zone_countries() -> dict[str, str]:
    """Return the country of each zone that this machine knows too."""
    known = available_timezones()
    return {zone: country for zone, country in get_global("zone_territories").items() if zone in known}


def _write_full_day(moment: datetime, *, language: str) -> str:
    """Return the day with its weekday, in the one calendar that pages of the language have."""
    locale = _get_locale(language)
    if language == "th":
        return f"{format_date(moment, 'EEEE', locale=locale)}ที่ {write_day(moment.date(), language=language)}"
    return str(format_date(moment, DAY_PATTERNS.get(language, "full"), locale=locale))


def _get_locale(language: str) -> Locale:
    return Locale.parse(get_language_entry(language).locale)


def _write_place(zone: ZoneInfo, *, locale: Locale) -> str:
    """Return the country, with the city if the country has several zones; nothing for UTC, whose offset names it."""
    if zone.key == "UTC":
        return ""
    country = list_zone_countries().get(zone.key, "")
    name = locale.territories.get(country, zone.key)
    if len(get_zones(country)) < 2:
        return str(name)
    return f"{name} ({get_timezone_location(zone, locale=locale, return_city=True)})"


def _write_offset(offset: timedelta) -> str:
    minutes = int(offset.total_seconds() // 60)
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'-' if minutes < 0 else '+'}{hours}{f':{rest:02}' if rest else ''}" if minutes else "UTC"
