import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.redirector.codes import ALPHABET, LENGTH, MalformedCode, draw_code, read_code

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


@given(st.text())
def test_any_typed_text_is_a_code_or_malformed(typed):
    try:
        code = read_code(typed)
    except MalformedCode:
        pass
    else:
        assert len(code) == LENGTH
        assert set(code) <= set(ALPHABET)


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "12345A", "12345U", "１２３４５６", "../etc", "\x00" * 6])
def test_text_that_is_not_a_code_is_malformed(typed):
    with pytest.raises(MalformedCode, match=rf"^A code has 6 characters of {ALPHABET}\.$"):
        read_code(typed)
