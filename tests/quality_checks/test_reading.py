"""Facts are read the same way in every language: numbers in words, and texts of any length in linear time."""

from fractions import Fraction

import icu_rbnf
import pytest

from cms.quality_checks.fact_check import check_segment
from cms.quality_checks.reading.reader import read_facts
from cms.segments.segment import Segment
from tests.counting import count_calls
from translations.languages import CODES, get_language_entry

NUMBERS = (*range(11, 130), 199, 200, 305, 555, 1004, 1250, 1968, 2027, 10_000, 23_500, 100_000, 304_066, 1_200_000)
IN_THAI_LETTERS = {"ร้อย": "ຮ້ອຍ", "พัน": "ພັນ", "หมื่น": "ໝື່ນ", "แสน": "ແສນ", "ล้าน": "ລ້ານ"}
"""Lao scale words, which CLDR writes with Thai letters."""
NASTY = (
    "a",
    "ă",
    "7",
    ".",
    "@",
    "a@",
    "a.",
    "[",
    "[[",
    "{a",
    "%(a",
    "<",
    "<a ",
    " ",
    "1.",
    "1,000",
    "0 ",
    "1/",
    "1:",
    "(",
)
MORE_NASTY = (
    "http://",
    "www.",
    "X",
    "1/Đ",
    "ก",
    "ກ",
    "ក",
    "一",
    "百",
    "가",
    "two ",
    "million",
    "năm ",
    "1/1, ",
    "5 km ",
)


def spell(number: int, language: str) -> str:
    written = icu_rbnf.spellout(number, get_language_entry(language).locale)
    for thai, lao in IN_THAI_LETTERS.items() if language == "lo" else ():
        written = written.replace(thai, lao)
    return written


@pytest.mark.parametrize("language", CODES)
def test_number_spelled_by_cldr_is_read_as_itself(language: str) -> None:
    misread = {}
    for number in NUMBERS:
        text = spell(number, language)
        counted = f"({text}{' 명' if language == 'ko' else ''})"  # a Korean syllable alone is hardly ever a number
        readings = {each for fact in read_facts(counted, language=language) for each in fact.readings}
        if ("number", Fraction(number), "") not in readings:
            misread[number] = text

    assert misread == {}


@pytest.mark.parametrize("language", CODES)
@pytest.mark.parametrize("unit", [*NASTY, *MORE_NASTY])
def test_ten_times_the_text_takes_ten_times_the_calls(language: str, unit: str) -> None:
    counts = []
    for length in (300, 3_000):
        text = (unit * length)[:length]
        with count_calls() as calls:
            check_segment(source=Segment("summary", "text", text), target=text, language=language)
        counts.append(sum(calls.values()))

    assert counts[1] <= 12 * counts[0] + 100
