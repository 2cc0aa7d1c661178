"""Samples of facts in running text: correct in each language's notation, by Babel and phonenumbers, and altered."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time
from pathlib import Path

import phonenumbers
from babel.dates import format_date, format_skeleton, format_time
from babel.numbers import format_decimal

from cms.quality_checks.fact_check import check_segment
from cms.segments.segment import Segment
from translations.languages import TARGETS, get_language_entry

KINDS = ("telephone", "date", "figure", "time")
CONTENT = Path(__file__).resolve().parents[2] / "demo" / "content"
NATIVE_DIGITS = {
    "ar": "٠١٢٣٤٥٦٧٨٩",
    "km": "០១២៣៤៥៦៧៨៩",
    "lo": "໐໑໒໓໔໕໖໗໘໙",
    "th": "๐๑๒๓๔๕๖๗๘๙",
    "ja": "０１２３４５６７８９",
}
VIETNAMESE = ("Xin gọi {}.", "Thông tin: {}, theo Kế hoạch của Chiến dịch.", "Năm 2026 có {} như đã nêu ở mục 3.")
EXTRA = {2: " 2026, 3."}
"""Other numbers in the third sentence, which must not match the fact."""


@dataclass(frozen=True)
class Sample:
    kind: str
    language: str
    source: str
    correct: str
    altered: str

    def is_wrongly_refused(self) -> bool:
        return bool(self._find(self.correct))

    def is_found(self) -> bool:
        return bool(self._find(self.altered))

    def _find(self, target: str) -> list:
        return check_segment(source=Segment("summary", "text", self.source), target=target, language=self.language)


def make_samples(*, count: int, seed: int) -> Iterator[Sample]:
    """Yield ``count`` samples for each kind and language, the same ones for the same seed."""
    for language in TARGETS:
        sentences = _read_sentences(language)
        for kind in KINDS:
            for number in range(count):
                yield _make(kind, language, random.Random(f"{seed}{language}{kind}{number}"), sentences)


def _make(kind: str, language: str, dice: random.Random, sentences: list[str]) -> Sample:
    source, correct, altered = globals()[f"_make_{kind}"](language, dice)
    place = dice.randrange(len(VIETNAMESE))
    before, after = dice.choice(sentences), dice.choice(sentences)
    if dice.random() < 0.15:
        altered = ""
    texts = [_write_digits(text, language, dice.random()) for text in (correct, altered)]
    written = [f"{before} {text} {after}{EXTRA.get(place, '')}" for text in texts]
    return Sample(kind, language, VIETNAMESE[place].format(source), *written)


def _make_telephone(language: str, dice: random.Random) -> tuple[str, str, str]:
    digits = dice.choice(["96", "91", "90", "98", "24", "86"]) + "".join(dice.choices("0123456789", k=7))
    source = dice.choice([f"0{digits[:3]}.{digits[3:6]}.{digits[6:]}", f"0{digits[:3]} {digits[3:6]} {digits[6:]}"])
    form = dice.choice([0, 1, 2, 2, 2])
    return source, _write_telephone(digits, form), _write_telephone(_change_digit(digits, dice), form)


def _write_telephone(digits: str, form: int) -> str:
    return str(phonenumbers.format_number(phonenumbers.parse(f"+84{digits}"), (0, 1, 2)[form]))


def _make_date(language: str, dice: random.Random) -> tuple[str, str, str]:
    day = date(dice.randint(1945, 2027), dice.randint(1, 12), dice.randint(1, 28))
    source = dice.choice([f"ngày {day:%-d/%-m/%Y}", f"ngày {day:%-d} tháng {day:%-m} năm {day:%Y}", f"{day:%d/%m/%Y}"])
    form = dice.choice(["long", "full", "medium", "numeric"])
    if form == "medium" and language in {"fr", "es", "en"} and dice.random() < 0.5:
        form = "yearless"
        source = f"ngày {day:%-d/%-m}"
    wrong = dice.choice(["swap", "day", "month", "year"])
    altered = _alter_date(day, wrong, dice, yearless=form == "yearless")
    return source, _write_date(day, language, form), _write_date(altered, language, form)


def _alter_date(day: date, wrong: str, dice: random.Random, *, yearless: bool) -> date:
    if wrong == "swap" and day.day <= 12 and day.day != day.month:
        return day.replace(day=day.month, month=day.day)
    if wrong == "month":
        return day.replace(month=day.month % 12 + 1)
    if wrong == "year" and not yearless:
        return day.replace(year=day.year + dice.choice([-20, -10, -1, 1, 10]))
    return day.replace(day=day.day % 28 + 1)


def _write_date(day: date, language: str, form: str) -> str:
    locale = get_language_entry(language).locale
    if form == "yearless":
        return str(format_skeleton("MMMMd", day, locale=locale))
    if language == "th" and form != "medium":
        month = format_skeleton("MMMMd", day, locale=locale)
        return f"{month} พ.ศ. {day.year + 543}" if form != "numeric" else f"{day.day}/{day.month}/{day.year + 543}"
    if form == "numeric":
        if language in {"ja", "ko", "zh-hans"}:
            return _write_numeric_date(day, language)
        return f"{day:%d.%m.%Y}" if language == "ru" else f"{day.day}/{day.month}/{day.year}"
    return str(format_date(day, format=form, locale=locale))


def _write_numeric_date(day: date, language: str) -> str:
    return f"{day.year}. {day.month}. {day.day}." if language == "ko" else f"{day.year}/{day.month}/{day.day}"


def _make_figure(language: str, dice: random.Random) -> tuple[str, str, str]:
    number = dice.choice([dice.randint(11, 999), dice.randint(1_000, 999_999), dice.randint(10, 999) * 10_000])
    digits = str(number)
    altered = int(_change_digit(digits, dice)) if dice.random() < 0.7 else number // 10
    source = f"{format_decimal(number, locale='vi')} hài cốt"
    return source, _write_figure(number, language), _write_figure(altered, language)


def _write_figure(number: int, language: str) -> str:
    if language in {"ja", "zh-hans", "ko"} and number % 10_000 == 0:
        return f"{number // 10_000}{'만' if language == 'ko' else '万'}"
    return str(format_decimal(number, locale=get_language_entry(language).locale))


def _make_time(language: str, dice: random.Random) -> tuple[str, str, str]:
    hour, minute = dice.randint(6, 22), dice.choice([0, 15, 20, 30, 45])
    source = dice.choice([f"{hour}h{minute:02}", f"{hour}:{minute:02}", f"{hour} giờ {minute:02}"])
    altered = dice.choice([time(hour, (minute + 10) % 60), time(hour + 1, minute)])
    locale = get_language_entry(language).locale
    return (
        source,
        str(format_time(time(hour, minute), "short", locale=locale)),
        str(format_time(altered, "short", locale=locale)),
    )


def _change_digit(digits: str, dice: random.Random) -> str:
    place = dice.randrange(1, len(digits))
    changed = str((int(digits[place]) + dice.randint(1, 9)) % 10)
    return digits[:place] + changed + digits[place + 1 :]


def _write_digits(text: str, language: str, chance: float) -> str:
    native = NATIVE_DIGITS.get(language)
    return text.translate(str.maketrans("0123456789", native)) if native and chance < 0.4 else text


def _read_sentences(language: str) -> list[str]:
    """Return texts of the demonstration without numbers, to put the facts in."""
    with (CONTENT / "call-witnesses" / f"{language}.toml").open("rb") as file:
        texts = tomllib.load(file)
    return [
        text
        for text in texts.values()
        if isinstance(text, str) and not any(character.isdecimal() for character in text)
    ]
