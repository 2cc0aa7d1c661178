"""Names of places: one alone, in the cases and with the particles that its language needs, and two of a route."""

from __future__ import annotations

import random
import tomllib
from pathlib import Path
from typing import Any

from tests.benchmarks.facts.kind import Kind

TABLES: dict[str, Any] = tomllib.loads(Path(__file__).with_name("names.toml").read_text(encoding="utf-8"))
PLACES: list[str] = TABLES["places"]
VIETNAMESE = ("ở {}", "tỉnh {}", "gần {}")


def _render_name(value: int, language: str) -> list[str]:
    forms = TABLES["names"][language][value].split("|")
    return [phrase.format(form) for phrase in TABLES["phrases"][language].split("|") for form in forms]


def _render_route(value: tuple[int, int], language: str) -> list[str]:
    first, second = (TABLES["names"][language][each].split("|") for each in value)
    routes = TABLES["routes"][language].split("|")
    return [route.format(one, two) for route in routes for one in first for two in second]


def _draw_pair(dice: random.Random) -> tuple[int, int]:
    one, two = dice.sample(range(len(PLACES)), 2)
    return one, two


NAME_KINDS = (
    Kind(
        "name",
        lambda dice: dice.randrange(len(PLACES)),
        lambda value: [form.format(PLACES[value]) for form in VIETNAMESE],
        _render_name,
        lambda value, dice: {"another name": (value + dice.randrange(1, len(PLACES))) % len(PLACES)},
    ),
    Kind(
        "two names",
        _draw_pair,
        lambda value: [route.format(*(PLACES[each] for each in value)) for route in TABLES["routes"]["vi"].split("|")],
        _render_route,
        lambda value, _dice: {"exchange": (value[1], value[0])},
    ),
)
ADDED_NAMES: dict[str, list[str]] = TABLES["added"]
"""Other places, in each language."""
