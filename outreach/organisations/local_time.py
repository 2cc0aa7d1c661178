"""The time of a recipient beside that of the desk: which zones there are, and whose a moment is written in."""

from datetime import datetime
from zoneinfo import ZoneInfo, available_timezones

from babel import Locale
from django.conf import settings
from django.utils.timezone import get_current_timezone_name

from translations.countries import get_zones
from translations.languages import get_language_entry
from translations.moments import list_zone_countries, write_in_zones, write_moment

__all__ = ("write_moment",)  # for the templates and forms of outreach


def find_zone(*, name: str, country: str) -> ZoneInfo | None:
    """Return the zone of this name or, without a name, the only one of the country; None if it has several or none."""
    zones = (name,) if name else get_zones(country)
    return ZoneInfo(zones[0]) if len(zones) == 1 and zones[0] else None


def has_unknown_zone(*, name: str, country: str) -> bool:
    """Return whether the zone is still to be chosen, because the country has several, or isn't one."""
    if name:
        return name not in available_timezones()
    return len(get_zones(country)) > 1


def get_reader_zone() -> ZoneInfo:
    """Return the zone of the person at work: the one of their profile, which Wagtail activates, or the desk's."""
    return ZoneInfo(get_current_timezone_name())


def list_zones(*, language: str) -> list[tuple[str, str]]:
    """Return the time zones of all countries with their names in the language, for a form."""
    locale = Locale.parse(get_language_entry(language).locale)
    zones = list_zone_countries().items()
    named = ((zone, f"{locale.territories[land]}: {zone}") for zone, land in zones if land in locale.territories)
    return sorted(named, key=lambda row: row[1])


def write_moments(moment: datetime, *, zone: ZoneInfo | None, language: str) -> str:
    """Return the moment in the time of the place, then in that of the desk; only once if they are the same."""
    desk = ZoneInfo(settings.TIME_ZONE)
    return write_in_zones(moment, zones=[desk] if zone is None else [zone, desk], language=language)
