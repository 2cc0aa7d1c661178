"""Missing and altered facts in a translation are found; facts in another notation are accepted."""

import random
import re
import tomllib
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import timezone

from cms.approvals.refusals import FindingsRefused
from cms.quality_checks.fact_check import check_facts
from cms.segments.segment import Segment
from tests.approvals.factories import Desk, accept, hand_in, make_source, make_translation
from tests.benchmarks.facts.samples import make_samples


def read_cases(name: str) -> list[tuple[str, str, str]]:
    lines = Path(__file__).with_name(f"{name}.csv").read_text(encoding="utf-8").splitlines()[1:]
    return [(source, language, target) for source, language, target in (line.split("|") for line in lines)]


def find(source: str, target: str, language: str) -> list[str]:
    findings = check_facts(
        source=[Segment("summary", "text", source)], target=[Segment("summary", "text", target)], language=language
    )
    return [finding.fact for finding in findings]


@pytest.mark.parametrize(
    ("source", "target", "language"),
    [
        ("Gọi [[hotline]] trước ngày 27/7/2027.", "Call [[hotline]] before 27 July 2027.", "en"),
        ("Gọi 0965.001.222.", "Call +84 965 001 222.", "en"),
        ("Gọi 0965.001.222.", "اتصل على ٠٩٦٥٠٠١٢٢٢.", "ar"),
        ("Năm 2027 có 34 tỉnh, thành.", "ឆ្នាំ ២០២៧ មាន ៣៤ ខេត្ត។", "km"),
        ("Năm 2027.", "ปี พ.ศ. ๒๕๗๐", "th"),
        ("Ngày 27/7/2027", "27 ກໍລະກົດ 2027", "lo"),
        ("Ngày 27 tháng 7 năm 2027", "2027年7月27日", "ja"),
        ("Ngày 27/7", "27 июля", "ru"),
        ("Ngày 27/7", "２７日７月", "zh-hans"),
        ("Có 200.000 hài cốt.", "There are 200,000 remains.", "en"),
        ("Có 200.000 hài cốt.", "Il y a 200\u202f000 dépouilles.", "fr"),
        ("Cao 2,5 m", "2.5 m high", "en"),
        ("Từ 5/7/2027 đến 12/7/2027", "5–12 July 2027", "en"),
        ("Lúc 14h30", "At 2:30 PM", "en"),
        ("Lúc 14h30", "14 h 30", "fr"),
        ("Lúc 14 giờ 30 phút", "下午2点30分", "zh-hans"),
        ("Ngày 5/7/2027", "5 تموز 2027", "ar"),
        ("Ngày 5/7/2027", "ថ្ងៃទី៥ ខែកក្កដា ឆ្នាំ២០២៧", "km"),
        ("Ngày 5/7/2027", "ວັນທີ 5 ເດືອນ 7 ປີ 2027", "lo"),
        ("Có 200.000 hài cốt.", "有20万具遗骸", "zh-hans"),
        ("Có 1,5 triệu người.", "150万人", "ja"),
        ("Có 2 triệu người.", "2 million people", "en"),
        ("Gọi +82 2 720 5124.", "02-720-5124", "ko"),
        ("Viết tới thu@example.org.", "Write to thu@example.org.", "en"),
    ],
)
def test_fact_in_the_languages_own_convention_is_accepted(source: str, target: str, language: str) -> None:
    assert find(source, target, language) == []


@pytest.mark.parametrize(
    ("source", "target", "language", "lacking"),
    [
        ("Gọi [[hotline]].", "Call us.", "en", ["[[hotline]]"]),
        ("Gọi [[hotline]].", "Call [[hotlines]].", "en", ["[[hotline]]"]),
        ("Gọi 0965.001.222.", "Call +84 965 001 223.", "en", ["0965.001.222"]),
        ("Gọi 0965.001.222.", "អំពាវនាវ ០៩៦៥០០១២២៣", "km", ["0965.001.222"]),
        ("Ngày 27/7/2027", "27 June 2027", "en", ["Ngày 27/7/2027"]),
        ("Ngày 27/7/2027", "26 July 2027", "en", ["Ngày 27/7/2027"]),
        ("Có 200.000 hài cốt.", "There are 20,000 remains.", "en", ["200.000"]),
        ("Ngày 5/7/2027", "2027年5月7日", "ja", ["Ngày 5/7/2027"]),
        ("Ngày 5/7/2027", "7/5/2027", "fr", ["Ngày 5/7/2027"]),
        ("Ngày 5/7/2027", "5 July", "en", ["Ngày 5/7/2027"]),
        ("Lúc 14h30", "2:30 AM", "en", ["14h30"]),
        ("Lúc 14h30", "14 h 40", "fr", ["14h30"]),
        ("Có 200.000 hài cốt.", "有2万具遗骸", "zh-hans", ["200.000"]),
        ("Viết tới thu@example.org.", "Write to thu@example.com.", "en", ["thu@example.org"]),
        ("Có 12 và 12 người.", "There are 12 people.", "en", ["12"]),
    ],
)
def test_missing_or_altered_fact_is_found(source: str, target: str, language: str, lacking: list[str]) -> None:
    assert find(source, target, language) == lacking


