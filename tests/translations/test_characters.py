"""Invisible characters: those that break formats or turn what others read are removed, those of languages are kept."""

import json
import unicodedata
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translations.characters import strip_all, strip_invisible

KEPT = {
    "ខ្ញុំ\u200cស្រឡាញ់": "zero-width non-joiner in Khmer",
    "می\u200cخواهم": "zero-width non-joiner in Arabic script",
    "ක්\u200dෂ": "zero-width joiner",
    "ນະຄອນ\u200bຫຼວງ": "zero-width space in Lao",
    "กรุงเทพ\u200bมหานคร": "zero-width space in Thai",
    "رقم \u200e0965\u200f": "marks of direction",
    "\u2066QĐ-50\u2069": "a closed isolate",
    "Nghĩa trang\u00a0A": "hard space",
    "Một dòng\r\n\tvà dòng khác\n": "tab and line breaks",
    "e\u0301": "combining accent",
    "𠮷👨\u200d👩\u200d👧": "letters and pictures beyond the first plane",
}
REMOVED = (
    "\x00\x01\x08\x0e\x1d\x1f\x7f\x80\x9f"
    "\u202a\u202b\u202c\u202d\u202e\u206a\ufeff\ufffa\ud800\udfff\ufdd0\uffff\U000e0041"
)


@pytest.mark.parametrize("text", KEPT, ids=KEPT.values())
def test_characters_that_languages_need_are_kept(text: str) -> None:
    assert strip_invisible(text) == text


@pytest.mark.parametrize("character", REMOVED, ids=lambda character: f"{ord(character):04X}")
def test_characters_that_break_formats_or_turn_texts_are_removed(character: str) -> None:
    assert strip_invisible(f"A{character}B") == "AB"


@pytest.mark.parametrize("character", "\x0b\x0c\x85\u2028\u2029", ids=lambda character: f"{ord(character):04X}")
def test_break_of_a_word_processor_becomes_a_space(character: str) -> None:
    assert strip_invisible(f"Một{character}hai") == "Một hai"


@given(st.text(st.characters()))
def test_what_is_left_can_be_written_to_every_format_and_is_not_cleaned_again(text: str) -> None:
    cleaned = strip_invisible(text)

    assert strip_invisible(cleaned) == cleaned
    ElementTree.fromstring(f"<a><![CDATA[{cleaned.replace(']]>', '')}]]></a>".encode())
    assert not {"Cs"} & {unicodedata.category(character) for character in cleaned}


def test_every_text_of_a_json_value_is_cleaned() -> None:
    value = json.loads('{"a\\u001d": ["b\\u202e", {"c": "d\\ud800"}, 1, null, true]}')

    assert strip_all(value) == {"a": ["b", {"c": "d"}, 1, None, True]}
