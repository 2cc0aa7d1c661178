"""Answering a call: where the reader is, the ways of their country, a closed call, false codes, bad addresses."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from tinyhtml5.parser import HTMLParser

from cms.calls.models import CallPage
from cms.campaign.loading import load_campaign
from cms.campaign.models import EvidenceKind
from cms.core.cached_pages import forget_pages
from cms.core.hooks import Extra, page_extras
from cms.facts.hours_input import make_rows, read_day
from cms.facts.models import ChannelKind, ContactChannel, FactKind
from tests.factories import ContactChannelFactory, FactFactory
from translations.languages import CODES

if TYPE_CHECKING:
    from tests.pages.factories import PublicSite

pytestmark = pytest.mark.django_db
HOURS = make_rows({day: read_day("08:00–17:00") for day in range(5)})
PATH = "calls/ban-do/"
MOST_BYTES = 30_000


def make_channels() -> list[ContactChannel]:
    """Create a hotline, a messenger and an address for letters, which are returned, and missions in two countries."""
    hotline = ContactChannelFactory(
        verified=True,
        name_vi="Đường dây nóng",
        languages=["vi", "en"],
        opening_hours=HOURS,
        what_next_vi="Có người ghi lại.",
        what_next_ko="받아 적습니다.",
        facts=[FactFactory(key="hotline", value="+84965001222")],
    )
    zalo = FactFactory(kind=FactKind.URL, value="https://zalo.example/desk")
    post = FactFactory(kind=FactKind.ADDRESS, value="Hộp thư 0\nHà Nội")
    for country, address in (("KR", "서울 예시로 0"), ("AU", "6 Example Crescent\nCanberra")):
        ContactChannelFactory(
            verified=True,
            kind=ChannelKind.MISSION,
            name=f"Mission {country}",
            country=country,
            facts=[
                FactFactory(kind=FactKind.ADDRESS, value=address),
                FactFactory(kind=FactKind.POSITION, value="-35.28,149.13"),
            ],
        )
    return [
        hotline,
        ContactChannelFactory(verified=True, kind=ChannelKind.ZALO, name="Zalo", facts=[zalo]),
        ContactChannelFactory(verified=True, kind=ChannelKind.POST, name="Thư", country="VN", facts=[post]),
    ]


@pytest.fixture
def call(site: PublicSite) -> CallPage:
    """A call that is live in Vietnamese, English, Korean and Arabic, with all ways to answer."""
    load_campaign()
    source = site.publish(CallPage, contacts=make_channels(), evidence_sought=list(EvidenceKind.objects.all()))
    for language in ("en", "ko", "ar"):
        site.translate(source, language)
    forget_pages()
    return source


def read(client: Client, path: str, *, status: int = 200) -> str:
    """Return a page, after checking its status, its size and that it is valid HTML."""
    answer = client.get(path)
    assert answer.status_code == status
    parser = HTMLParser()
    parser.parse(answer.content.decode())
    assert parser.errors == []
    assert len(answer.content) <= MOST_BYTES
    return answer.content.decode()


def read_chosen(html: str) -> list[str]:
    return re.findall(r'<option value="([^"]*)" selected>', html)


# --- where the reader is ---


def test_country_is_preset_by_the_language_and_its_mission_is_shown(call: CallPage, client: Client) -> None:
    page = read(client, f"/ko/{PATH}")

    assert read_chosen(page) == ["KR"]
    assert "서울 예시로 0" in page
    assert "6 Example Crescent" not in page


def test_language_of_many_countries_asks_for_one_and_leads_to_the_list(call: CallPage, client: Client) -> None:
    page = read(client, f"/en/{PATH}")

    assert read_chosen(page) == [""]
    assert "Choose your country" in page
    assert "6 Example Crescent" not in page
    assert 'href="/en/missions/"' in page


def test_chosen_country_is_in_the_address_only(call: CallPage, client: Client) -> None:
    answer = client.get(f"/en/{PATH}?from=AU")
    page = answer.content.decode()

    assert read_chosen(page) == ["AU"]
    assert "6 Example Crescent" in page
    assert not answer.cookies
    assert f'<link rel="canonical" href="http://localhost:8000/en/{PATH}">' in page
    assert f'<form class="where" method="get" action="/en/{PATH}#ways">' in page


def test_language_switcher_keeps_the_country_and_alternates_dont(call: CallPage, client: Client) -> None:
    page = read(client, f"/en/{PATH}?from=AU")

    assert f'<a href="/language/vi/?next=/vi/{PATH}%3Ffrom%3DAU"' in page
    assert f'<a href="/language/th/?next=/en/{PATH}%3Fasked%3Dth%26from%3DAU"' in page
    assert f'hreflang="vi" href="http://localhost:8000/vi/{PATH}">' in page


def test_country_that_is_not_offered_is_taken_and_named(call: CallPage, client: Client) -> None:
    page = read(client, f"/en/{PATH}?from=PY")

    assert read_chosen(page) == ["PY"]
    assert ">Paraguay</option>" in page


def test_another_country_is_an_answer_too(call: CallPage, client: Client) -> None:
    assert read_chosen(read(client, f"/ko/{PATH}?from=other")) == ["other"]


@time_machine.travel("2026-12-01T03:00:00Z")
def test_reader_sees_the_hours_on_both_clocks(call: CallPage, client: Client) -> None:
    page = read(client, f"/ko/{PATH}")

    assert '월요일 – 금요일 <span class="times">08:00 ~ 17:00</span> (베트남, UTC+7)' in page
    assert '월요일 – 금요일 <span class="times">10:00 ~ 19:00</span> (대한민국)' in page


def test_way_says_languages_cost_and_what_happens_then(call: CallPage, client: Client) -> None:
    page = read(client, f"/ko/{PATH}")

    assert "베트남어, 영어" in page
    assert "국제 전화 요금이 듭니다." in page
    assert "받아 적습니다." in page


def test_messenger_is_a_link_that_says_where_it_leads(call: CallPage, client: Client) -> None:
    page = read(client, f"/en/{PATH}?from=AU")

    assert '<a class="contact-link" href="https://zalo.example/desk" rel="noreferrer">Write a message' in page
    assert '<small dir="ltr">zalo.example</small>' in page
    assert "https://www.openstreetmap.org/?mlat=-35.28&amp;mlon=149.13" in page


def test_address_keeps_its_direction_in_arabic_and_an_envelope_ends_with_the_country(
    call: CallPage, client: Client
) -> None:
    page = read(client, f"/ar/{PATH}?from=AU")

    assert '<address dir="ltr">6 Example Crescent<br>Canberra</address>' in page
    assert '<address dir="ltr" class="envelope">Hộp thư 0<br>Hà Nội<br>VIETNAM</address>' in page


def test_evidence_has_a_line_and_a_drawing(call: CallPage, client: Client) -> None:
    page = read(client, f"/en/{PATH}")

    assert page.count('<svg class="drawing"') == EvidenceKind.objects.count()
    assert "#hand-drawn-map" in page
    assert "Even one drawn again from memory" in page


def test_form_to_print_is_beside_the_address_for_letters(call: CallPage, client: Client) -> None:
    page_extras.register("test", lambda item, request: [Extra("Mẫu để in", "/in.pdf", "form")])
    try:
        page = read(client, f"/vi/{PATH}")
    finally:
        page_extras._fillers.pop("test")

    assert page.index('class="envelope"') < page.index("/in.pdf") < page.index('id="privacy"')


# --- the page cache ---


def test_page_of_each_country_is_kept_and_a_page_takes_few_queries(
    call: CallPage, client: Client, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(18):
        first = client.get(f"/ko/{PATH}?from=AU")
    with django_assert_max_num_queries(1):
        again = client.get(f"/ko/{PATH}?from=AU&fbclid=x")

    assert again.content == first.content
    assert client.get(f"/ko/{PATH}").content != first.content


@pytest.mark.parametrize("path", [PATH, "", "calls/", "missions/"])
@pytest.mark.parametrize("country", ["ZZ", "kr", "KOR", "<b>", "EU"])
def test_country_that_does_not_exist_gets_a_clear_page_with_the_hotline(
    call: CallPage, client: Client, path: str, country: str
) -> None:
    page = read(client, f"/ko/{path}?from={country}", status=404)

    assert '<html lang="ko" dir="ltr">' in page
    assert "이 주소에 적힌 나라를 알 수 없습니다" in page
    assert f'<a class="button" href="/ko/{path}">' in page
    assert 'href="tel:+84965001222"' in page


@pytest.mark.parametrize("path", ["calls/", "stories/"])
@pytest.mark.parametrize("number", ["0", "-1", "2", "99999999999999999999", "x"])
def test_page_that_a_list_does_not_have_gets_a_clear_page_with_the_hotline(
    call: CallPage, client: Client, path: str, number: str
) -> None:
    page = read(client, f"/ar/{path}?page={number}", status=404)

    assert "لا توجد صفحة كهذه في القائمة" in page
    assert f'href="/ar/{path}"' in page
    assert 'href="tel:+84965001222"' in page


def test_empty_parameters_count_as_none(call: CallPage, client: Client) -> None:
    assert client.get("/vi/calls/?page=&from=").content == client.get("/vi/calls/").content


# --- a closed call ---


def test_closed_call_says_so_and_where_to_turn(site: PublicSite, call: CallPage, client: Client) -> None:
    site.correct(call, closed_on=timezone.localdate() + timedelta(days=2))

    before = read(client, f"/en/{PATH}")
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        after = read(client, f"/en/{PATH}")

    assert "This call is closed." not in before
    assert "This call is closed." in after
    assert '<a href="/en/calls/">See the calls that are open</a>' in after
    assert 'href="tel:+84965001222"' in after
    assert 'id="ways"' not in after


# --- sharing, false codes, missions ---


def test_page_is_shared_by_plain_links(call: CallPage, client: Client) -> None:
    page = read(client, f"/en/{PATH}?from=AU")

    address = f"http%3A%2F%2Flocalhost%3A8000%2Fen%2F{PATH.replace('/', '%2F')}"
    assert f"https://wa.me/?text=T%E1%BA%A5m%20b%E1%BA%A3n%20%C4%91%E1%BB%93%20{address}" in page
    assert "https://line.me/R/share?text=" in page
    assert f"%20{address}" in page
    assert 'href="sms:?&amp;body=' in page
    assert 'href="mailto:?subject=' in page
    assert "%3Ffrom%3D" not in page.partition("<main")[2]


@pytest.mark.parametrize("language", CODES)
def test_reader_learns_how_to_know_the_page_in_every_language(site: PublicSite, client: Client, language: str) -> None:
    page = read(client, f"/{language}/genuine/")

    assert '<bdi dir="ltr">http://localhost:8000/</bdi>' in page
    assert page.count("<h2>") == 4
    assert f'href="/{language}/genuine/"' in read(client, f"/{language}/")


def test_missions_are_listed_with_what_a_visitor_needs(call: CallPage, client: Client) -> None:
    page = read(client, "/vi/missions/")

    assert page.index('<h2 id="KR">Hàn Quốc</h2>') < page.index('<h2 id="AU">Úc</h2>')
    assert '<address dir="ltr">6 Example Crescent<br>Canberra</address>' in page


def test_long_list_of_missions_begins_with_the_countries(
    call: CallPage, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cms.pages.views.MOST_AT_ONCE", 1)

    page, korea, none = (read(client, f"/vi/missions/{query}") for query in ("", "?from=KR", "?from=FR"))

    assert '<a href="?from=KR">Hàn Quốc</a>' in page
    assert "서울 예시로 0" not in page
    assert "서울 예시로 0" in korea
    assert "Danh sách này không có cơ quan đại diện nào" in none
