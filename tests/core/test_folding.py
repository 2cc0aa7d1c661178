import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.core.folding import fold, list_tokens, make_search_field


def list_needles(query: str) -> list[str]:
    """Return what a field must contain: a word finds longer words that begin with it."""
    return [f" {token}" for token in list_tokens(query)]


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("Đắk Lắk", "dak lak"),
        ("Quảng Trị", "QUANG TRI"),
        ("Hòa Bình", "hoà bình"),
        ("Élysée", "elysee"),
        ("Ещё Курган", "еще курган"),
        ("الشُّهَداء", "الشهداء"),
        ("أحمد", "احمد"),
        ("แม่น้ำ", "แมน้ำ"),
        ("ｶﾞﾀﾞﾙｶﾅﾙ", "ガダルカナル"),
    ],
)
def test_case_and_marks_make_no_difference(written: str, asked: str) -> None:
    assert fold(written) == fold(asked)


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("烈士遗骸搜寻", "遗骸"),
        ("烈士の遺骨を探す", "遺骨"),
        ("แผนที่วาดด้วยมือ", "แผนที่"),
        ("ແຜນທີ່ແຕ້ມດ້ວຍມື", "ແຕ້ມ"),
        ("ផែនទីគូរដោយដៃ", "គូរ"),
        ("유해를 찾습니다", "유해"),
    ],
)
def test_part_of_unspaced_text_is_found(text: str, query: str) -> None:
    field = make_search_field(text)

    assert all(needle in field for needle in list_needles(query))


def test_word_is_not_found_in_the_middle_of_another() -> None:
    assert not all(needle in make_search_field("Quảng Ngãi") for needle in list_needles("gai"))


def test_empty_and_punctuation_have_no_needles() -> None:
    assert list_needles(" …!? ") == []


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_every_text_is_found_by_its_own_words(text: str) -> None:
    assert all(needle in make_search_field(text) for needle in list_needles(text))


@given(st.text())
def test_tokens_hold_no_space(text: str) -> None:
    assert all(token and " " not in token for token in list_tokens(text))
