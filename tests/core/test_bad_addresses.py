"""Public addresses that can't be right, and days that no calendar of people has: a clear page, with the hotline."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.test import Client
from django.utils.translation import gettext, override
from wagtail.models import Page

from cms.calls.models import CallPage
from cms.campaign.models import Campaign
from cms.core.cached_pages import forget_pages
from tests.factories import ContactChannelFactory, FactFactory
from translations.languages import CODES

if TYPE_CHECKING:
    from tests.pages.factories import PublicSite

pytestmark = pytest.mark.django_db
NUMBER = "+84965001222"
ODD = ("xx", "KO", "ko-KR", "a" * 10_000, "<script>", "٣", "-1")


@pytest.fixture(autouse=True)
def hotline(db: None) -> Any:
    return ContactChannelFactory(verified=True, facts=[FactFactory(key="hotline", value=NUMBER)])


def read(answer: Any) -> BeautifulSoup:
    page = BeautifulSoup(answer.content, "html.parser")
    for mark in page.select("wbr"):
        mark.decompose()
    return page


def expect_clear_page(answer: Any, *, language: str, message: str, status: int) -> BeautifulSoup:
    page = read(answer)
    with override(language):
        expected = gettext(message)
    assert answer.status_code == status
    assert page.html is not None and page.html["lang"] == ("zh-Hans" if language == "zh-hans" else language)
    assert page.select_one("h1") is not None and page.select("h1")[0].get_text() == expected
    assert page.select(f"main a[href='tel:{NUMBER}']")
    return page


@pytest.mark.parametrize("language", CODES)
def test_language_that_does_not_exist_is_said_and_the_page_offered(
    site: PublicSite, client: Client, language: str
) -> None:
    source = site.publish()
    if language != "vi":
        site.translate(source, language)
    path = f"/{language}/stories/ban-do/"

    answer = client.get(path, {"asked": "xx"})

    message = "We do not know the language in this address"
    page = expect_clear_page(answer, language=language, message=message, status=404)
    assert page.select(f"main a.button[href='{path}']")


@pytest.mark.parametrize("asked", ODD)
@pytest.mark.parametrize("path", ["/vi/", "/vi/stories/", "/vi/stories/ban-do/", "/vi/missions/", "/vi/genuine/"])
def test_odd_languages_make_no_page_to_keep(site: PublicSite, client: Client, path: str, asked: str) -> None:
    site.publish()

    answer = client.get(path, {"asked": asked})

    assert answer.status_code == 404
    assert "x-public-version" not in answer.headers
    assert "<script>" not in answer.content.decode()


@pytest.mark.parametrize("parameter", ["page", "from", "asked"])
@pytest.mark.parametrize("language", ["vi", "ko", "ar", "km"])
def test_every_odd_parameter_of_a_list_gets_the_hotline_in_the_readers_language(
    site: PublicSite, client: Client, language: str, parameter: str
) -> None:
    answer = client.get(f"/{language}/calls/", {parameter: "999999999999999999999"})

    message = {
        "page": "This list has no such page",
        "from": "We do not know the country in this address",
        "asked": "We do not know the language in this address",
    }[parameter]
    expect_clear_page(answer, language=language, message=message, status=404)


@pytest.mark.parametrize(("language", "home"), [("ko", "/en/"), ("lo", "/th/"), ("ar", "/en/"), ("en", "/vi/")])
def test_home_off_line_leads_to_the_closest_one_with_a_notice(
    site: PublicSite, client: Client, language: str, home: str
) -> None:
    Page.objects.filter(url_path=f"/{language}/").update(live=False)
    cache.clear()

    answer = client.get(f"/{language}/", follow=True)

    assert answer.redirect_chain == [(f"{home}?asked={language}", 302)]
    assert read(answer).select(f"aside.notice[lang={language}]")


def test_home_off_line_on_arrival_without_a_language_leads_on_too(site: PublicSite, client: Client) -> None:
    Page.objects.filter(url_path="/ko/").update(live=False)

    answer = client.get("/", headers={"accept-language": "ko"}, follow=True)

    assert answer.redirect_chain == [("/en/?asked=ko", 302)]


@pytest.mark.parametrize("language", CODES)
@pytest.mark.parametrize("path", ["/", "home"])
def test_without_any_home_readers_get_the_hotline_in_their_language(
    site: PublicSite, client: Client, language: str, path: str
) -> None:
    Page.objects.filter(depth=2).update(live=False)
    forget_pages()

    answer = client.get("/" if path == "/" else f"/{language}/", headers={"accept-language": language})

    message = "The pages are not available right now"
    expect_clear_page(answer, language=language, message=message, status=503)
    assert answer["Retry-After"] == "600"


@pytest.mark.parametrize("day", [date.min, date(1, 12, 31), date.max])
@pytest.mark.parametrize("language", ["vi", "th", "ar", "ja"])
def test_days_at_the_ends_of_the_calendar_break_no_page(
    site: PublicSite, client: Client, language: str, day: date
) -> None:
    call = site.publish(CallPage, slug="keu-goi", title="Ai còn nhớ?", closed_on=day, happened_on=day)
    if language != "vi":
        site.translate(call, language)
    Campaign.objects.create(key="x", name="Chiến dịch", short_name="Chiến dịch", ends_on=day)

    for path in ("", "calls/", "calls/keu-goi/", "search/?q=nhớ"):
        assert client.get(f"/{language}/{path}").status_code == 200


@pytest.mark.parametrize("query", ["a" * 10_000, "AND OR NOT", '"', "(((", "* ^ ~ : \\", "-", "%' OR 1=1 --"])
@pytest.mark.parametrize("language", ["vi", "ko", "ar", "th"])
def test_odd_searches_get_a_clear_page_with_the_hotline(
    site: PublicSite, client: Client, language: str, query: str
) -> None:
    answer = client.get(f"/{language}/search/", {"q": query})

    assert answer.status_code == 200
    assert read(answer).select(f"main a[href='tel:{NUMBER}']")


@pytest.mark.parametrize("name", ["kind", "topic", "subject", "place"])
def test_filter_that_does_not_exist_chooses_nothing(site: PublicSite, client: Client, name: str) -> None:
    site.publish(title="Dòng suối")

    page = read(client.get("/vi/search/", {"q": "suối", name: "999999999999999999999"}))

    assert page.select(".results a")
    assert not page.select(f"select[name={name}] option[selected]")
