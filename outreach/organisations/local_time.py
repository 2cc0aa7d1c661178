"""Moments written for people: in their language, in the time of a place, with the place and its distance from UTC.

Zones and countries are those of CLDR, as Babel has them.
"""

from datetime import datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from babel import Locale
from babel.core import get_global
from babel.dates import format_date, format_skeleton, get_datetime_format, get_timezone_location
from django.conf import settings
from django.utils.timezone import get_current_timezone_name

from translations.languages import get_language_entry

SEPARATOR = " · "


@cache
def get_country_zones(country: str) -> tuple[str, ...]:
    """Return the names of a country's time zones; none for an unknown country."""
    return tuple(sorted(zone for zone, territory in _get_territories().items() if territory == country))


def find_zone(*, name: str, country: str) -> ZoneInfo | None:
    """Return the zone of this name or, without a name, the only one of the country; None if it has several or none."""
    zones = (name,) if name else get_country_zones(country)
    return ZoneInfo(zones[0]) if len(zones) == 1 and zones[0] else None


def get_reader_zone() -> ZoneInfo:
    """Return the zone of the person at work: the one of their profile, which Wagtail activates, or the desk's."""
    return ZoneInfo(get_current_timezone_name())


def list_zones(*, language: str) -> list[tuple[str, str]]:
    """Return the time zones of all countries with their names in the language, for a form."""
    locale = _get_locale(language)
    zones = _get_territories().items()
    named = ((zone, f"{locale.territories[land]}: {zone}") for zone, land in zones if land in locale.territories)
    return sorted(named, key=lambda row: row[1])


def write_moment(moment: datetime, *, zone: ZoneInfo, language: str) -> str:
    """Return the moment as “Sunday, November 29, 2026, 20:08 (Australia (Sydney), UTC+11)” in the language."""
    locale = _get_locale(language)
    there = moment.astimezone(zone)
    clock = format_skeleton("Hm", there, locale=locale)
    pattern = str(get_datetime_format("medium", locale=locale)).replace("'", "")
    written = pattern.replace("{1}", format_date(there, "full", locale=locale)).replace("{0}", clock)
    offset = _write_offset(there.utcoffset() or timedelta())
    if get_language_entry(language).direction == "rtl":
        offset = f"\u2066{offset}\u2069"
    return f"{written} ({_write_place(zone, locale=locale)}, {offset})"


def write_moments(moment: datetime, *, zone: ZoneInfo | None, language: str) -> str:
    """Return the moment in the time of the place, then in that of the desk; only once if they are the same."""
    desk = ZoneInfo(settings.TIME_ZONE)
    zones = [desk] if zone is None or zone.key == desk.key else [zone, desk]
    return SEPARATOR.join(write_moment(moment, zone=each, language=language) for each in zones)


@cache
def _get_territories() -> dict[str, str]:
    """Return the country of each zone that this machine knows too."""
    known = available_timezones()
    return {zone: country for zone, country in get_global("zone_territories").items() if zone in known}


def _get_locale(language: str) -> Locale:
    return Locale.parse(get_language_entry(language).locale)


def _write_place(zone: ZoneInfo, *, locale: Locale) -> str:
    """Return the country, with the city if the country has several zones."""
    country = _get_territories().get(zone.key, "")
    name = locale.territories.get(country, zone.key)
    if len(get_country_zones(country)) < 2:
        return str(name)
    return f"{name} ({get_timezone_location(zone, locale=locale, return_city=True)})"


def _write_offset(offset: timedelta) -> str:
    minutes = int(offset.total_seconds() // 60)
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'-' if minutes < 0 else '+'}{hours}{f':{rest:02}' if rest else ''}"
