"""Rendering of facts by each language's conventions."""

import pytest
from django.utils.html import escape
from hypothesis import given
from hypothesis import strategies as st

from cms.facts.live import FactValue
from cms.facts.models import FactKind
from cms.facts.rendering import UnknownFacts, write_facts, write_facts_html, write_value, write_value_html
from cms.facts.tokens import find_malformed_tokens, find_placeholders, find_tokens
from translations.languages import CODES


def make(kind, value):
    return FactValue(key="a-fact", kind=kind, label="A fact", value=value, version_id=1)


PHONE = make("phone", "+84965001222")
ENGLISH = {
    "This telephone number is no longer in use",
    "This e-mail address is no longer in use",
    "This web address is no longer in use",
    "This postal address is no longer in use",
    "This information is no longer valid",
}


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("vi", "0965 001 222 (+84 965 001 222)"),
        ("ko", "+84 965 001 222"),
        ("km", "+84 965 001 222"),
        ("ar", "\u2066+84 965 001 222\u2069"),
    ],
)
def test_telephone_number_can_be_dialled_from_abroad_in_every_language(language, written):
    assert write_value(PHONE, language=language) == written


def test_number_that_networks_abroad_do_not_connect_is_national_in_vietnamese():
    assert write_value(make("phone", "+8419001234"), language="vi") == "1900 1234"


@pytest.mark.parametrize("language", CODES)
@pytest.mark.parametrize("kind", FactKind.values)
def test_withdrawn_value_is_a_sentence_in_the_readers_language(language, kind):
    withdrawn = {"a-fact": make(kind, None)}

    text = write_facts("A [[a-fact]] B", language=language, values=withdrawn)
    html = write_facts_html("A [[a-fact]] B", language=language, values=withdrawn)

    sentence = text.removeprefix("A (").removesuffix(") B")
    assert html == f'A <span class="fact-withdrawn">({escape(sentence)})</span> B'
    assert "[[" not in text
    assert language == "en" or sentence not in ENGLISH


def test_withdrawn_telephone_number_says_so_in_english():
    text = write_facts("Call [[a-fact]].", language="en", values={"a-fact": make("phone", None)})

    assert text == "Call (This telephone number is no longer in use)."


def test_number_of_another_country_is_international_in_every_language():
    assert write_value(make("phone", "+8227202663"), language="vi") == "+82 2-720-2663"


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("vi", "27 tháng 7 năm 2027"),
        ("en", "27 July 2027"),
        ("ko", "2027년 7월 27일"),
        ("ja", "2027年7月27日"),
        ("th", "27 กรกฎาคม พ.ศ. 2570"),
        ("lo", "27 ກໍລະກົດ 2027"),
        ("km", "27 កក្កដា 2027"),
        ("fr", "27 juillet 2027"),
        ("zh-hans", "2027年7月27日"),
        ("ru", "27 июля 2027\u202fг."),
        ("es", "27 de julio de 2027"),
        ("ar", "27 يوليو 2027"),
    ],
)
def test_date_is_long_and_thai_counts_in_the_buddhist_era(language, written):
    assert write_value(make("date", "2027-07-27"), language=language) == written


def test_day_of_every_year_has_no_year():
    assert write_value(make("date", "--07-27"), language="vi") == "27 tháng 7"


@pytest.mark.parametrize(("language", "written"), [("vi", "1.200.000,5"), ("en", "1,200,000.5"), ("th", "1,200,000.5")])
def test_figure_has_the_separators_of_the_language(language, written):
    assert write_value(make("figure", "1200000.5"), language=language) == written


def test_name_has_its_form_in_the_language():
    name = make("name", {"vi": "Hà Nội", "ko": "하노이"})

    assert write_facts("[[a-fact]]", language="ko", values={"a-fact": name}) == "하노이"


def test_name_without_a_form_in_the_language_is_refused():
    name = make("name", {"vi": "Hà Nội"})

    with pytest.raises(UnknownFacts, match=r"\[\[a-fact\]\]"):
        write_facts("[[a-fact]]", language="ko", values={"a-fact": name})


def test_token_without_a_value_raises_and_can_be_kept_for_a_preview():
    with pytest.raises(UnknownFacts):
        write_facts("Call [[hotline]].", language="en", values={})

    assert write_facts("Call [[hotline]].", language="en", values={}, keep_unknown=True) == "Call [[hotline]]."
    assert '<mark class="fact-missing">[[hotline]]</mark>' in write_facts_html("[[hotline]]", language="en", values={})


def test_html_links_and_isolates_a_telephone_number():
    html = write_facts_html("<p>[[a-fact]]</p>", language="ar", values={"a-fact": PHONE})

    assert html == '<p><a href="tel:+84965001222"><bdi dir="ltr" class="fact">+84 965 001 222</bdi></a></p>'


def test_html_escapes_what_is_put_in():
    name = make("name", "A & B <script>")

    assert write_facts_html("[[a-fact]]", language="en", values={"a-fact": name}) == "A &amp; B &lt;script&gt;"


@pytest.mark.parametrize("text", ["[[Hotline]]", "[[hotline", "hotline]]", "[[a b]]", "[[]]"])
def test_what_only_looks_like_a_token_is_found(text):
    assert find_tokens(text) == []
    assert find_malformed_tokens(f"Call {text} now.") == [text.removeprefix("hotline")] or find_malformed_tokens(text)


@pytest.mark.parametrize("text", ["1900.XXXX", "1900 xxxx", "1900XXXX", "0965.001.XXX"])
def test_number_still_to_be_filled_in_is_found(text):
    assert find_placeholders(f"Call {text} now.") == [text]


@pytest.mark.parametrize("text", ["0965.001.222", "Super Bowl XXIX", "50/QĐ-BCĐQG", "XX century", "4x4"])
def test_whole_numbers_are_no_placeholders(text):
    assert find_placeholders(text) == []


@given(
    before=st.text(alphabet=st.characters(exclude_characters="[]"), max_size=40),
    after=st.text(alphabet=st.characters(exclude_characters="[]"), max_size=40),
    language=st.sampled_from(CODES),
)
def test_the_text_around_a_token_is_left_as_it_is(before, after, language):
    written = write_facts(f"{before}[[a-fact]]{after}", language=language, values={"a-fact": PHONE})

    assert written == f"{before}{write_value(PHONE, language=language)}{after}"


@pytest.mark.parametrize(
    ("language", "address", "text", "html"),
    [
        ("ar", "6 Example Crescent", "\u20666 Example Crescent\u2069", '<bdi dir="ltr">6 Example Crescent</bdi>'),
        ("ar", "0 A\n0 B", "\u20660 A\u2069\n\u20660 B\u2069", '<bdi dir="ltr">0 A\n0 B</bdi>'),
        ("en", "شارع المثال 6", "\u2067شارع المثال 6\u2069", '<bdi dir="rtl">شارع المثال 6</bdi>'),
        ("en", "6 Example Crescent", "6 Example Crescent", "6 Example Crescent"),
    ],
)
def test_address_keeps_the_direction_of_its_script_in_other_text(language, address, text, html):
    value = make("address", address)

    assert write_value(value, language=language) == text
    assert write_value_html(value, language=language) == html


def test_position_is_a_link_to_a_map():
    assert write_value_html(make("position", "-35.28,149.13"), language="en") == (
        '<a href="https://www.openstreetmap.org/?mlat=-35.28&amp;mlon=149.13#map=17/-35.28/149.13">'
        '<bdi dir="ltr" class="fact">-35.28,149.13</bdi></a>'
    )