@pytest.mark.parametrize("case", read_cases("right_renderings"), ids=" | ".join)
def test_right_rendering_is_accepted(case: tuple[str, str, str]) -> None:
    source, language, target = case

    assert find(f"Theo tin: {source}.", f"{target}.", language) == []


@pytest.mark.parametrize("case", read_cases("wrong_renderings"), ids=" | ".join)
def test_wrong_rendering_is_found(case: tuple[str, str, str]) -> None:
    source, language, target = case

    assert find(f"Theo tin: {source}.", f"{target}.", language) != []


def test_finding_names_both_sides() -> None:
    source = Segment("summary", "text", "Có 1,2 triệu người.")

    (finding,) = check_facts(source=[source], target=[Segment("summary", "text", "1.2 billion people.")], language="en")

    assert finding.text == "The source has “1,2 triệu”; the translation has “1.2 billion”."


def test_number_that_only_the_translation_has_is_found() -> None:
    assert find("Có 12 người.", "12 people, 34 of them soldiers.", "en") == ["34"]


def test_facts_in_another_order_are_a_warning_and_a_reversed_range_is_an_error() -> None:
    def check(source: str, target: str) -> list[tuple[str, str]]:
        found = check_facts(
            source=[Segment("summary", "text", source)], target=[Segment("summary", "text", target)], language="en"
        )
        return [(finding.fact, finding.severity) for finding in found]

    assert check("Có 12 bộ đội ở đó. Sau đó 34 người đến.", "34 came after the 12 soldiers.") == [("34", "warning")]
    assert check("Từ năm 1965 đến năm 1975.", "From 1975 to 1965.") == [("năm 1975", "error")]


@pytest.mark.django_db
def test_right_and_wrong_renderings_are_told_apart_in_every_language_and_kind() -> None:
    samples = list(make_samples(count=2, seed=3))

    misjudged = [sample for sample in samples if sample.is_misjudged]

    assert len(misjudged) <= len(samples) / 100, misjudged[:3]


FIGURES = re.compile(r"\d+")


def read_newsroom() -> list[tuple[str, str, str]]:
    path = Path(__file__).with_name("newsroom_renderings.toml")
    sentences = tomllib.loads(path.read_text(encoding="utf-8"))["sentence"]
    return [
        (sentence["vi"], language, rendering)
        for sentence in sentences
        for language, renderings in sentence.items()
        for rendering in (renderings if language != "vi" else ())
    ]


def find_errors(source: str, target: str, language: str) -> list[str]:
    found = check_facts(
        source=[Segment("summary", "text", source)], target=[Segment("summary", "text", target)], language=language
    )
    return [finding.text for finding in found if finding.is_error]


def alter_digits(text: str, dice: random.Random) -> Iterator[str]:
    """Yield the text with one digit changed, in each of its figures."""
    for match in FIGURES.finditer(text):
        place = dice.randrange(match.start(), match.end())
        digit = unicodedata.decimal(text[place])
        other = dice.choice([each for each in range(1, 10) if each != digit])
        yield text[:place] + chr(ord(text[place]) - digit + other) + text[place + 1 :]


def test_translations_of_newsroom_sentences_are_accepted_in_every_language() -> None:
    cases = read_newsroom()
    assert len(cases) > 800

    refused = {case: found for case in cases if (found := find_errors(case[0], case[2], case[1]))}

    assert refused == {}


def test_changed_digit_in_a_newsroom_sentence_is_always_found() -> None:
    dice = random.Random(7)
    altered = [(one, language, text) for one, language, two in read_newsroom() for text in alter_digits(two, dice)]

    passed = [case for case in altered if not find_errors(case[0], case[2], case[1])]

    assert passed == []


def make_review(desk: Desk) -> tuple:
    story = make_source(desk.editor, summary="Năm 1968 ở đó.")
    accept(hand_in(story, desk.editor), desk.publisher)
    korean = make_translation(story, "ko", desk.translator, title="제목", summary="1967년 그곳에서.")
    return korean, hand_in(korean, desk.translator)


def test_approval_is_refused_while_a_fact_is_altered(desk: Desk) -> None:
    korean, submission = make_review(desk)

    with pytest.raises(FindingsRefused, match="1968"):
        accept(submission, desk.reviewer)

    korean.refresh_from_db()
    assert not korean.live


def test_reviewers_reason_allows_the_approval_and_is_recorded(desk: Desk) -> None:
    _korean, submission = make_review(desk)

    approval = accept(
        submission,
        desk.reviewer,
        at=timezone.now(),
        reasons={"summary|Năm 1968": "The year that the archive in Seoul gives."},
    )

    assert approval.reasons == [
        {"path": "summary", "fact": "Năm 1968", "reason": "The year that the archive in Seoul gives."}
    ]
