"""Lengths of films, broadcasts and recordings, written for readers."""

from datetime import timedelta

from babel.units import format_unit

from translations.languages import get_language_entry

_MINUTE = 60


def write_length(length: timedelta, *, language: str) -> str:
    """Return the length in whole minutes, or in seconds below a minute."""
    seconds = round(length.total_seconds())
    locale = get_language_entry(language).locale
    if seconds < _MINUTE:
        return str(format_unit(seconds, "duration-second", locale=locale))
    return str(format_unit(round(seconds / _MINUTE), "duration-minute", locale=locale))
