"""Territory of an organisation: countries, and groups of countries from ``territory_groups.toml``."""

import tomllib
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from translations.countries import is_country

_FILE = Path(__file__).with_name("territory_groups.toml")


@lru_cache(maxsize=1)
def read_groups() -> dict[str, tuple[str, ...]]:
    """Return the countries of each group by its code."""
    return {code: tuple(countries) for code, countries in tomllib.loads(_FILE.read_text()).items()}


def list_countries(codes: Iterable[str]) -> list[str]:
    """Return the countries that these codes of countries and groups name, each once, in their order."""
    groups = read_groups()
    return list(dict.fromkeys(country for code in codes for country in groups.get(code, (code,))))


def check_country(code: str) -> None:
    """Raise ``ValidationError`` unless it is a country's code, in capitals."""
    if not is_country(code):
        raise ValidationError(_("“%(code)s” isn't a country's code, such as KR or AU."), params={"code": code})


def check_territory(code: str) -> None:
    """Raise ``ValidationError`` unless it is the code of a country or of a group of countries."""
    if not is_country(code) and code not in read_groups():
        raise ValidationError(
            _("“%(code)s” isn't a country's code, such as KR, nor a group of countries. Groups are: %(groups)s."),
            params={"code": code, "groups": ", ".join(sorted(read_groups()))},
        )


def check_territories(codes: Iterable[str]) -> None:
    """Raise ``ValidationError`` for the first code that names no country and no group."""
    for code in codes:
        check_territory(code)
