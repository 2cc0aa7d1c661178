"""Every page that readers and partners see passes axe and a checker of HTML: light, dark and at twice the size of text.

``PICTURES=all`` keeps a picture of each on a phone and a computer, in light.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from tinyhtml5.parser import HTMLParser

from tests.browser.test_ways_on_screens import FIND_CUT, TWICE_THE_TEXT
from tests.every_template.content import publish_all
from tests.every_template.rows import ROWS, Viewer, make_world
from tests.journeys.browser import TAKES_PICTURES
from translations.languages import CODES

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer
    from pytest_playwright import CreateContextCallback

    from tests.pages.factories import PublicSite

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls("tests.every_template.odd_states"),
]
PHONE, COMPUTER = {"width": 360, "height": 740}, {"width": 1280, "height": 800}
# Every run has the main pages (tests/browser) and, without a browser, all rows (test_rows.py).
LANGUAGES = [pytest.param(code, marks=pytest.mark.slow(once_in=40)) for code in CODES]
# On a phone each cell of a table says its column's name, and the row of names is read aloud only. A table in a story
# scrolls within its own frame.
FIND_CUT_TEXT = FIND_CUT.replace("'.hidden, .skip'", "'.hidden, .skip, .table thead, .table-frame'")
IS_WIDER = "document.documentElement.scrollWidth > innerWidth"


def run_axe(page: Page, where: str) -> list[str]:
    return [f"{where}: {violation['id']}" for violation in Axe().run(page).response["violations"]]


def find_faults(page: Page, address: str, status: int, language: str) -> list[str]:
    """Look at the page as on a computer in light, on a phone in the dark, and there at twice the size of text."""
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(COMPUTER)
    answer = page.goto(address)
    assert answer is not None
    parser = HTMLParser()
    parser.parse(answer.text())
    faults = [f"HTML: {error}" for error in parser.errors]
    if answer.status != status:
        faults.append(f"status {answer.status}")
    if page.locator("html").get_attribute("lang") != language:
        faults.append("another language")
    faults += run_axe(page, "light")
    page.set_viewport_size(PHONE)
    page.emulate_media(color_scheme="dark")
    faults += run_axe(page, "dark")
    if page.evaluate(IS_WIDER):
        faults.append("wider than the phone")
    page.add_style_tag(content=TWICE_THE_TEXT)
    return [*faults, *run_axe(page, "200 %"), *(f"cut: {found}" for found in page.evaluate(FIND_CUT_TEXT))]


def take_pictures(page: Page, folder: Path, name: str) -> None:
    page.emulate_media(color_scheme="light")
    for size in (PHONE, COMPUTER):
        page.set_viewport_size(size)
        page.reload()
        page.screenshot(path=folder / f"{name}.{size['width']}.png", full_page=True)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_passes_axe_and_a_checker_of_html_and_is_never_cut(
    site: PublicSite,
    live_server: LiveServer,
    new_context: CreateContextCallback,
    test_output: Path,
    language: str,
) -> None:
    publish_all(site, language)
    world = make_world(site, language)
    found: dict[str, list[str]] = {}
    for viewer in Viewer:
        context = new_context(extra_http_headers={"Accept-Language": language})
        if key := world.sign_in(viewer):
            context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": live_server.url}])
        page = context.new_page()
        for number, row in enumerate(ROWS):
            if row.viewer != viewer:
                continue
            address = f"{live_server.url}{world.make_path(row, language)}"
            if faults := find_faults(page, address, row.status, "vi" if "preview}" in row.path else language):
                found[row.path] = faults
            if TAKES_PICTURES:
                take_pictures(page, test_output, f"{number:02}-{row.template.replace('/', '-')}.{language}")

    assert found == {}
