"""The kinds of `moments` once more by another hand: every rendering of one case, and those of its contrasts."""

from __future__ import annotations

import random
import tomllib
from functools import partial
from itertools import product
from pathlib import Path
from typing import Any

from tests.benchmarks.facts.kind import Kind

TABLES: dict[str, Any] = tomllib.loads(Path(__file__).with_name("second_hand.toml").read_text(encoding="utf-8"))
KINDS = {
    "part": "part of the day, second hand",
    "hour": "noon and midnight, second hand",
    "letters": "letter behind a number, second hand",
    "vague": "vague number, second hand",
    "halves": "millions and a half in words, second hand",
    "tenths": "tenths in words, second hand",
}
NUMBERS = {"road": 14, "grave": 12, "house": 36, "company": 5, "article": 7}
CYRILLIC = {"A": "А", "B": "Б", "a": "а", "b": "б"}
"""Letters of Russian houses and articles; on roads the Latin ones stay."""
SIMILAR = frozenset({("evening", "night"), ("night", "evening"), ("afternoon", "evening")})
"""Parts of the day that some languages call by one word, so that neither is wrong for the other."""


def list_cases(table: str) -> list[str]:
    """Return the values of a kind. Those without a Vietnamese text are only mistakes: “one million”."""
    if table == "letters":
        return [f"{what} {letter}" for what in NUMBERS for letter in ("ab" if what == "article" else "AB")]
    return [case for case in TABLES[table]["vi"] if case != "date"]


def list_renderings(table: str, case: str, language: str) -> list[str]:
    """Return every way to write a value in a language."""
    forms = TABLES[table][language]
    if table == "letters":
        what, _space, letter = case.partition(" ")
        own = {letter, CYRILLIC.get(letter, letter)} if language == "ru" and what in {"house", "article"} else {letter}
        number = NUMBERS[what] + (letter == "+")
        written = [f"{number}{each}" for each in sorted(own - {"-", "+"})] or [str(number)]
        return [form.format(each) for form, each in product(forms[what].split("|"), written)]
    if table == "part":
        return [form.format(date) for form, date in product(forms[case].split("|"), forms["date"].split("|"))]
    return str(forms[case]).split("|")


def list_mistakes(table: str, case: str, language: str) -> list[str]:
    """Return the values that are wrong in place of this one."""
    if table == "letters":
        what, _space, letter = case.partition(" ")
        other = {"A": "C", "B": "D", "a": "c", "b": "d"}[letter]
        return [f"{what} {other}", f"{what} -"]
    others = [*TABLES[table][language]] if table in {"part", "halves"} else list_cases(table)
    return [each for each in others if each not in {case, "date"} and (case, each) not in SIMILAR]


def _alter(table: str, case: str, _dice: random.Random) -> dict[str, Any]:
    return {each: each for each in list_mistakes(table, case, "en")}


def _make(table: str) -> Kind:
    return Kind(
        KINDS[table],
        lambda dice: dice.choice(list_cases(table)),
        lambda case: list_renderings(table, case, "vi"),
        lambda case, language: list_renderings(table, case, language),
        partial(_alter, table),
    )


SECOND_KINDS = tuple(_make(table) for table in KINDS)
