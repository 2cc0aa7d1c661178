"""Countries of readers: their names, their time zones, and the one that a language of the site suggests."""

from functools import lru_cache
from zoneinfo import available_timezones

import phonenumbers
from babel import Locale
from babel.core import get_global

from translations.campaign.reading import get_folder
from translations.languages import get_language_entry

COUNTRIES = frozenset(phonenumbers.SUPPORTED_REGIONS)
"""Codes of ISO 3166 of all countries and territories that have telephones."""


def is_country(code: str) -> bool:
    return code in COUNTRIES


def name_country(code: str, *, language: str) -> str:
    """Return the country's name in the language; a code that CLDR doesn't know is returned unchanged."""
    return str(_read_locale(language).territories.get(code, code))


def name_country_for_post(code: str) -> str:
    """Return the country's name as an address abroad ends with it: in capitals, in English, which all posts read."""
    return str(Locale("en").territories.get(code, code)).upper()


@lru_cache(maxsize=512)
def get_zones(code: str) -> tuple[str, ...]:
    """Return the names of the country's time zones that CLDR and this machine know; none for an unknown country."""
    return tuple(sorted(set(get_global("territory_zones").get(code, ())) & available_timezones()))


def get_usual_country(language: str) -> str:
    """Return the country in which most readers of the language live, as the campaign's folder says; empty if none."""
    return get_folder().home_countries.get(language, "")


def list_offered(*, language: str, besides: frozenset[str] = frozenset()) -> list[tuple[str, str]]:
    """Return code and name of the countries that a reader is offered, by name: the campaign's, and those besides."""
    offered = besides | set(get_folder().reader_countries)
    return sorted(((code, name_country(code, language=language)) for code in offered), key=lambda row: row[1])


@lru_cache(maxsize=32)
def _read_locale(language: str) -> Locale:
    return Locale.parse(get_language_entry(language).locale)
