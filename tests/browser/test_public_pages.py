"""The public pages in Chromium: they pass axe and a checker of HTML, fit a phone, work without JavaScript, stay small.

The accessibility statement of the demonstration says what is measured here (``demo/content/facts.toml``).
"""

from __future__ import annotations

import tomllib
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from tinyhtml5.parser import HTMLParser

from cms.calls.models import CallPage
from cms.campaign.indicator_values import confirm, enter
from cms.campaign.loading import load_campaign
from cms.campaign.models import EvidenceKind, Indicator, Place, Subject, SubjectKind
from cms.events.models import EventPage
from cms.films.models import FilmPage
from cms.rebuttals.models import RebuttalPage
from tests.factories import ContactChannelFactory, FactFactory
from tests.journeys.browser import TAKES_PICTURES

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer
    from pytest_playwright import CreateContextCallback

    from tests.pages.factories import PublicSite

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ROOT = Path(__file__).resolve().parents[2]
LANGUAGES = ("vi", "ko", "ar", "km")
PATHS = (
    "",
    "calls/",
    "calls/ban-do/",
    "stories/ban-do/",
    "films/ban-do/",
    "rebuttals/ban-do/",
    "events/",
    "events/ban-do/",
    "search/?q=ban",
    "kept-data/",
    "missions/",
    "genuine/",
    "nothing/",
)
PHONE, COMPUTER = {"width": 360, "height": 740}, {"width": 1366, "height": 768}


def publish_figure(site: PublicSite, indicator: Indicator, value: str) -> None:
    now, source = timezone.now(), {"vi": "Báo cáo tuần của Tổ Truyền thông", "en": "The desk’s weekly report"}
    day = date(2026, 10, 1)
    entered = enter(indicator=indicator, value=Decimal(value), as_of=day, source=source, by=site.editor, at=now)
    confirm(value=entered, by=site.publisher, at=now)


def publish_everything(site: PublicSite) -> None:
    load_campaign(is_demonstration=True)
    channel = ContactChannelFactory(verified=True, facts=[FactFactory(key="hotline", value="+84965001222")])
    evidence = list(EvidenceKind.objects.all())
    sources = [site.publish(kind) for kind in (FilmPage, RebuttalPage, EventPage)]
    place = Place.objects.get(name_vi="Huế")
    place.wartime_names = [{"name": "Camp Eagle", "source": "Bản đồ 1:50.000"}]
    place.save()
    battle = Subject.objects.create(
        slug="x", kind=SubjectKind.BATTLE, name_vi="Trận Thử", source="Sách", first_year=1970
    )
    about: dict[str, Any] = {"places": [place, Place.objects.get(name_vi="Quảng Trị")], "subjects": [battle]}
    sources += [site.publish(), site.publish(CallPage, contacts=[channel], evidence_sought=evidence, **about)]
    publish_figure(site, Indicator.objects.get(code="reports-received"), "12345")
    publish_figure(site, Indicator.objects.get(code="share-verified"), "61.5")
    for source in sources:
        for language in LANGUAGES[1:]:
            site.translate(source, language)


def test_the_statement_of_the_demonstration_says_how_much_is_measured() -> None:
    facts = tomllib.loads((ROOT / "demo" / "content" / "facts.toml").read_text(encoding="utf-8"))["fact"]
    stated = {fact["key"]: fact["value"] for fact in facts}

    assert stated["measured-pages"] == len(PATHS) * len(LANGUAGES)
    assert stated["measured-languages"] == len(LANGUAGES)


def test_public_pages_pass_axe_and_a_checker_of_html_and_fit_a_phone(
    site: PublicSite, live_server: LiveServer, page: Page, test_output: Path
) -> None:
    publish_everything(site)
    axe = Axe()
    found: dict[str, list[str]] = {}
    for language in LANGUAGES:
        for path in PATHS:
            page.set_viewport_size(COMPUTER)
            answer = page.goto(f"{live_server.url}/{language}/{path}")
            assert answer is not None
            parser = HTMLParser()
            parser.parse(answer.text())
            violations = [str(error) for error in parser.errors]
            violations += [violation["id"] for violation in axe.run(page).response["violations"]]
            page.set_viewport_size(PHONE)
            violations += [violation["id"] for violation in axe.run(page).response["violations"]]
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                violations.append("wider than the phone")
            if violations:
                found[f"{language}/{path}"] = violations
            if TAKES_PICTURES:
                name = f"public-{language}-{path.split('/')[0] or 'home'}.png"
                page.screenshot(path=test_output / name, full_page=True)

    assert found == {}


def test_reader_without_javascript_changes_language_and_calls(
    site: PublicSite, live_server: LiveServer, new_context: CreateContextCallback
) -> None:
    publish_everything(site)
    page = new_context(java_script_enabled=False, viewport=PHONE).new_page()

    page.goto(f"{live_server.url}/vi/calls/ban-do/")
    page.locator("summary.tool").click()
    page.get_by_role("link", name="العربية").click()

    assert page.url == f"{live_server.url}/ar/calls/ban-do/"
    assert page.locator("html").get_attribute("dir") == "rtl"
    button = page.locator("a[href^='tel:']:visible").first
    assert button.get_attribute("href") == "tel:+84965001222"
    assert button.bounding_box()["height"] >= 44


def test_first_visit_loads_few_bytes_on_a_phone(site: PublicSite, live_server: LiveServer, page: Page) -> None:
    publish_everything(site)
    sizes: dict[str, int] = {}
    page.on("requestfinished", lambda request: sizes.update({request.url: len(request.response().body())}))

    page.goto(f"{live_server.url}/km/calls/ban-do/")
    page.evaluate("document.fonts.ready")

    assert sum(sizes.values()) <= 150_000, sizes
    assert len(sizes) <= 8
