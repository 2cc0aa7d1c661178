"""A number may go on from one subtitle to the next: neighbouring cues are compared as one text then."""

import pytest

from cms.quality_checks.registry import check_segments
from cms.segments.segment import Segment, SegmentKind

pytestmark = pytest.mark.django_db


def find(sources: list[str], targets: list[str], language: str) -> list[tuple[str, str]]:
    """Return the facts of the errors with the number of their cue, without those of other rules."""
    cues = [Segment(f"subtitles.{number}", SegmentKind.CUE, text) for number, text in enumerate(sources)]
    texts = {cue.path: text for cue, text in zip(cues, targets, strict=True)}
    found = check_segments(source=cues, texts=texts, language=language)
    return [
        (path[-1], finding.text)
        for path, findings in found.items()
        for finding in findings
        if finding.is_error and finding.code.rpartition("|")[2].strip("+⇄↔…") == finding.fact
    ]


SPLIT = ["Cả nước có gần 1,", "2 triệu liệt sĩ."]


@pytest.mark.parametrize(
    ("sources", "targets", "language"),
    [
        (SPLIT, ["The country has nearly 1.", "2 million fallen."], "en"),
        (SPLIT, ["The country has nearly", "1.2 million fallen."], "en"),
        (SPLIT, ["The country has nearly 1.2 million", "fallen soldiers."], "en"),
        (SPLIT, ["Dans le pays, près d’1,", "2 million de morts."], "fr"),
        (SPLIT, ["전국에 약", "120만 명의 열사가 있다."], "ko"),
        (SPLIT, ["全国有近120", "万名烈士。"], "zh-hans"),
        (["Anh hy sinh ngày 16", "tháng 3 năm 1968."], ["He fell on 16", "March 1968."], "en"),
        (["Anh hy sinh ngày 16 tháng 3", "năm 1968 ở đó."], ["There, on 16 March 1968,", "he fell."], "en"),
        (["Có hai mươi", "bảy người."], ["There were twenty-", "seven people."], "en"),
        (["Năm 1968, đơn vị của anh", "có 304 người."], ["His unit had 304 people", "in 1968."], "en"),
        (["Ở các khu 1,", "2 và 3."], ["In areas 1,", "2 and 3."], "en"),
    ],
)
def test_number_divided_over_two_cues_is_compared_as_one(sources: list[str], targets: list[str], language: str) -> None:
    assert find(sources, targets, language) == []


@pytest.mark.parametrize(
    ("sources", "targets", "language"),
    [
        (SPLIT, ["The country has nearly 1", "or 2 million fallen."], "en"),
        (SPLIT, ["The country has nearly 1.", "2 billion fallen."], "en"),
        (SPLIT, ["The country has nearly 1.", "3 million fallen."], "en"),
        (SPLIT, ["全国有近12", "万名烈士。"], "zh-hans"),
        (["Anh hy sinh ngày 16", "tháng 3 năm 1968."], ["He fell on 16", "May 1968."], "en"),
        (["Có 12 người.", "Có 34 người."], ["There were 34 people.", "There were 12 people."], "en"),
    ],
)
def test_wrong_number_over_two_cues_is_found(sources: list[str], targets: list[str], language: str) -> None:
    assert find(sources, targets, language) != []


def test_finding_about_cues_together_is_shown_once() -> None:
    found = find(SPLIT, ["The country has nearly", "1.3 million fallen."], "en")

    assert found == [("0", "The source has “1,2 triệu”; the translation has “1.3 million”.")]
