"""The page of the search as its readers see it: results, filters, odd queries, and ways on when nothing was found."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.translation import gettext, override

from cms.calls.models import CallPage
from cms.campaign.loading import load_campaign
from tests.factories import ContactChannelFactory, FactFactory
from translations.languages import CODES

if TYPE_CHECKING:
    from tests.pages.factories import PublicSite

pytestmark = pytest.mark.django_db

NUMBER = "+84965001222"


def open_hotline() -> Any:
    """Make a verified hotline with the demonstration's number."""
    return ContactChannelFactory(verified=True, facts=[FactFactory(key="hotline", value=NUMBER)])


def ask(client: Client, language: str = "vi", **given: str) -> str:
    answer = client.get(f"/{language}/search/", given)
    assert answer.status_code == 200
    page = answer.content.decode()
    return page[page.index("<main") : page.index("</main>")]


def read_marked(page: str) -> list[str]:
    return [unescape(marked) for marked in re.findall(r"<mark>(.*?)</mark>", page)]


def test_a_result_names_its_section_title_and_the_sentence_that_matched(site: PublicSite, client: Client) -> None:
    text = "<p>Câu đầu. Ông kể về <b>dòng suối</b> &lt;cạn&gt; ở đó. Câu cuối.</p>"
    site.publish(title="Bên dòng suối", summary="Tóm tắt.", body=[("paragraph", {"text": text})])

    page = ask(client, q="dong suoi")

    assert "Câu chuyện" in page
    assert "Ông kể về <mark>dòng suối</mark> &lt;cạn&gt; ở đó." in page
    assert "Câu cuối" not in page
    assert read_marked(page) == ["dòng suối", "dòng suối"]


def test_a_page_of_another_language_says_which_it_is(site: PublicSite, client: Client) -> None:
    site.publish(title="Dòng suối")

    page = ask(client, "en", q="suối")

    assert '<span lang="vi" dir="ltr">Tiếng Việt</span>' in page
    assert '<h3 lang="vi" dir="ltr">' in page


@pytest.mark.parametrize("language", CODES)
@pytest.mark.parametrize("query", ["zzzqqq", "x" * 10_000, "( * ^ : - \" '"])
def test_whoever_finds_nothing_is_given_the_hotline_and_the_calls(
    site: PublicSite, client: Client, language: str, query: str
) -> None:
    open_hotline()
    call = site.publish(CallPage, title="Ai còn nhớ?")
    if language != "vi":
        site.translate(call, language, title=f"Call {language}")

    page = ask(client, language, q=query)

    with override(language):
        heading = gettext("You can still reach the campaign")
    assert heading in BeautifulSoup(page, "html.parser").get_text()
    assert f'href="tel:{NUMBER}"' in page
    assert f'href="/{language}/calls/ban-do/"' in page
    assert "x" * 300 not in page


@pytest.mark.parametrize("number", ["0", "-7", "2", "99999999999999999999", "abc", "١", "1.0"])
def test_a_page_of_results_that_does_not_exist_says_so(site: PublicSite, client: Client, number: str) -> None:
    open_hotline()
    site.publish(title="Dòng suối")

    page = ask(client, "en", q="suối", page=number)

    assert "The search has fewer pages of results than that." in page
    assert 'href="?q=su%E1%BB%91i"' in page
    assert f'href="tel:{NUMBER}"' in page


@pytest.mark.parametrize(
    "query", ["", "%", "' OR 1=1 --", "\x00", "[[", "_", "[[hotline]]", "<script>", "\ud800", "a" * 200]
)
def test_odd_queries_are_answered(site: PublicSite, client: Client, query: str) -> None:
    page = ask(client, q=query.encode("utf-8", "replace").decode())

    assert "<script>" not in page


@pytest.mark.parametrize(
    ("query", "near"),
    [("suooi", "suối"), ("quangg tri", "Quảng Trị"), ("Quẳng Trj", "Quảng Trị"), ("꽝치", "꽝찌")],
)
def test_a_near_spelling_that_finds_something_is_offered(
    site: PublicSite, client: Client, query: str, near: str
) -> None:
    load_campaign()
    site.publish(title="Một dòng suối ở Quảng Trị")

    page = ask(client, "en", q=query)

    assert "Did you mean this?" in page
    assert near in re.findall(r"<bdi>(.*?)</bdi>", page)


def test_a_spelling_of_what_is_not_public_any_more_is_not_offered(site: PublicSite, client: Client) -> None:
    page = site.publish(title="Dòng suối")
    site.withdraw(page)

    assert "Did you mean this?" not in ask(client, "en", q="suooi")


def test_a_place_without_pages_offers_no_other_place(site: PublicSite, client: Client) -> None:
    load_campaign()
    site.publish(title="Ở Hà Nội, tôi yêu hòa bình")

    page = ask(client, "en", q="Hà Nam")
    assert "Did you mean this?" not in page
    assert "/vi/stories/" not in page
    assert "Search all pages for these words" in ask(client, "en", q="Hòa Bình")
    assert "/vi/stories/" in ask(client, "en", q="Hòa Bình", words="1")


@pytest.mark.parametrize(
    "written",
    [
        "0965001222",
        "0965 001 222",
        "+84 965 001 222",
        "0084965001222",
        "0965.001.222",
        "(+84) 965-001-222",
        "٠٩٦٥٠٠١٢٢٢",
    ],
)
def test_the_hotlines_number_is_found_however_it_is_typed(site: PublicSite, client: Client, written: str) -> None:
    channel = open_hotline()
    site.publish(CallPage, title="Ai còn nhớ?", contacts=[channel])
    site.publish(title="Khác", slug="khac")

    page = ask(client, "en", q=written)

    assert "This is a number of the campaign." in page
    assert f'href="tel:{NUMBER}"' in page
    assert "/vi/calls/ban-do/" in page
    assert "/vi/stories/khac/" not in page


def test_filters_are_a_plain_form_and_stay_on_the_next_page(site: PublicSite, client: Client) -> None:
    for number in range(11):
        site.publish(title="Dòng suối", slug=f"suoi-{number}")
    site.publish(CallPage, title="Dòng suối")

    page = ask(client, "en", q="suối", kind="story")

    assert '<option value="story" selected>' in page
    assert 'href="?q=su%E1%BB%91i&amp;kind=story&amp;page=2"' in page
    assert "/vi/calls/" not in page + ask(client, "en", q="suối", kind="story", page="2")
    assert "/vi/calls/" in ask(client, "en", q="suối", kind="nothing")


def test_the_page_takes_few_queries_and_reads_no_page(site: PublicSite, client: Client) -> None:
    load_campaign()
    for number in range(12):
        site.publish(title="Dòng suối ở Quảng Trị", slug=f"suoi-{number}")
    ask(client, q="suối")

    with CaptureQueriesContext(connection) as captured:
        ask(client, q="dòng suối Quảng Trị")

    assert len(captured) <= 18
