"""Territories of agreements: the world, a country, or a group of countries from ``territories.toml``."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from babel import Locale

from cms.core.rights import WORLD
from translations.countries import is_country, name_country
from translations.languages import get_language_entry
from translations.lists import get_comma

_FILE = Path(__file__).with_name("territories.toml")


@dataclass(frozen=True)
class TerritoryGroup:
    """A group of countries as it was on the day ``as_of``, with its names for staff."""

    code: str
    names: dict[str, str]
    countries: frozenset[str]
    as_of: date


@lru_cache(maxsize=1)
def read_groups() -> dict[str, TerritoryGroup]:
    """Return the groups by code."""
    rows = tomllib.loads(_FILE.read_text())
    return {
        code: TerritoryGroup(
            code, {name: row[name] for name in ("vi", "en")}, frozenset(row["countries"]), row["as_of"]
        )
        for code, row in rows.items()
    }


def is_territory(code: str) -> bool:
    """Return whether the code is that of a country or of a group; the world has none."""
    return is_country(code) or code in read_groups()


def list_countries(code: str) -> frozenset[str]:
    """Return the countries of a territory; for the world, ``WORLD`` itself."""
    group = read_groups().get(code)
    return group.countries if group else frozenset({code})


def overlap(one: str, other: str) -> bool:
    """Return whether two territories have a country in common."""
    return WORLD in {one, other} or bool(list_countries(one) & list_countries(other))


def contains(wide: str, narrow: str) -> bool:
    """Return whether all countries of one territory are in the other."""
    return wide == WORLD or (narrow != WORLD and list_countries(narrow) <= list_countries(wide))


def name_for_staff(code: str, *, language: str) -> str:
    """Return the territory's name in the language of the admin, which is Vietnamese or English."""
    group = read_groups().get(code)
    if group:
        return group.names.get(language, group.names["en"])
    return name_country(code, language=language)


def name_for_readers(code: str, *, language: str) -> str:
    """Return the territory's name in any of the site's languages: CLDR's, or the countries of the group one by one."""
    known = Locale.parse(get_language_entry(language).locale).territories
    if code in known or code not in read_groups():
        return str(known.get(code, code))
    return get_comma(language).join(sorted(str(known.get(each, each)) for each in list_countries(code)))
