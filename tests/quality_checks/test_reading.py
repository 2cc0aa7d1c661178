"""Facts are read the same way in every language: numbers in words, and texts of any length in linear time."""

from fractions import Fraction

import icu_rbnf
import pytest

from cms.quality_checks.fact_check import check_segment
from cms.quality_checks.reading.lexicon import get_lexicon
from cms.quality_checks.reading.reader import MOST_FACTS, MOST_KNOWN, read_facts
from cms.quality_checks.reading.tokens import cut_text
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
    "1.2,3-4",
    "12-34-",
    "a@b.",
    "0965 001 223 ",
    "8 giờ kém 15 ",
    "lunar ",
    "ngày 1 tháng Chạp ",
    "XIV ",
    "hai ",
    "ສອງ",
    "ពីរ",
    "สอง",
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


@pytest.mark.slow(once_in=40)
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


@pytest.mark.slow
@pytest.mark.parametrize("unit", ["1.2,3-4", "5% ", "% ", "hai người, ", "0965 001 223 ", "1/QĐ-A "])
def test_absurdly_dense_text_is_read_up_to_a_limit_and_the_finding_says_so(unit: str) -> None:
    text = unit * 6 * MOST_FACTS

    with count_calls() as calls:
        findings = check_segment(source=Segment("summary", "text", text), target=text, language="vi")

    assert "wasn't checked: the text has more than 4000 numbers" in findings[0].text
    assert findings[0].is_error
    assert sum(calls.values()) < 500 * MOST_FACTS


@pytest.mark.parametrize(
    ("unit", "language", "most"), [("이십", "ko", 100), ("구", "ko", 100), ("a.b/", "es", 10), ("the,of,", "en", 15)]
)
def test_row_without_a_fact_takes_few_calls_a_character(unit: str, language: str, most: int) -> None:
    text = unit * (3_000 // len(unit))

    with count_calls() as calls:
        read_facts(text, language=language)

    assert sum(calls.values()) < most * len(text)


@pytest.mark.parametrize("unit", ["%", "V-"])
def test_text_of_nothing_but_beginnings_is_cut_no_farther_than_it_is_read(unit: str) -> None:
    text = unit * (MOST_KNOWN + 1)

    facts = read_facts(text, language="en")
    cut, stop = cut_text(text.lower(), get_lexicon("en"), most=MOST_FACTS, most_known=MOST_KNOWN)

    assert [fact.is_unread for fact in facts[-1:]] == [True]
    assert len(cut) <= MOST_KNOWN
    assert stop < len(text)


def test_long_list_of_fallen_soldiers_is_read_to_its_end() -> None:
    text = "Nguyễn Văn A, sinh năm 1948, hy sinh ngày 16/3/1968, Trung đoàn 66.\n" * 1_200

    facts = read_facts(text, language="vi")

    assert len(facts) == 3_600
    assert not facts[-1].is_unread


@pytest.mark.parametrize(
    ("text", "language", "reading"),
    [
        ("ngày mồng 1 tháng Chạp", "vi", ("lunar", 12, 1)),
        ("rằm tháng Giêng", "vi", ("lunar", 1, 15)),
        ("ngày 10 tháng 3 âm lịch", "vi", ("lunar", 3, 10)),
        ("the tenth day of the third lunar month", "en", ("lunar", 3, 10)),
        ("农历腊月初一", "zh-hans", ("lunar", 12, 1)),
    ],
)
def test_lunar_day_is_no_day_of_our_calendar(text: str, language: str, reading: tuple) -> None:
    assert [fact.readings for fact in read_facts(text, language=language)] == [{reading}]


def test_old_month_name_with_a_year_of_our_calendar_may_be_either() -> None:
    (fact,) = read_facts("tháng Giêng năm 1968", language="vi")

    assert fact.readings == {("lunar", 1, 0), ("month", 1968, 1)}
