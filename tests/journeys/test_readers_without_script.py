"""Readers with a phone and without script, from start to end, each in four languages (V1 to V5 of the mission).

The texts are the demonstration's. What a reader looks for is found as a reader finds it: by its words on the screen.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urljoin

import pytest
from django.utils import timezone
from django.utils.translation import gettext, override
from playwright.sync_api import expect

from cms.calls.models import CallPage
from cms.campaign.loading import load_campaign
from cms.campaign.models import EvidenceKind, Place
from cms.films.models import FilmPage, LanguageVersion, RightsWindow
from outreach.links.creation import create_link
from outreach.links.models import Scan
from outreach.links.snapshot import write_snapshot
from tests.approvals.test_staleness_of_masters import add_film_master
from tests.journeys.person import PHONE as USER_AGENT
from tests.pages.test_ways_to_answer import PATH, make_channels
from translations.languages import get_language_entry

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer
    from pytest_playwright import CreateContextCallback

    from tests.pages.factories import PublicSite

    Open = Callable[[str], Page]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WORDS = Path(__file__).resolve().parents[2] / "demo" / "content"
CALL_FIELDS = ("title", "summary", "audience", "assurance", "privacy_note", "support_note")
PHONE = {"width": 360, "height": 640}
SLOW_4G = {"offline": False, "latency": 150, "downloadThroughput": 1_600_000 / 8, "uploadThroughput": 750_000 / 8}
"""As Lighthouse simulates it: 150 ms to the server and back, 1.6 megabits a second."""
SHOWN_AFTER = "performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd"
FILM = "film-while-memory-speaks"
TRIES = 6
"""The quickest of these counts: a slow one says more of the machine of the tests than of the page."""
MOST_MILLISECONDS = 2_000
LEAST_LETTERS, LEAST_BUTTON = 18, 44
"""Pixels of running text, and of the height of what is pressed."""
READ_COLOURS = """() => {
  const parse = text => text.match(/[0-9.]+/g).slice(0, 3).map(Number);
  const style = getComputedStyle(document.querySelector('main'));
  return [parse(style.color), parse(getComputedStyle(document.body).backgroundColor)];
}"""


@pytest.fixture
def open_phone(new_context: CreateContextCallback) -> Open:
    """A function that opens a phone without script, with its reader's language."""

    def open_in(language: str) -> Page:
        locale = get_language_entry(language).tag
        return new_context(
            java_script_enabled=False, viewport=PHONE, locale=locale, user_agent=USER_AGENT, has_touch=True
        ).new_page()

    return open_in


def read_words(item: str, language: str, *fields: str) -> dict[str, Any]:
    texts = tomllib.loads((WORDS / item / f"{language}.toml").read_text(encoding="utf-8"))
    return {name: texts[name] for name in fields if name in texts}


def publish_call(site: PublicSite, *languages: str) -> CallPage:
    """Publish the demonstration's call with all ways to answer, in Vietnamese and these languages."""
    load_campaign()
    rows = {
        "contacts": make_channels(),
        "evidence_sought": list(EvidenceKind.objects.all()),
        "places": list(Place.objects.filter(name_vi="Quảng Trị")),
    }
    source: CallPage = site.publish(CallPage, body=[], **rows, **read_words("call-witnesses", "vi", *CALL_FIELDS))
    for language in languages:
        if language != "vi":
            site.translate(source, language, **read_words("call-witnesses", language, *CALL_FIELDS))
    return source


def say(message: str, *, language: str) -> str:
    """Return an interface text in the reader's language."""
    with override(language):
        return gettext(message)


