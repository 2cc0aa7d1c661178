"""The list of languages in Chromium: every name is readable, and fonts come only for letters that are shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

    from tests.pages.factories import PublicSite

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 390, "height": 844}
# An outline in one colour disappears on a ground like it; this one has a dark and a light edge.
RING = "link => { const style = getComputedStyle(link); return [style.outlineColor, style.boxShadow]; }"

TEXTS = {
    "th": "อัตลักษณ์ของบุคคลผู้สูญหาย",
    "lo": "ຜູ້ຄົນຊ່ວຍຫວນຄິດເຖິງອະດີດ",
    "km": "អ្វីដែលលោកអ្នកនឹកឃើញអំពីកន្លែងបញ្ចុះសពក្នុងសម័យសង្គ្រាម",
    "ja": "戦場に葬られた人々の記憶を寄せてください",
}
# Each piece of text between two marks is on one line.
DIVIDED = """() => {
  const walker = document.createTreeWalker(document.querySelector("h1"), NodeFilter.SHOW_TEXT), divided = [];
  const tops = new Set();
  while (walker.nextNode()) {
    const range = document.createRange();
    range.selectNodeContents(walker.currentNode);
    const rows = new Set([...range.getClientRects()].map(box => Math.round(box.top)));
    rows.forEach(top => tops.add(top));
    if (rows.size > 1) divided.push(walker.currentNode.data);
  }
  return [divided, tops.size];
}"""


@pytest.mark.parametrize("language", TEXTS)
def test_lines_end_between_words(site: PublicSite, live_server: LiveServer, page: Page, language: str) -> None:
    site.translate(site.publish(), language, title=TEXTS[language])
    page.goto(f"{live_server.url}/{language}/stories/ban-do/")
    page.evaluate("document.fonts.ready")
    lines = set()
    for width in range(320, 700, 20):
        page.set_viewport_size({"width": width, "height": 800})

        divided, count = page.evaluate(DIVIDED)

        assert divided == [], width
        lines.add(count)
    assert len(lines) > 1, "nothing was divided at any width"


def test_khmer_and_lao_fonts_are_fetched_when_their_names_are_shown(
    site: PublicSite, live_server: LiveServer, page: Page
) -> None:
    fonts: list[str] = []
    page.on("request", lambda request: fonts.append(request.url) if request.url.endswith(".woff2") else None)
    page.set_viewport_size(PHONE)
    page.goto(f"{live_server.url}/en/")
    page.wait_for_load_state("networkidle")
    assert fonts == []

    with page.expect_response("**/*khmer*.woff2"), page.expect_response("**/*lao*.woff2"):
        page.locator(".languages summary").click()

    assert {url.rpartition("/")[2].split("-")[2] for url in fonts} == {"khmer", "lao"}


SHIFT = """() => new Promise(done => {
  let sum = 0;
  new PerformanceObserver(list => list.getEntries().forEach(entry => { sum += entry.value; }))
    .observe({type: "layout-shift", buffered: true});
  document.fonts.ready.then(() => setTimeout(() => done(sum), 500));
})"""


@pytest.mark.parametrize(("language", "script"), [("km", "khmer"), ("lo", "lao")])
def test_lines_stay_where_they_are_while_the_font_comes(
    site: PublicSite, live_server: LiveServer, page: Page, language: str, script: str
) -> None:
    site.translate(site.publish(), language, title=TEXTS[language], summary=TEXTS[language] * 5)
    fonts: list[str] = []
    page.on("request", lambda request: fonts.append(request.url) if request.url.endswith(".woff2") else None)
    page.set_viewport_size(PHONE)
    page.goto(f"{live_server.url}/{language}/stories/ban-do/")

    assert page.evaluate(SHIFT) < 0.1
    assert {url.rpartition("/")[2] for url in fonts} >= {
        f"noto-sans-{script}-{weight}.woff2" for weight in ("regular", "bold")
    }
    assert page.locator(f"link[rel=preload][href*={script}]").count() == 2


def test_focus_is_seen_on_light_and_dark_grounds(site: PublicSite, live_server: LiveServer, page: Page) -> None:
    page.goto(f"{live_server.url}/en/")
    for link in ("a.skip", "a.wordmark", "footer a"):
        page.locator(link).first.focus()
        page.keyboard.press("Shift+Tab")
        page.keyboard.press("Tab")

        outline, shadow = page.locator(link).first.evaluate(RING)

        assert outline == "rgb(20, 72, 156)"
        assert shadow.startswith("rgb(255, 255, 255)")
