"""Letters before numbers, amounts for each of something and counted things: right ones are accepted, others aren't."""

import pytest

from cms.quality_checks.cue_facts import check_cue_facts
from cms.quality_checks.fact_check import check_segment
from cms.segments.segment import Segment, SegmentKind
from tests.benchmarks.facts.counted import LETTERS, MISTAKEN, render
from translations.languages import TARGETS


def is_refused(vietnamese: str, target: str, language: str) -> bool:
    source = Segment("summary", "text", f"Trong sổ có ghi: {vietnamese}; xin đối chiếu.")
    return bool(check_segment(source=source, target=f"({target}).", language=language))


@pytest.mark.parametrize("kind", MISTAKEN)
def test_what_belongs_to_a_number_is_compared_in_every_language(kind: str) -> None:
    misjudged = []
    for case, others in MISTAKEN[kind].items():
        letter = LETTERS[0] if kind.startswith("letter") else ""
        vietnamese, *_more = render((case, letter, 21), "vi")
        wrong = [(other, "", 21) for other in others] + ([(case, "B", 21)] if letter else [])
        for language in TARGETS:
            right = render((case, letter, 21), language)
            misjudged += [("refused", vietnamese, each) for each in right if is_refused(vietnamese, each, language)]
            texts = {each for value in wrong for each in render(value, language)} - set(right)
            misjudged += [("passed", vietnamese, each) for each in texts if not is_refused(vietnamese, each, language)]

    assert misjudged == []


@pytest.mark.parametrize(
    ("source", "target", "language"),
    [
        ("12 liệt sĩ, 12 ngôi mộ và 5 hộ", "12 graves, 12 martyrs and 5 families", "en"),
        ("Hài cốt của 12 liệt sĩ", "12 sets of remains", "en"),
        ("Máy bay B52", "طائرة بي-52", "ar"),
        ("Máy bay B52", "เครื่องบินบี 52", "th"),
        ("Xe đi trong đêm", "The lorry went by night", "en"),
        ("Có 12 thư viện", "There are 12 people's libraries", "en"),
        ("Ngày 3 tháng 5, lúc 3 giờ 30 phút", "5월 3일 3시 30분", "ko"),
        ("Mẹ tôi 83 tuổi", "My mother died at 83", "en"),
        ("200 lá thư mỗi ngày", "200 letters daily", "en"),
        ("Năm 22 tuổi", "في الثانية والعشرين", "ar"),
    ],
)  # fmt: skip
def test_freer_renderings_are_accepted(source: str, target: str, language: str) -> None:
    assert not is_refused(source, target, language)


def test_letter_before_a_number_counts_whatever_follows_it() -> None:
    assert not is_refused("đồi A1 năm 1954", "1954年のA1高地", "ja")
    assert is_refused("đồi A1 năm 1954", "1954年のB1高地", "ja")


def test_unit_in_the_next_subtitle_is_read_with_its_number() -> None:
    cues = [
        Segment(f"cue{number}", SegmentKind.CUE, text) for number, text in enumerate(("Xe đi 60", "km/h trong đêm."))
    ]

    def check(*texts: str) -> bool:
        found = check_cue_facts(cues, {f"cue{number}": text for number, text in enumerate(texts)}, language="en")
        return any(finding.is_error for findings in found.values() for finding in findings)

    assert not check("It went 60 kilometres", "per hour at night.")
    assert check("It went", "60 kilometres at night.")
