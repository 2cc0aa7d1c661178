"""Tags of rich text, tokens of facts, and the text without them."""

import pytest

from cms.quality_checks.fact_check import check_facts
from cms.segments.inline_codes import split_codes
from cms.segments.markup import map_text, read_plain_text, strip_tags
from cms.segments.segment import Segment, SegmentKind
from cms.translation_memory.words import list_differing_facts, split_words


def test_text_of_rich_text_is_unescaped_and_has_a_space_for_each_tag() -> None:
    assert strip_tags('<p data-block-key="a">Xin <b>nhớ</b> &lt;tên&gt;</p>') == " Xin  nhớ  <tên> "


def test_angle_brackets_in_plain_text_are_text() -> None:
    assert read_plain_text("a <b> &lt; 3", kind=SegmentKind.CHAR) == "a <b> &lt; 3"


def test_tags_with_times_in_a_subtitle_are_no_text() -> None:
    assert read_plain_text("<v An>Nhớ <00:00:02.500>nguồn &amp; cội", kind=SegmentKind.CUE, by="") == "Nhớ nguồn & cội"


def test_number_between_angle_brackets_of_a_plain_text_is_checked_as_a_fact() -> None:
    source = [Segment("title", SegmentKind.CHAR, "Tuổi < 100 > 50")]

    findings = check_facts(source=source, target=[Segment("title", SegmentKind.CHAR, "Age > 50")], language="en")

    assert [finding.fact for finding in findings] == ["100"]


def test_only_texts_are_changed_and_a_lone_bracket_is_one() -> None:
    assert map_text('<p class="a">một < hai<br/></p>', str.upper) == '<p class="a">MỘT < HAI<br/></p>'


@pytest.mark.parametrize("text", ["[[-hotline]]", "[[hotline-]]", "[[hot--line]]", "[[-]]"])
def test_brackets_around_what_is_no_key_are_text_everywhere(text: str) -> None:
    assert [piece.role for piece in split_codes(text, kind=SegmentKind.CHAR)] == ["text"]
    assert list_differing_facts(split_words(text), []) == ()
