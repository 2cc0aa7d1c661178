"""Words of texts and of queries: what counts as the same, and which pairs make a phrase."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.core.search_index.words import list_tokens, read_words, squash


def fold_all(text: str) -> list[str]:
    return [word.folded for word in read_words(text)]


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("liệt sĩ", "liệt sỹ"),
        ("Hòa Bình", "hoà bình"),
        ("kỷ vật", "kỉ vật"),
        ("Mỹ Tho", "Mĩ Tho"),
        ("Thủy", "Thuỷ"),
        ("الشُّهَداء", "شهداء"),
        ("والشهداء", "للشهداء"),
        ("廣治", "广治"),
        ("烈士遺骸", "烈士遗骸"),
        ("ｶﾞﾀﾞﾙｶﾅﾙ", "ガダルカナル"),
        ("ＧＰＳ", "gps"),
        ("กว๋างจิ", "กวางจิ"),
    ],
)
def test_one_word_has_one_form_in_all_its_spellings(written: str, asked: str) -> None:
    assert [word.exact for word in read_words(written)] == [word.exact for word in read_words(asked)]


@pytest.mark.parametrize(("one", "other"), [("bình", "binh"), ("đường", "dương"), ("sĩ", "sị"), ("ещё", "еще")])
def test_diacritics_tell_exact_forms_apart_and_not_folded_ones(one: str, other: str) -> None:
    assert fold_all(one) == fold_all(other)
    assert [word.exact for word in read_words(one)] != [word.exact for word in read_words(other)]


@pytest.mark.parametrize(
    ("text", "language", "query"),
    [
        ("烈士遗骸搜寻", "zh-hans", "遗骸"),
        ("烈士の遺骨を探す", "ja", "遺骨"),
        ("แผนที่วาดด้วยมือ", "th", "แผนที่"),
        ("ແຜນທີ່ແຕ້ມດ້ວຍມື", "lo", "ແຕ້ມ"),
        ("ផែនទីគូរដោយដៃ", "km", "គូរ"),
        ("열사 유해를 찾습니다", "ko", "유해"),
        ("열사 유해를 찾습니다", "ko", "열사유해"),
        ("열사유해", "ko", "열사 유해"),
        ("The hills and graves", "en", "hill"),
        ("останков павших", "ru", "останки"),
        ("les montagnes", "fr", "montagne"),
        ("los mapas", "es", "mapa"),
    ],
)
def test_words_of_a_query_are_among_the_tokens_of_a_text(text: str, language: str, query: str) -> None:
    ours = list_tokens(text, language=language)
    asked = list_tokens(query, language=language)

    assert asked & ours == asked or {each for each in asked if each.startswith("~")} <= ours


def test_pairs_go_on_over_spaces_and_not_over_sentences() -> None:
    tokens = list_tokens("Ở Quảng Trị. Bình minh", language="vi")

    assert "_quang_tri" in tokens
    assert "_tri_binh" not in tokens


def test_stems_are_those_of_the_language() -> None:
    assert "~map" in list_tokens("maps", language="en")
    assert not [token for token in list_tokens("maps", language="vi") if token.startswith("~")]


@given(st.text())
def test_places_of_words_are_within_the_text_in_order_and_apart(text: str) -> None:
    words = read_words(text)

    assert all(0 <= word.start < word.end <= len(text) for word in words)
    assert all(one.end <= two.start for one, two in pairwise(words))


@given(st.text())
def test_folding_a_folded_word_changes_nothing(text: str) -> None:
    letters = [word.folded for word in read_words(text)]

    assert squash(read_words(" ".join(letters))) == "".join(letters)


@given(st.text(), st.sampled_from(["vi", "en", "ar", "ko", "zh-hans"]))
def test_every_text_has_the_tokens_of_its_own_words(text: str, language: str) -> None:
    tokens = list_tokens(text, language=language)

    assert all(word.folded in tokens and word.exact in tokens for word in read_words(text))
    assert all(token and " " not in token for token in tokens)
