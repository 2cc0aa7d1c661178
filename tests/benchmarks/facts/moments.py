"""Parts of the day, noon and midnight, letters behind numbers, vague numbers, halves and tenths in words."""

from __future__ import annotations

import random
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

from babel.dates import get_month_names

from tests.benchmarks.facts.dates import _draw_date as draw_date
from tests.benchmarks.facts.kind import Kind
from translations.languages import get_language_entry

TABLES: dict[str, Any] = tomllib.loads(Path(__file__).with_name("moments.toml").read_text(encoding="utf-8"))
PARTS = ("morning", "afternoon", "evening", "night")
OTHER_PARTS = {"morning": "evening", "afternoon": "morning", "evening": "morning", "night": "afternoon"}
HOURS = ("noon", "midnight")
LETTERS = ("A", "B", "D")
SCALES = (10, 100, 1_000, 10_000, 100_000, 1_000_000)
Part = tuple[str, date]
Lettered = tuple[str, int, str]


def _draw_part(dice: random.Random) -> Part:
    return dice.choice(PARTS), draw_date(dice)


def _write_part(value: Part) -> list[str]:
    part, day = value
    dates = (f"{day:%-d/%-m/%Y}", f"{day.day} tháng {day.month} năm {day.year}")
    return [form.format(each) for form in TABLES["vi"][part].split("|") for each in dates]


def _render_part(value: Part, language: str) -> list[str]:
    part, day = value
    name = get_month_names("wide", "format", get_language_entry(language).locale)[day.month]
    written = TABLES["date"][language].format(d=day.day, m=day.month, y=day.year, name=name)
    return [form.format(written) for form in TABLES["part"][language][part].split("|")] if part else [written]


def _alter_part(value: Part, _dice: random.Random) -> dict[str, Any]:
    part, day = value
    return {"another part": (OTHER_PARTS[part], day), "no part": ("", day)}


def _draw_lettered(dice: random.Random) -> Lettered:
    return dice.choice(list(TABLES["lettered"])), dice.randrange(1, 30), dice.choice(LETTERS)


def _render_lettered(value: Lettered, language: str) -> list[str]:
    what, number, letter = value
    own = TABLES["letters"].get(language, {}).get(letter, letter)
    forms = TABLES["lettered"][what][language].split("|")
    # The letters of other scripts number roads, but a building's letter stays as it is on its wall.
    letters = {letter, own if what == "road" else letter}
    return [form.format(f"{number}{each}") for form in forms for each in sorted(letters)]


def _alter_lettered(value: Lettered, _dice: random.Random) -> dict[str, Any]:
    what, number, letter = value
    other = LETTERS[(LETTERS.index(letter) + 1) % len(LETTERS)]
    return {"letter": (what, number, other), "no letter": (what, number, ""), "digit": (what, number + 1, letter)}


def _alter_vague(value: int, _dice: random.Random) -> dict[str, Any]:
    place = SCALES.index(value)
    larger, smaller = SCALES[place + 1 : place + 2], SCALES[max(place - 1, 0) : place]
    return {"larger": larger[0] if larger else value, "smaller": smaller[0] if smaller else value}


MOMENT_KINDS = (
    Kind("part of the day", _draw_part, _write_part, _render_part, _alter_part),
    Kind(
        "noon and midnight",
        lambda dice: dice.choice(HOURS),
        lambda value: TABLES["vi"][f"{value}_hour"].split("|"),
        lambda value, language: TABLES["hours"][language][value].split("|"),
        lambda value, _dice: {"exchange": HOURS[1 - HOURS.index(value)]},
    ),
    Kind(
        "letter behind a number",
        _draw_lettered,
        lambda value: _render_lettered(value, "vi"),
        _render_lettered,
        _alter_lettered,
    ),
    Kind(
        "vague number",
        lambda dice: dice.choice(SCALES),
        lambda value: [f"{form} người" for form in TABLES["vague"]["vi"][str(value)].split("|")],
        lambda value, language: TABLES["vague"][language][str(value)].split("|"),
        _alter_vague,
    ),
    Kind(
        "millions and a half in words",
        lambda dice: dice.choice(["0.5", "1.5", "2.5", "3.5"]),
        lambda value: TABLES["millions"]["vi"][value].split("|"),
        lambda value, language: TABLES["millions"][language][value].split("|"),
        lambda value, _dice: {
            "no half": value.split(".")[0].replace("0", "1"),
            "digit": {"0.5": "1.5", "1.5": "2.5", "2.5": "3.5", "3.5": "1.5"}[value],
        },
    ),
    Kind(
        "tenths in words",
        lambda dice: dice.choice(["3", "7", "9"]),
        lambda value: TABLES["tenths"]["vi"][value].split("|"),
        lambda value, language: TABLES["tenths"][language][value].split("|"),
        lambda value, dice: {"digit": dice.choice([each for each in ("3", "7", "9") if each != value])},
    ),
)
