"""Opening hours as an editor types them, day by day."""

import re
from collections.abc import Mapping, Sequence

from babel import Locale
from babel.core import get_global
from babel.dates import get_day_names
from django.utils.translation import gettext as _

from cms.facts.hours import DAYS, MIDNIGHT, OpeningPeriod, Periods, get_periods, name_territory
from translations.languages import get_language_entry

_PERIOD = re.compile(r"(\d{1,2})[:.hH](\d{2}) ?[-–] ?(\d{1,2})[:.hH](\d{2})")


class HoursRefused(ValueError):
    """The hours aren't times in order; the text says how to write them."""


def read_day(text: str) -> Periods:
    """Return the periods of a day typed as “08:00–11:30, 13:30–17:00”; raise ``HoursRefused``."""
    periods = tuple(_read_period(part.strip()) for part in text.split(",") if part.strip())
    ends = [moment for period in periods for moment in period]
    if ends != sorted(set(ends)):
        raise HoursRefused(_("Each time must be later than the one before it."))
    return periods


def _read_period(text: str) -> tuple[str, str]:
    match = _PERIOD.fullmatch(text)
    opens, closes = (f"{match[1]:0>2}:{match[2]}", f"{match[3]:0>2}:{match[4]}") if match else ("", "")
    if not match or max(match[2], match[4]) > "59" or opens > "23:59" or closes > MIDNIGHT:
        raise HoursRefused(_("“%(text)s” isn't a period. Write it as 08:00–11:30, 13:30–17:00.") % {"text": text})
    return opens, closes


def write_day(rows: Sequence[OpeningPeriod], day: int) -> str:
    """Return the periods of a day as ``read_day`` takes them."""
    return ", ".join(f"{opens}–{closes}" for opens, closes in get_periods(rows, day))


def make_rows(days: Mapping[int, Periods]) -> list[OpeningPeriod]:
    return [OpeningPeriod(day=day, opens=opens, closes=closes) for day in DAYS for opens, closes in days.get(day, ())]


def write_days(*, language: str) -> dict[int, str]:
    """Return the names of the days in the language."""
    names = get_day_names("wide", "stand-alone", get_language_entry(language).locale)
    return {day: str(names[day]) for day in DAYS}


def list_time_zones(*, language: str) -> list[tuple[str, str]]:
    """Return the time zones of countries with their names, for a form."""
    locale = Locale.parse(get_language_entry(language).locale)
    zones = [zone for zone, territory in get_global("zone_territories").items() if territory in locale.territories]
    return sorted(((zone, f"{name_territory(zone, locale=locale)}: {zone}") for zone in zones), key=lambda row: row[1])
