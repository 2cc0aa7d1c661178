"""The main pages in the dark, at twice the size of text, in the reader's own colours and on paper."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe

from cms.calls.models import CallPage
from cms.campaign.loading import load_campaign
from cms.campaign.models import EvidenceKind
from cms.films.models import FilmPage
from cms.rebuttals.models import RebuttalPage
from cms.stories.models import StoryPage
from tests.browser.test_public_pages import COMPUTER, PHONE
from tests.browser.test_ways_on_screens import FIND_CUT, TWICE_THE_TEXT
from tests.factories import ContactChannelFactory, FactFactory
from tests.media.test_pictures import make_image
from translations.campaign.look import get_contrast
from translations.campaign.reading import get_folder
from translations.languages import CODES, SOURCE

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer
    from pytest_playwright import CreateContextCallback

    from tests.pages.factories import PublicSite

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PATHS = ("", "calls/", "calls/ban-do/", "stories/photo/", "films/ban-do/", "rebuttals/ban-do/", "search/?q=ban")
IN_EVERY_RUN = ("ar", "km")
LANGUAGES = [code if code in IN_EVERY_RUN else pytest.param(code, marks=pytest.mark.slow) for code in CODES]
COLOUR = "getComputedStyle(document.body).{}.match(/\\d+/g).map(Number)"


def publish(site: PublicSite, language: str) -> None:
    """Publish a page of each kind, with a photograph and without, in the source language and this one."""
    load_campaign(is_demonstration=True)
    channel = ContactChannelFactory(verified=True, facts=[FactFactory(key="hotline", value="+84965001222")])
    evidence = list(EvidenceKind.objects.all())
    pages = [
        site.publish(CallPage, contacts=[channel], evidence_sought=evidence),
        site.publish(StoryPage, slug="photo", picture=make_image(), picture_text="Cánh đồng"),
        site.publish(FilmPage),
        site.publish(RebuttalPage),
    ]
    for source in pages if language != SOURCE else ():
        site.translate(source, language)


def run_axe(page: Page) -> list[str]:
    return [violation["id"] for violation in Axe().run(page).response["violations"]]


def read_colour(page: Page, name: str) -> str:
    return "#{:02x}{:02x}{:02x}".format(*page.evaluate(COLOUR.format(name))[:3])


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_pass_axe_in_the_dark_and_at_twice_the_size_of_text(
    site: PublicSite, live_server: LiveServer, new_context: CreateContextCallback, language: str
) -> None:
    publish(site, language)
    page = new_context(color_scheme="dark").new_page()
    found: dict[str, list[str]] = {}
    for path in PATHS:
        page.set_viewport_size(COMPUTER)
        page.goto(f"{live_server.url}/{language}/{path}")
        faults = run_axe(page)
        page.set_viewport_size(PHONE)
        page.add_style_tag(content=TWICE_THE_TEXT)
        faults += [*run_axe(page), *page.evaluate(FIND_CUT)]
        if faults:
            found[path] = faults

    assert found == {}
    assert read_colour(page, "backgroundColor") == get_folder().dark_colours["paper"]
    assert get_contrast(read_colour(page, "color"), read_colour(page, "backgroundColor")) >= 7


def test_focus_is_seen_on_every_ground_of_both_schemes(site: PublicSite, live_server: LiveServer, page: Page) -> None:
    schemes: dict[Literal["light", "dark"], Mapping[str, str]] = {
        "light": get_folder().colours,
        "dark": get_folder().dark_colours,
    }
    for scheme, colours in schemes.items():
        page.emulate_media(color_scheme=scheme)
        page.goto(f"{live_server.url}/vi/")
        ring, halo = (
            page.evaluate(f"getComputedStyle(document.documentElement).getPropertyValue('--{name}').trim()")
            for name in ("focus", "halo")
        )
        edges = [ring, "#ffffff" if halo == "#fff" else halo]
        for ground in ("paper", "paper-deep", "card", "act", "gold"):
            assert max(get_contrast(edge, colours[ground]) for edge in edges) >= 3, (scheme, ground)


def test_page_on_paper_is_black_on_white_and_keeps_its_number_and_addresses(
    site: PublicSite, live_server: LiveServer, page: Page
) -> None:
    publish(site, "vi")
    page.emulate_media(media="print", color_scheme="dark")
    page.goto(f"{live_server.url}/vi/calls/ban-do/")

    assert read_colour(page, "backgroundColor") == "#ffffff"
    assert read_colour(page, "color") == "#000000"
    for gone in (".tools", ".menu", ".call-bar", ".share", ".where", "img.scene", ".bottom-menu"):
        assert not page.locator(gone).first.is_visible(), gone
    assert page.locator(".bottom-hotline").is_visible()
    assert page.locator(".head .hotline").is_visible()
    assert page.locator(".print-only").inner_text() == "http://localhost:8000/vi/calls/ban-do/"


def test_buttons_have_borders_where_the_reader_sets_the_colours(
    site: PublicSite, live_server: LiveServer, new_context: CreateContextCallback
) -> None:
    publish(site, "vi")
    page = new_context(forced_colors="active", viewport=COMPUTER).new_page()
    page.goto(f"{live_server.url}/vi/calls/ban-do/")

    widths: list[Any] = page.eval_on_selector_all(
        ".call-button, main button", "all => all.map(each => getComputedStyle(each).borderTopWidth)"
    )

    assert widths and set(widths) == {"2px"}
