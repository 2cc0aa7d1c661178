import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.redirector.codes import ALPHABET, LENGTH, MalformedCode, draw_code, read_code

MARKS = [
    "/",
    ".",
    ",",
    ")",
    "。",
    "、",
    "）",
    "»",
    "’",
    "”",
    ">",
    "؟",
    "។",
    "…",
    "\u00a0",
    "\u202f",
    "\u200b",
    "\ufeff",
    "\u2060",
    "\n",
]
"""Marks that end a sentence or enclose an address, and spaces that can't be seen."""

codes = st.text(ALPHABET, min_size=LENGTH, max_size=LENGTH)


def test_alphabet_has_no_vowels_and_none_of_crockfords_misread_letters():
    assert len(ALPHABET) == 30
    assert not set("AEIOUL") & set(ALPHABET)


def test_drawn_code_is_read_as_itself():
    for _ in range(200):
        code = draw_code()
        assert read_code(code) == code


@given(codes)
def test_case_hyphens_and_spaces_are_ignored(code):
    typed = f" {code[:3].lower()}-{code[3:]} "

    assert read_code(typed) == code


@given(codes)
def test_o_is_read_as_zero_and_i_and_l_as_one(code):
    typed = code.replace("0", "o").replace("1", "l")

    assert read_code(typed) == code
    assert read_code(typed.replace("l", "I")) == code


@pytest.mark.parametrize("mark", MARKS)
def test_what_stands_beside_a_code_in_a_text_is_ignored(mark):
    assert read_code(f"0BCD12{mark}") == read_code(f"{mark}0BC{mark}D12") == "0BCD12"


def test_wide_letters_and_digits_are_read():
    assert read_code("０ｂｃｄ１２") == "0BCD12"


@given(st.text())
def test_any_typed_text_is_a_code_or_malformed(typed):
    try:
        code = read_code(typed)
    except MalformedCode:
        pass
    else:
        assert len(code) == LENGTH
        assert set(code) <= set(ALPHABET)


@pytest.mark.parametrize(
    "typed", ["", "12345", "1234567", "12345A", "12345U", "../etc", "\x00" * 6, "0BCD12/more", "0BCD1²³"]
)
def test_text_that_is_not_a_code_is_malformed(typed):
    with pytest.raises(MalformedCode, match=rf"^A code has 6 characters of {ALPHABET}\.$"):
        read_code(typed)
