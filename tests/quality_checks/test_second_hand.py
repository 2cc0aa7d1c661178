"""Facts as a second and a third hand wrote them: right renderings are accepted, wrong ones aren't."""

import tomllib
from pathlib import Path

import pytest

from cms.quality_checks.belonging_check import check_belonging
from cms.quality_checks.fact_check import check_segment
from cms.segments.segment import Segment
from tests.benchmarks.facts import second_hand
from tests.benchmarks.facts.samples import make_samples
from tests.benchmarks.facts.second_hand import KINDS, list_cases, list_mistakes, list_renderings
from tests.benchmarks.facts.second_owners import SECOND_OWNER_KINDS
from translations.languages import TARGETS

STILL_REFUSED = {
    ("Điều 12", "12조"),  # also twelve trillion
    ("mồng 10 tháng Ba âm lịch", "음력 삼월 초열흘"),  # months in words are parts of other words
}


def is_refused(vietnamese: str, target: str, language: str) -> bool:
    source = Segment("summary", "text", f"Trong sổ có ghi: {vietnamese}; xin đối chiếu.")
    return bool(check_segment(source=source, target=f"({target}).", language=language))


@pytest.mark.parametrize("language", TARGETS)
@pytest.mark.parametrize("table", KINDS)
def test_moments_of_a_second_hand_are_judged_rightly(table: str, language: str) -> None:
    misjudged = []
    for case in list_cases(table):
        vietnamese, *_others = list_renderings(table, case, "vi")
        right = list_renderings(table, case, language)
        misjudged += [(vietnamese, each) for each in right if is_refused(vietnamese, each, language)]
        wrong = [
            each for other in list_mistakes(table, case, language) for each in list_renderings(table, other, language)
        ]
        misjudged += [
            (vietnamese, each) for each in wrong if each not in right and not is_refused(vietnamese, each, language)
        ]

    assert misjudged == []


def list_of_third_hand(*, right: bool) -> list[tuple[str, str, str]]:
    """Return the renderings of the third hand's table, as Vietnamese, language and text."""
    facts = tomllib.loads((Path(second_hand.__file__).with_name("third_hand.toml")).read_text(encoding="utf-8"))["fact"]
    cells = [(fact["vi"], language, cell) for fact in facts for language, cell in fact.items() if language != "vi"]
    return [
        (vietnamese, language, text.strip())
        for vietnamese, language, cell in cells
        for text in cell.split("≠")[0 if right else 1].split("|")
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("right", [True, False])
def test_facts_of_a_third_hand_are_judged_rightly(right: bool) -> None:
    facts = list_of_third_hand(right=right)
    misjudged = {
        (vietnamese, text)
        for vietnamese, language, text in facts
        if (is_refused(vietnamese, text, language) or exchanges(vietnamese, text, language)) == right
    }

    assert {language for _vietnamese, language, _text in facts} == set(TARGETS)
    assert len(facts) >= 880
    assert misjudged == (STILL_REFUSED if right else set())


def exchanges(vietnamese: str, target: str, language: str) -> bool:
    source = Segment("summary", "text", vietnamese)
    return bool(list(check_belonging(source=source, target=target, language=language)))


@pytest.mark.django_db
def test_owners_of_a_second_hand_are_judged_rightly() -> None:
    samples = list(make_samples(count=3, seed=5, kinds=SECOND_OWNER_KINDS))
    misjudged = [sample for sample in samples if sample.is_misjudged]

    assert {sample.language for sample in samples} == set(TARGETS)
    assert not misjudged, misjudged[:3]


@pytest.mark.django_db
@pytest.mark.parametrize("target", ["Division 304 (12) and Regiment 66 (34)", "Regiment 66: 34; Division 304: 12"])
def test_owner_may_stand_before_a_bracket_or_a_colon(target: str) -> None:
    source = Segment("summary", "text", "Sư đoàn 304: 12 liệt sĩ; Trung đoàn 66 (34 liệt sĩ).")
    exchanged = target.replace("12", "x").replace("34", "12").replace("x", "34")

    found = [list(check_belonging(source=source, target=each, language="en")) for each in (target, exchanged)]

    assert found[0] == []
    assert [finding.is_error for finding in found[1]] == [True]


@pytest.mark.parametrize(
    ("vietnamese", "english", "is_right"),
    [
        ("3/10 số mộ và 5 người", "three in ten graves and five people", True),
        ("3/10 số mộ và 5 người", "three in nine graves and five people", False),
        ("3 trong số 10 ngôi mộ", "three tenths of the graves", True),
        ("4/5 số mộ", "5/4 of the graves", False),
        ("4/5 số mộ", "one map, 5/4 of the graves, one photograph", False),
        ("4/5 số mộ", "five or four of the graves", False),
    ],
)
def test_fraction_agrees_with_its_two_numbers_in_a_row(vietnamese: str, english: str, is_right: bool) -> None:
    assert is_refused(vietnamese, english, "en") != is_right
