"""Kinds of facts: letters before numbers, amounts for each of something, and what a number counts."""

from __future__ import annotations

import random
import tomllib
from functools import partial
from pathlib import Path

from tests.benchmarks.facts.kind import Kind

TABLE: dict[str, dict[str, str]] = tomllib.loads(Path(__file__).with_name("counted.toml").read_text(encoding="utf-8"))
MISTAKEN = {
    "letter before a number": {"hill": ("plain hill",), "grave": ("plain grave",)},
    "amount for each of something": {
        "km hour": ("km", "m second"), "km": ("km hour",), "m second": ("m", "km hour"), "m": ("m second",),
        "people km2": ("people",), "people": ("people km2",), "kg ha": ("kg",), "kg": ("kg ha",),
    },
    "what a number counts": {
        "age": ("people", "letter", "household"), "people": ("age", "letter"), "letter": ("age", "people", "household"),
        "household": ("age", "letter"),
    },
}  # fmt: skip
"""The cases of each kind, with those that are wrong in their place."""
LETTERS = "ABC"
CYRILLIC = {"A": ("A", "А"), "B": ("Б",), "C": ("C", "С")}
Value = tuple[str, str, int]
"""A case, its letter if it has one, and its number."""


def render(value: Value, language: str) -> list[str]:
    case, letter, number = value
    letters = CYRILLIC[letter] if language == "ru" and letter else (letter,)
    forms = TABLE[case][language].split("|")
    return [form.replace("{l}", each).replace("{}", str(number)) for form in forms for each in letters]


def alter(value: Value, _dice: random.Random, *, cases: dict[str, tuple[str, ...]]) -> dict[str, Value]:
    case, letter, number = value
    mistakes = {f"as {other}": (other, "", number) for other in cases[case]}
    mistakes["digit"] = (case, letter, number + 1)
    return mistakes | ({"letter": (case, "CAB"[LETTERS.index(letter)], number)} if letter else {})


def _draw(dice: random.Random, *, cases: dict[str, tuple[str, ...]]) -> Value:
    case = dice.choice(sorted(cases))
    return case, dice.choice(LETTERS) if "{l}" in TABLE[case]["vi"] else "", dice.randint(2, 97)


COUNTED_KINDS = tuple(
    Kind(name, partial(_draw, cases=cases), partial(render, language="vi"), render, partial(alter, cases=cases))
    for name, cases in MISTAKEN.items()
)
