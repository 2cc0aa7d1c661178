"""The public pages in Chromium: they pass axe, fit a phone, work without JavaScript and stay small."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe

from cms.calls.models import CallPage
from cms.campaign.loading import load_campaign
from cms.campaign.models import EvidenceKind
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
LANGUAGES = ("vi", "ko", "ar", "km")
PATHS = (
    "",
    "calls/",
    "calls/ban-do/",
    "stories/ban-do/",
    "films/ban-do/",
    "rebuttals/ban-do/",
    "search/?q=ban",
    "nothing/",
)
PHONE = {"width": 360, "height": 740}


def publish_everything(site: PublicSite) -> None:
    load_campaign(is_demonstration=True)
    channel = ContactChannelFactory(verified=True, facts=[FactFactory(key="hotline", value="+84965001222")])
    evidence = list(EvidenceKind.objects.all())
    sources = [site.publish(kind) for kind in (FilmPage, RebuttalPage)]
    sources += [site.publish(), site.publish(CallPage, contacts=[channel], evidence_sought=evidence)]
    for source in sources:
        for language in LANGUAGES[1:]:
            site.translate(source, language)


def test_public_pages_pass_axe_and_fit_a_phone(
    site: PublicSite, live_server: LiveServer, page: Page, test_output: Path
) -> None:
    publish_everything(site)
    axe = Axe()
    page.set_viewport_size(PHONE)
    found: dict[str, list[str]] = {}
    for language in LANGUAGES:
        for path in PATHS:
            page.goto(f"{live_server.url}/{language}/{path}")
            violations = [violation["id"] for violation in axe.run(page).response["violations"]]
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
    page.locator("summary").click()
    page.get_by_role("link", name="العربية").click()

    assert page.url == f"{live_server.url}/ar/calls/ban-do/"
    assert page.locator("html").get_attribute("dir") == "rtl"
    button = page.locator(".call-button").first
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
