import pytest
from hypothesis import given
from hypothesis import strategies as st

from translations.languages import CODES
from translations.negotiation import ANY, Choice, choose_language, choose_reader_language, read_accept_language


@pytest.mark.parametrize(
    ("own", "header", "available", "choice"),
    [
        ("ko", "en", ("vi", "ko"), Choice("ko")),
        (ANY, "ko-KR,ko;q=0.9,en;q=0.8", ("vi", "en", "ko"), Choice("ko")),
        (ANY, "de, en;q=0.5", ("vi", "en"), Choice("en")),
        (ANY, "zh-TW", ("vi", "zh-hans"), Choice("zh-hans")),
        (ANY, "ko", ("vi", "en"), Choice("en", wanted="ko")),
        (ANY, "lo", ("vi", "en", "th"), Choice("th", wanted="lo")),
        (ANY, "", ("vi",), Choice("vi")),
        ("ko", "fr", ("vi", "fr"), Choice("fr")),
        ("ko", "", ("vi",), Choice("vi", wanted="ko")),
        (ANY, "fr", (), None),
    ],
)
def test_the_links_own_language_then_the_readers_then_the_nearest(own, header, available, choice):
    assert choose_language(own=own, accept_language=header, available=available) == choice


@given(st.text(), st.sampled_from([ANY, *CODES]), st.lists(st.sampled_from(CODES), unique=True))
def test_any_header_leads_to_an_available_language_if_there_is_one(header, own, available):
    choice = choose_language(own=own, accept_language=header, available=tuple(available))

    assert (choice.language if choice else None) in (available or [None])


@given(st.text(), st.sampled_from(["", ANY, *CODES]))
def test_any_header_has_a_language_to_be_told_in(header, own):
    assert choose_reader_language(own=own, accept_language=header) in CODES


@pytest.mark.parametrize(
    ("header", "languages"),
    [
        ("en;q=0.2, ko;q=0.9", ("ko", "en")),
        ("ko;q=0, en", ("en",)),
        ("ko;q=many, en;q=nan", ()),
        ("*", ()),
        ("zh-Hant-TW, ja", ("zh-hans", "ja")),
    ],
)
def test_the_header_is_read_by_weight_and_refusals_are_kept(header, languages):
    assert read_accept_language(header) == languages
