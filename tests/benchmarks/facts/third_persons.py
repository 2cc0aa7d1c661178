"""Years of two people whose names are in no glossary, in the names and sentences of a third hand."""

from __future__ import annotations

import random
import tomllib
from pathlib import Path
from typing import Any

from tests.benchmarks.facts.kind import Kind

TABLES: dict[str, Any] = tomllib.loads(Path(__file__).with_name("third_persons.toml").read_text(encoding="utf-8"))
NAMES: dict[str, list[str]] = {language: names.split("|") for language, names in TABLES["names"].items()}
People = tuple[int, int, int, int]


def _draw(dice: random.Random) -> People:
    one, two = dice.sample(range(len(NAMES["vi"])), 2)
    first, second = dice.sample(range(1940, 1975), 2)
    return one, first, two, second


def list_renderings(value: People, language: str) -> list[str]:
    """Return every way to write two people and their years of birth."""
    one, first, two, second = value
    return [
        form.format(name, first, other, second)
        for form in TABLES["years"][language].split("|")
        for name in NAMES[language][one].split("/")
        for other in NAMES[language][two].split("/")
    ]


THIRD_PERSONS_KIND = Kind(
    "years of two people, third hand",
    _draw,
    lambda value: list_renderings(value, "vi"),
    list_renderings,
    lambda value, _dice: {"exchange": (value[0], value[3], value[2], value[1])},
)
