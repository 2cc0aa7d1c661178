"""Language negotiation, and that a page and a printed code choose the same language."""

from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.redirector.link_table import Destination, LinkEntry
from outreach.redirector.response import respond_to_link
from tests.pages.factories import make_public_site
from tests.rows import made_once
from translations.languages import CODES
from translations.negotiation import ANY, Choice, choose_language, choose_notice_language, read_accept_language


@pytest.mark.parametrize(
    ("asked", "header", "available", "choice"),
    [
        ("ko", "en", ("vi", "ko"), Choice("ko")),
        (ANY, "ko-KR,ko;q=0.9,en;q=0.8", ("vi", "en", "ko"), Choice("ko")),
        (ANY, "de, en;q=0.5", ("vi", "en"), Choice("en")),
        (ANY, "zh-TW", ("vi", "zh-hans"), Choice("zh-hans")),
        (ANY, "ko", ("vi", "en"), Choice("en", wanted="ko")),
        (ANY, "lo", ("vi", "en", "th"), Choice("th", wanted="lo")),
        (ANY, "", ("vi",), Choice("vi")),
        (ANY, "", ("vi", "en", "ko"), Choice("en")),
        (ANY, "nonsense;;;", ("vi", "en", "ko"), Choice("en")),
        (ANY, "", ("ru", "ko"), Choice("ko")),
        ("ko", "fr", ("vi", "fr"), Choice("fr")),
        ("ko", "", ("vi",), Choice("vi", wanted="ko")),
        ("th", "ru,ko;q=0.5", ("vi", "en", "ko"), Choice("ko")),
        ("th", "", ("vi", "ko"), Choice("vi", wanted="th")),
        (ANY, "fr", (), None),
    ],
)
def test_language_asked_for_comes_first_then_the_readers_then_the_closest(asked, header, available, choice):
    assert choose_language(asked=asked, accept_language=header, available=available) == choice


@given(st.text(), st.sampled_from([ANY, *CODES]), st.lists(st.sampled_from(CODES), unique=True))
def test_any_header_leads_to_an_available_language_if_there_is_one(header, asked, available):
    choice = choose_language(asked=asked, accept_language=header, available=tuple(available))

    assert (choice.language if choice else None) in (available or [None])


@given(st.text(), st.sampled_from(["", ANY, *CODES]))
def test_any_header_has_a_notice_language(header, asked):
    assert choose_notice_language(asked=asked, accept_language=header) in CODES


@pytest.mark.parametrize(
    ("header", "languages"),
    [
        ("en;q=0.2, ko;q=0.9", ("ko", "en")),
        ("ko;q=0, en", ("en",)),
        ("ko;q=many, en;q=nan", ()),
        ("*", ()),
        ("zh-CN", ("zh-hans",)),
        ("zh-Hant-TW, ja", ("zh-hans", "ja")),
    ],
)
def test_header_is_read_by_weight_without_refused_languages(header, languages):
    assert read_accept_language(header) == languages


ASKED_AND_FOUND = [
    ("lo", "lo", ("vi", "en", "th"), "th"),
    ("lo", "", ("vi", "en", "th"), "th"),
    ("lo", "en", ("vi", "en", "th"), "en"),
    ("lo", "lo", ("vi", "en"), "en"),
    ("lo", "fr,lo;q=0.5", ("vi", "th"), "th"),
    ("ko", "ko", ("vi", "en", "th"), "en"),
    ("ko", "th", ("vi", "en", "th"), "th"),
    ("ko", "", ("vi",), "vi"),
]
"""Language asked for, header, live languages, and the language that reader gets."""


@pytest.mark.parametrize(("asked", "header", "live", "found"), ASKED_AND_FOUND)
def test_code_redirects_to_the_closest_language(asked, header, live, found):
    entry = LinkEntry("0BCD12", asked, Destination({code: f"/{code}/" for code in live}))

    response = respond_to_link(entry=entry, accept_language=header)

    assert response.location == (f"/{found}/?asked={asked}" if found not in header else f"/{found}/")


def publish_stories():
    """A story for each set of languages in which one is live."""
    site, stories = make_public_site(), {}
    for _asked, _header, live, _found in ASKED_AND_FOUND:
        if live not in stories:
            stories[live] = site.publish(slug="-".join(live))
            for language in live[1:]:
                site.translate(stories[live], language)
    return stories


stories = made_once(publish_stories)


@pytest.mark.parametrize(("asked", "header", "live", "found"), ASKED_AND_FOUND)
def test_page_redirects_to_the_same_language_as_the_code(client, db, stories, asked, header, live, found):
    source = stories[live]

    response = client.get(f"/{asked}/stories/{source.slug}/", headers={"accept-language": header})

    location = urlsplit(response["Location"])
    assert location.path == f"/{found}/stories/{source.slug}/"
    assert parse_qs(location.query) == {"asked": [asked]}


def test_language_switcher_leads_where_the_code_leads(client, db, stories):
    source = stories["vi", "en", "th"]

    page = client.get(source.url_path).content.decode()

    assert f'href="/language/lo/?next=/th/stories/{source.slug}/%3Fasked%3Dlo"' in page
    assert f'href="/language/km/?next=/en/stories/{source.slug}/%3Fasked%3Dkm"' in page
