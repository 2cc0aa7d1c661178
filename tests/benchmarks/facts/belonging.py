"""Numbers of two places or units, and places of a birth and a death, right and exchanged between their owners."""

from __future__ import annotations

import random
import tomllib
from pathlib import Path
from typing import Any

from tests.benchmarks.facts.kind import Kind
from tests.benchmarks.facts.names import PLACES, TABLES

FORMS: dict[str, Any] = tomllib.loads(Path(__file__).with_name("belonging.toml").read_text(encoding="utf-8"))
Four = tuple[int, int, int, int]


def _name(place: int, language: str) -> str:
    return str(TABLES["names"][language][place].split("|")[0]) if language != "vi" else PLACES[place]


def _draw_places(dice: random.Random) -> Four:
    one, two = dice.sample(range(len(PLACES)), 2)
    first, second = dice.sample(range(11, 90), 2)
    return one, first, two, second


def _draw_units(dice: random.Random) -> Four:
    one, two = dice.sample(range(304, 320), 2)
    first, second = dice.sample(range(24, 90), 2)
    return one, first, two, second


def _render_places(value: Four, language: str) -> list[str]:
    one, first, two, second = value
    forms = FORMS["places"][language].split("|")
    return [form.format(_name(one, language), first, _name(two, language), second) for form in forms]


def _render_units(value: Four, language: str) -> list[str]:
    return [form.format(*value) for form in FORMS["units"][language].split("|")]


def _render_lives(value: tuple[int, int], language: str) -> list[str]:
    return [form.format(*(_name(each, language) for each in value)) for form in FORMS["lives"][language].split("|")]


def _draw_lives(dice: random.Random) -> tuple[int, int]:
    one, two = dice.sample(range(len(PLACES)), 2)
    return one, two


BELONGING_KINDS = (
    Kind(
        "numbers of two places",
        _draw_places,
        lambda value: _render_places(value, "vi"),
        _render_places,
        lambda value, _dice: {"exchange": (value[0], value[3], value[2], value[1])},
    ),
    Kind(
        "numbers of two units",
        _draw_units,
        lambda value: _render_units(value, "vi"),
        _render_units,
        lambda value, _dice: {"exchange": (value[0], value[3], value[2], value[1])},
    ),
    Kind(
        "places of birth and death",
        _draw_lives,
        lambda value: _render_lives(value, "vi"),
        _render_lives,
        lambda value, _dice: {"exchange": (value[1], value[0])},
    ),
)
