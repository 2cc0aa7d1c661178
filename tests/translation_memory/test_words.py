"""Exact matches and similarity of source texts."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.segments.segment import SegmentKind
from cms.translation_memory.words import (
    ReducedText,
    compute_similarity,
    count_shared_shingles,
    list_differing_facts,
    list_shingles,
    split_words,
)

TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=60)
ALPHABET = ["hài", "cốt", "Liệt", "liệt", "sĩ", "về", "nghĩa", "trang", "quê", "nhà", "1972", "[[zalo]]"]
WORDS = st.lists(st.sampled_from(ALPHABET), max_size=24)


def read(text: str, kind: str = SegmentKind.CHAR) -> ReducedText:
    return ReducedText.read(text, kind=kind)


@given(TEXTS)
def test_reading_a_reduced_text_again_changes_nothing(text: str) -> None:
    once = read(text).reduced

    assert read(once, SegmentKind.RICH).reduced == once


@given(TEXTS, st.sampled_from(["NFC", "NFD"]), st.sampled_from([" ", "  ", "\n", "\u00a0"]))
def test_normal_form_and_spacing_are_ignored(text: str, form: str, space: str) -> None:
    written = space + space.join(unicodedata.normalize(form, text).split()) + space

    assert read(written).digest == read(text).digest


@given(WORDS, st.data())
def test_texts_at_least_seventy_percent_similar_share_shingles(one: list[str], data: st.DataObject) -> None:
    """Check the q-gram lemma, on which the search for similar texts is based."""
    other = list(one)
    for _ in range(data.draw(st.integers(0, 8))):
        place, length = data.draw(st.integers(0, len(other))), data.draw(st.integers(0, 1))
        other[place : place + length] = data.draw(st.lists(st.sampled_from([*ALPHABET, "mới"]), max_size=1))
    shingles, others = list_shingles(" ".join(one)), list_shingles(" ".join(other))

    if one and other and compute_similarity(one, other, at_least=70):
        assert len(shingles & others) >= count_shared_shingles(shingles, words=len(one), at_least=70) >= 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("<p>Xin chào</p>", "Xin chào"),
        ('<p data-block-key="a1">Xin <b>chào</b></p>', "<p>Xin <b>chào</b></p>"),
        ("<p>Một</p>\n<p>Hai</p>", "<p>Một</p><p>Hai</p>"),
        ("A &amp; B “C” &#x27;D&#x27;", "A &amp; B “C” 'D'"),
    ],
)
def test_editors_own_attributes_are_ignored(one: str, other: str) -> None:
    assert read(one, SegmentKind.RICH).digest == read(other, SegmentKind.RICH).digest


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Gọi [[hotline]].", "Gọi [[zalo]]."),
        ("Năm 1972", "Năm 1973"),
        ("Xin <b>chào</b>", "Xin chào"),
        ('<a id="3" linktype="page">Đây</a>', '<a id="4" linktype="page">Đây</a>'),
        ("<p>Một</p><p>Hai</p>", "<p>Một Hai</p>"),
        ("Liệt sĩ", "liệt sĩ"),
    ],
)
def test_facts_numbers_tags_links_and_case_make_texts_differ(one: str, other: str) -> None:
    assert read(one, SegmentKind.RICH).digest != read(other, SegmentKind.RICH).digest


def test_plain_text_and_rich_text_can_be_the_same() -> None:
    assert read("A & B < C").digest == read("<p>A &amp; B &lt; C</p>", SegmentKind.RICH).digest


def test_similarity_is_relative_to_the_longer_text() -> None:
    words = ["một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười"]

    assert compute_similarity(words, words, at_least=70) == 100
    assert compute_similarity(words, words[:-3], at_least=70) == 70
    assert compute_similarity(words, words[:-4], at_least=70) == 0


def test_differing_facts_are_listed_in_order() -> None:
    one = split_words("Gọi [[hotline]] trước ngày 27/7/2027, 35 người")
    other = split_words("Gọi [[zalo]] trước ngày 27/7/2026, 35 người")

    assert list_differing_facts(one, other) == ("[[hotline]]", "27/7/2027")
    assert list_differing_facts(other, one) == ("[[zalo]]", "27/7/2026")


def test_shingles_ignore_facts_numbers_and_case() -> None:
    assert list_shingles("Gọi [[hotline]] năm 1972") == list_shingles("gọi [[zalo]] Năm 1973")
    assert list_shingles("Gọi") and not list_shingles("…")
