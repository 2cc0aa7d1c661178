"""Days written for readers: one calendar and one form in each language, wherever a page has a date."""

from datetime import date

from babel.dates import format_date, format_skeleton

from translations.languages import get_language_entry

BUDDHIST_ERA = 543
_PATTERNS = {"en": "d MMMM y", "vi": "d 'tháng' M 'năm' y"}
"""Where CLDR's long form isn't that of the readers: its English is American, its Vietnamese not that of letters."""


def write_day(day: date, *, language: str) -> str:
    """Return the day with its year; in Thai that of the Buddhist era, which Thai readers take a bare year for."""
    locale = get_language_entry(language).locale
    if language == "th":
        return f"{write_day_of_every_year(day, language=language)} พ.ศ. {day.year + BUDDHIST_ERA}"
    return str(format_date(day, format=_PATTERNS.get(language, "long"), locale=locale))


def write_day_of_every_year(day: date, *, language: str) -> str:
    """Return the day and month, such as a day of remembrance."""
    return str(format_skeleton("MMMMd", day, locale=get_language_entry(language).locale))
