"""The kinds of `belonging` once more by another hand, with years of births and deaths, and years of two people."""

from __future__ import annotations

import random
import tomllib
from functools import partial
from pathlib import Path
from typing import Any

from tests.benchmarks.facts.kind import Kind
from tests.benchmarks.facts.names import PLACES
from tests.benchmarks.facts.names import TABLES as NAMED

FORMS: dict[str, Any] = tomllib.loads(Path(__file__).with_name("second_owners.toml").read_text(encoding="utf-8"))
OWNER_KINDS = {
    "places": "numbers of two places, second hand",
    "units": "numbers of two units, second hand",
    "lives": "places of birth and death, second hand",
    "years": "years of birth and death, second hand",
    "persons": "years of two people, second hand",
}
USED_PLACES = ("Huế", "Nghệ An", "Quảng Trị", "Kon Tum")
Owned = tuple[int, int, int, int]


def _draw(table: str, dice: random.Random) -> Owned:
    numbers = range(1940, 1975) if table in {"years", "persons"} else range(21, 90)
    owners = range(304, 320) if table == "units" else range(2 if table == "persons" else len(USED_PLACES))
    (one, two), (first, second) = dice.sample(owners, 2), sorted(dice.sample(numbers, 2))
    return one, first, two, second


def list_renderings(table: str, value: Owned, language: str) -> list[str]:
    """Return every way to write two owners and what they own."""
    one, first, two, second = value
    names = {"0": one, "2": two} if table == "units" else _name(table, one, two, language)
    forms = str(FORMS[table][language])
    for key, text in {**names, "1": first, "3": second}.items():
        forms = forms.replace("{" + key + "}", str(text))
    return forms.split("|")


def _name(table: str, one: int, two: int, language: str) -> dict[str, str]:
    if table == "persons":
        people = FORMS["names"][language].split("|")
        return {"0": people[one], "2": people[two]}
    if language == "ru":
        named, within, born = (FORMS["russian"][case].split("|") for case in ("named", "within", "born"))
        return {"0": named[one], "2": named[two], "a": within[one], "b": within[two], "c": born[one]}
    places = [PLACES.index(place) for place in USED_PLACES]
    written = PLACES if language == "vi" else [name.split("|")[0] for name in NAMED["names"][language]]
    return {"0": written[places[one]], "2": written[places[two]]}


def exchange(table: str, value: Owned) -> Owned:
    """Return the value with what is owned exchanged; of lives, the two places."""
    one, first, two, second = value
    return (two, first, one, second) if table == "lives" else (one, second, two, first)


def _make(table: str) -> Kind:
    return Kind(
        OWNER_KINDS[table],
        partial(_draw, table),
        lambda value: list_renderings(table, value, "vi"),
        lambda value, language: list_renderings(table, value, language),
        lambda value, _dice: {"exchange": exchange(table, value)},
    )


SECOND_OWNER_KINDS = tuple(_make(table) for table in OWNER_KINDS if table != "persons")
UNKNOWN_OWNER_KIND = _make("persons")
"""Names of people are in no glossary: in other scripts nothing says which of the two is meant."""