def get_contrast(first: list[float], second: list[float]) -> float:
    """Return the contrast of two colours (WCAG 2.2, 1.4.3)."""

    def shine(colour: list[float]) -> float:
        parts = [part / 255 for part in colour]
        red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    dark, light = sorted((shine(first), shine(second)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("language", ["en", "ko", "ar", "km"])
def test_v1_poster_is_scanned_and_the_call_is_read_within_two_seconds(
    site: PublicSite, live_server: LiveServer, open_phone: Open, language: str
) -> None:
    call = publish_call(site, language)
    link = create_link(item_kind="call", item_key=str(call.translation_key), placement="lift 7")
    write_snapshot()
    phone = open_phone(language)
    phone.context.new_cdp_session(phone).send("Network.emulateNetworkConditions", SLOW_4G)
    took = []
    for _try in range(TRIES):
        answer = phone.goto(f"{live_server.url}/q/{link.code}")
        assert answer is not None and answer.status == 200
        took.append(phone.evaluate(SHOWN_AFTER))
        if took[-1] < MOST_MILLISECONDS:
            break

    assert phone.url == f"{live_server.url}/{language}/{PATH}"
    expect(phone.locator("h1")).to_have_text(read_words("call-witnesses", language, "title")["title"])
    assert phone.locator("html").get_attribute("dir") == get_language_entry(language).direction
    assert min(took) < MOST_MILLISECONDS, took
    assert phone.evaluate("parseFloat(getComputedStyle(document.querySelector('main')).fontSize)") >= LEAST_LETTERS
    assert get_contrast(*phone.evaluate(READ_COLOURS)) >= 7
    assert phone.locator("a[href^='tel:']:visible").first.bounding_box()["height"] >= LEAST_BUTTON
    assert not Scan.objects.exclude(language=language).exists()


@pytest.mark.parametrize(("language", "country"), [("vi", "AU"), ("en", "AU"), ("ko", "KR"), ("ar", "AU")])
def test_v2_reader_learns_what_would_help_and_finds_every_way_to_answer(
    site: PublicSite, live_server: LiveServer, open_phone: Open, language: str, country: str
) -> None:
    publish_call(site, language)
    words = read_words("call-witnesses", language, *CALL_FIELDS)
    phone = open_phone(language)
    phone.goto(f"{live_server.url}/{language}/{PATH}")
    read = phone.locator("main").inner_text()

    with override(language):
        helpful = [kind.name for kind in EvidenceKind.objects.all()]
    for text in (words["audience"], words["assurance"], words["privacy_note"], words["support_note"], *helpful):
        assert " ".join(text.split())[:40] in " ".join(read.split())
    phone.locator(".where select").select_option(country)
    phone.locator(".where button").click()

    assert phone.url == f"{live_server.url}/{language}/{PATH}?from={country}#ways"
    ways = phone.locator(".answer")
    expect(ways.locator("a[href^='tel:']").first).to_be_visible()
    expect(ways.locator("a[href='https://zalo.example/desk']")).to_be_visible()
    expect(ways).to_contain_text({"AU": "6 Example Crescent", "KR": "서울 예시로 0"}[country])
    expect(ways).to_contain_text("Hộp thư 0")
    form = ways.locator("a[href*='form-a4']").first.get_attribute("href") or ""
    printed = phone.request.get(urljoin(phone.url, form))
    assert (printed.status, printed.headers["content-type"]) == (200, "application/pdf")


@pytest.mark.parametrize("language", ["lo", "km", "th", "ar"])
def test_v3_reader_changes_language_stays_on_the_page_and_is_remembered(
    site: PublicSite, live_server: LiveServer, open_phone: Open, language: str
) -> None:
    publish_call(site, language)
    entry = get_language_entry(language)
    phone = open_phone("vi")
    phone.goto(f"{live_server.url}/vi/{PATH}?from=AU")

    phone.locator("summary.tool").click()
    phone.get_by_role("link", name=entry.autonym).click()

    assert phone.url == f"{live_server.url}/{language}/{PATH}?from=AU"
    assert phone.locator("html").get_attribute("lang") == entry.tag
    assert phone.locator("html").get_attribute("dir") == entry.direction
    expect(phone.locator("h1")).to_have_text(read_words("call-witnesses", language, "title")["title"])
    assert (phone.locator("main wbr").count() > 0) == (language != "ar")
    phone.goto(f"{live_server.url}/")
    assert phone.url == f"{live_server.url}/{language}/"


@pytest.mark.parametrize(
    ("language", "typed"),
    [("vi", "quang tri"), ("ko", "꽝찌"), ("zh-hans", "广治"), ("ar", "كوانغ تري"), ("en", "Quang Binh")],
)
def test_v4_place_is_found_by_its_present_or_former_name(
    site: PublicSite, live_server: LiveServer, open_phone: Open, language: str, typed: str
) -> None:
    publish_call(site, language)
    phone = open_phone(language)
    phone.goto(f"{live_server.url}/{language}/")

    phone.get_by_role("link", name=say("Search", language=language)).first.click()
    phone.locator("#q").fill(typed)
    phone.locator(".search-row button").click()
    phone.locator(".results a").first.click()

    assert phone.url == f"{live_server.url}/{language}/{PATH}"


def publish_film(site: PublicSite, language: str) -> dict[str, Any]:
    """Publish the demonstration's film with a clip, in Vietnamese and this language; return the words in this one."""
    fields = ("title", "summary", "transcript")
    tracks = {
        code: (WORDS / FILM / "subtitles" / f"{code}.vtt").read_text(encoding="utf-8") for code in ("vi", language)
    }
    texts = {code: read_words(FILM, code, *fields) for code in ("vi", language)}
    for words in texts.values():
        words["transcript"] = "\n".join(words["transcript"])
    film = site.publish(FilmPage, slug="phim", body=[], subtitles=tracks["vi"], **texts["vi"])
    LanguageVersion.objects.create(film=film, language_tag="vi", master=add_film_master(20))
    RightsWindow.objects.create(film=film, starts_on=timezone.localdate())
    site.translate(film, language, subtitles=tracks[language], **texts[language])
    return texts[language]


@pytest.mark.parametrize("language", ["en", "ko", "fr", "th"])
def test_v5_reader_prints_shares_and_follows_a_film_by_reading(
    site: PublicSite, live_server: LiveServer, open_phone: Open, language: str
) -> None:
    publish_call(site, language)
    words = publish_film(site, language)
    phone = open_phone(language)
    phone.goto(f"{live_server.url}/{language}/{PATH}")
    canonical = phone.locator("link[rel=canonical]").get_attribute("href") or ""

    shared = [link.get_attribute("href") or "" for link in phone.locator(".share-links a").all()]
    phone.emulate_media(media="print")

    assert {href.partition(":")[0] for href in shared} == {"https", "mailto", "sms"}
    assert all(quote(canonical, safe="") in href or canonical in href for href in shared), shared
    expect(phone.locator("h1")).to_be_visible()
    expect(phone.locator(".languages")).to_be_hidden()
    expect(phone.locator(".bottom-menu")).to_be_hidden()
    phone.emulate_media(media="screen")
    phone.goto(f"{live_server.url}/{language}/films/phim/")
    track = phone.locator(f"video track[srclang='{get_language_entry(language).tag}'][default]").get_attribute("src")
    assert "WEBVTT" in phone.request.get(f"{live_server.url}{track}").text()
    expect(phone.get_by_role("heading", name=say("Transcript", language=language))).to_be_visible()
    for line in words["transcript"].splitlines():
        assert line[:40] in " ".join(phone.locator("main").inner_text().split())
