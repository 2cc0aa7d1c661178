"""Readers come in, and stay, in their language: addresses, notices, menus, and the choice that is remembered."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from wagtail.models import Page

from cms.calls.models import CallPage
from cms.core.page_layout import SECTIONS
from translations.languages import CODES

if TYPE_CHECKING:
    from tests.pages.factories import PublicSite

pytestmark = pytest.mark.django_db
HERE = "/ko/stories/ban-do/"


def read(client: Client, path: str) -> BeautifulSoup:
    answer = client.get(path)
    assert answer.status_code == 200, answer
    return BeautifulSoup(answer.content, "html.parser")


@pytest.mark.parametrize("address", ["/ko/stories/ban-do", "/ko/stories/Ban-Do/", "/ko/Stories/ban-do"])
def test_almost_right_address_leads_to_the_page_in_its_own_language(
    site: PublicSite, client: Client, address: str
) -> None:
    site.translate(site.publish(), "ko")

    answer = client.get(address)

    assert (answer.status_code, answer["Location"]) == (301, HERE)


@pytest.mark.parametrize(
    ("address", "location"),
    [
        ("/KO/stories/ban-do/", HERE),
        ("/ko-KR/stories/ban-do/?page=2", f"{HERE}?page=2"),
        ("/zh-CN/stories/", "/zh-hans/stories/"),
        ("/zh_TW/", "/zh-hans/"),
        ("/zh", "/zh-hans/"),
        ("/EN/search/?q=map", "/en/search/?q=map"),
        ("/Vi//elsewhere.example/", "/vi//elsewhere.example/"),
    ],
)
def test_other_forms_of_a_language_lead_to_the_language(
    site: PublicSite, client: Client, address: str, location: str
) -> None:
    answer = client.get(address)

    assert (answer.status_code, answer["Location"]) == (301, location)


def test_notice_that_a_language_lacks_is_never_shown_once_it_is_live(site: PublicSite, client: Client) -> None:
    source = site.publish()
    shared = "/vi/stories/ban-do/?asked=ko"
    assert read(client, shared).select_one("aside.notice[lang=ko]")

    site.translate(source, "ko")

    assert client.get(shared)["Location"] == HERE
    assert client.get("/vi/stories/ban-do/?asked=vi")["Location"] == "/vi/stories/ban-do/"


@pytest.mark.parametrize("address", ["/vi/search/?asked=ko", "/vi/stories/?asked=ko", "/vi/stories/ban-do/?asked=xx"])
def test_address_that_nobody_was_led_to_has_no_notice(site: PublicSite, client: Client, address: str) -> None:
    site.publish()

    answer = client.get(address, follow=True)

    assert not BeautifulSoup(answer.content, "html.parser").select("aside.notice")


def test_menus_stay_in_the_readers_language_after_a_fallback(site: PublicSite, client: Client) -> None:
    site.translate(site.publish(CallPage, slug="keu-goi"), "ko")
    site.publish()

    page = read(client, "/vi/stories/ban-do/?asked=ko")

    assert page.html
    assert page.html["lang"] == "vi"
    assert page.select_one("header.top")["lang"] == page.select_one("footer.bottom")["lang"] == "ko"
    assert [link["href"] for link in page.select("header .menu a")] == ["/ko/calls/"]
    assert page.select_one("header.top a.wordmark")["href"] == "/ko/"
    assert page.select_one("main h1").get_text() == "Tấm bản đồ"


def test_menu_has_no_section_without_an_item_in_the_language(site: PublicSite, client: Client) -> None:
    site.publish()

    assert [link["href"] for link in read(client, "/vi/").select("header .menu a")] == ["/vi/stories/"]
    assert not read(client, "/ko/").select("header .menu a")


def test_switcher_says_in_each_language_that_it_is_missing(site: PublicSite, client: Client) -> None:
    site.translate(site.publish(), "ko")

    choices = {link["lang"]: link for link in read(client, HERE).select(".languages a")}

    assert set(choices) == {"zh-Hans" if code == "zh-hans" else code for code in CODES}
    assert choices["vi"].small is None
    assert choices["th"].small.get_text() == "ยังไม่มีในภาษานี้"
    assert choices["ar"]["dir"] == "rtl"


def test_chosen_language_is_remembered_for_the_next_address_without_one(site: PublicSite, client: Client) -> None:
    site.translate(site.publish(), "ko")
    choice = next(link for link in read(client, "/vi/stories/ban-do/").select(".languages a[lang=ko]"))

    answer = client.get(choice["href"], headers={"accept-language": "en"})

    assert answer["Location"] == HERE
    assert client.get("/", headers={"accept-language": "en"})["Location"] == "/ko/"


@pytest.mark.parametrize(("accepted", "home"), [("", "/en/"), ("de", "/en/"), ("*", "/en/"), ("ar;q=0.5, th", "/th/")])
def test_root_leads_where_other_languages_are_sent(site: PublicSite, client: Client, accepted: str, home: str) -> None:
    answer = client.get("/", headers={"accept-language": accepted})

    assert (answer.status_code, answer["Location"]) == (302, home)
    assert "private" in answer["Cache-Control"]
    assert "Cookie" in answer["Vary"]


def test_root_leads_to_no_home_page_that_is_off_line(site: PublicSite, client: Client) -> None:
    Page.objects.filter(url_path="/ko/").update(live=False)

    answer = client.get("/", headers={"accept-language": "ko"}, follow=True)

    assert answer.redirect_chain == [("/en/?asked=ko", 302)]
    assert BeautifulSoup(answer.content, "html.parser").select("aside.notice[lang=ko]")


def test_odd_cookie_changes_nothing(site: PublicSite, client: Client) -> None:
    client.cookies["language"] = "../../x"

    assert client.get("/")["Location"] == "/en/"


@pytest.mark.parametrize("section", SECTIONS)
@pytest.mark.parametrize("language", CODES)
def test_list_says_to_search_engines_what_it_lists(
    site: PublicSite, client: Client, section: str, language: str
) -> None:
    page = read(client, f"/{language}/{section}/")

    assert page.select_one("meta[name=description]")["content"] == page.select_one("main .lead").get_text()
