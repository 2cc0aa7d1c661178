"""A call on the screens of old readers: the telephone on the first screen, large text, a small window, no script."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from cms.calls.models import CallPage
from cms.campaign.loading import load_campaign
from cms.campaign.models import EvidenceKind
from tests.pages.test_ways_to_answer import PATH, make_channels
from translations.languages import CODES, SOURCE

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer
    from pytest_playwright import CreateContextCallback

    from tests.pages.factories import PublicSite

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WORDS = Path(__file__).resolve().parents[2] / "demo" / "content" / "call-witnesses"
FIELDS = ("title", "summary", "audience", "assurance", "privacy_note", "support_note")
SMALL_PHONE, COMPUTER = {"width": 360, "height": 640}, {"width": 1366, "height": 768}
ZOOMED = {"width": 320, "height": 256}
"""A window of 1280 × 1024 at 400 %."""
TWICE_THE_TEXT = "html { font-size: 250% !important }"
"""The site's own size is 125 %."""
FIND_CUT = """() => [...document.querySelectorAll('body *')].filter(each => {
  const own = [...each.childNodes].some(node => node.nodeType === 3 && node.textContent.trim());
  const box = each.getBoundingClientRect();
  const folded = each.closest('details:not([open])') && !each.closest('summary');
  const unseen = each.closest('.hidden, .skip') || folded || !box.width || !box.height;
  const clipped = each.scrollWidth > each.clientWidth + 1 && getComputedStyle(each).overflow !== 'visible';
  return own && !unseen && (box.left < -1 || box.right > innerWidth + 1 || clipped);
}).map(each => each.outerHTML.slice(0, 120))"""
"""Return the elements with text of which a part is beside the screen or clipped."""


def read_words(language: str) -> dict[str, Any]:
    texts = tomllib.loads((WORDS / f"{language}.toml").read_text(encoding="utf-8"))
    return {name: texts[name] for name in FIELDS}


def publish_call(site: PublicSite) -> None:
    """Publish the demonstration's call in all languages, under the ribbon, with all ways to answer."""
    load_campaign(is_demonstration=True)
    evidence = list(EvidenceKind.objects.all())
    source = site.publish(CallPage, contacts=make_channels(), evidence_sought=evidence, body=[], **read_words(SOURCE))
    for language in CODES:
        if language != SOURCE:
            site.translate(source, language, **read_words(language))


def find_cut(page: Page) -> list[str]:
    """Return what of the page is cut at 400 % and at twice the size of text on a small phone."""
    page.set_viewport_size(ZOOMED)
    cut = page.evaluate(FIND_CUT)
    page.set_viewport_size(SMALL_PHONE)
    page.add_style_tag(content=TWICE_THE_TEXT)
    return [*cut, *page.evaluate(FIND_CUT)]


def find_telephone(page: Page) -> Any:
    return page.locator('a[href^="tel:"]:visible').first


def test_telephone_is_on_the_first_screen_and_nothing_is_cut_in_any_language(
    site: PublicSite, live_server: LiveServer, page: Page
) -> None:
    publish_call(site)
    faults: dict[str, Any] = {}
    for language in CODES:
        for path in (f"{PATH}?from=AU", "", "missions/", "nothing/"):
            page.set_viewport_size(SMALL_PHONE)
            page.goto(f"{live_server.url}/{language}/{path}")
            box = find_telephone(page).bounding_box()
            if box["y"] + box["height"] > SMALL_PHONE["height"] or box["height"] < 44:
                faults[f"{language}/{path} telephone"] = box
            if cut := find_cut(page):
                faults[f"{language}/{path} cut"] = cut

    assert faults == {}


def test_number_that_leaves_the_screen_would_be_found(site: PublicSite, live_server: LiveServer, page: Page) -> None:
    publish_call(site)
    page.goto(f"{live_server.url}/en/{PATH}")
    page.add_style_tag(content=".call-button bdi.fact { white-space: nowrap; max-inline-size: none }")

    assert any("+84" in found for found in find_cut(page))


def test_telephone_stays_at_the_foot_of_a_phone_and_hides_nothing(
    site: PublicSite, live_server: LiveServer, page: Page
) -> None:
    publish_call(site)
    page.set_viewport_size(SMALL_PHONE)
    page.goto(f"{live_server.url}/en/{PATH}?from=AU")
    bar = page.locator(".call-bar")

    page.evaluate("scrollTo(0, document.body.scrollHeight / 2)")
    middle = bar.bounding_box()
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    end, last = bar.bounding_box(), page.locator(".imprint").bounding_box()

    assert middle["y"] + middle["height"] == pytest.approx(SMALL_PHONE["height"], abs=1)
    assert last["y"] + last["height"] <= end["y"]
    page.set_viewport_size(ZOOMED)
    expect(bar).to_be_hidden()
    page.set_viewport_size(COMPUTER)
    expect(bar).to_be_hidden()
    assert find_telephone(page).bounding_box()["y"] < COMPUTER["height"]
    page.set_viewport_size(SMALL_PHONE)
    page.emulate_media(media="print")
    expect(bar).to_be_hidden()


def test_reader_without_javascript_says_where_they_are(
    site: PublicSite, live_server: LiveServer, new_context: CreateContextCallback
) -> None:
    publish_call(site)
    page = new_context(java_script_enabled=False, viewport=SMALL_PHONE).new_page()
    page.goto(f"{live_server.url}/en/{PATH}")

    page.get_by_label("Where are you?").select_option("Australia")
    page.get_by_role("button", name="Show").click()

    assert page.url == f"{live_server.url}/en/{PATH}?from=AU#ways"
    expect(page.get_by_text("6 Example Crescent")).to_be_visible()
    assert page.context.cookies() == []


def test_ways_pass_axe_and_show_the_hours_of_each_clock(site: PublicSite, live_server: LiveServer, page: Page) -> None:
    publish_call(site)
    axe = Axe()
    found: dict[str, list[str]] = {}
    for language in ("vi", "en", "ko", "ar", "km", "th", "lo"):
        for size in (SMALL_PHONE, COMPUTER):
            page.set_viewport_size(size)
            page.goto(f"{live_server.url}/{language}/{PATH}?from=AU")
            page.locator(".way summary").first.click()
            expect(page.locator(".way details dd").first).to_be_visible()
            if violations := [violation["id"] for violation in axe.run(page).response["violations"]]:
                found[f"{language} {size['width']}"] = violations

    assert found == {}
