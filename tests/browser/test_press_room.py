"""The press room, guides, contests and a preview in Chromium: they pass axe and a checker of HTML and fit a phone."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from django.utils import timezone
from tinyhtml5.parser import HTMLParser

from cms.campaign.loading import load_campaign
from cms.participation.models import ContestPage, GuidePage
from cms.press.models import PressMaterialPage, ReleasePage
from cms.previews.links import make_link
from tests.approvals.factories import accept, hand_in, make_source
from tests.press.test_press_room import make_picture, make_press_contact, make_still
from tests.previews.test_previews import write_address

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

    from tests.pages.factories import PublicSite

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PATHS = ("press/", "press/ban-do/", "press/tu-lieu/", "take-part/", "take-part/ban-do/", "take-part/thi/")
PHONE, COMPUTER = {"width": 360, "height": 740}, {"width": 1366, "height": 768}


def publish_everything(site: PublicSite) -> None:
    load_campaign(is_demonstration=True)
    make_press_contact()
    still = make_still(make_picture(rights_until=date(2099, 1, 1)))
    sources = [
        site.publish(PressMaterialPage, slug="tu-lieu", stills=[still]),
        site.publish(ReleasePage),
        site.publish(GuidePage),
        site.publish(ContestPage, slug="thi", closes_on=date(2099, 1, 1)),
    ]
    for source in sources:
        site.translate(source, "ar")


def share_embargoed(site: PublicSite) -> str:
    """Return the address of a preview."""
    now = timezone.now()
    page = make_source(site.editor, ReleasePage, embargo_until=now + timedelta(days=2))
    accept(hand_in(page, site.editor), site.publisher)
    made = make_link(
        translation_key=page.translation_key,
        language="vi",
        recipient="Báo",
        ends_at=now + timedelta(days=3),
        by=site.editor,
        at=now,
    )
    return write_address(made)


def find_faults(page: Page, address: str) -> list[str]:
    axe = Axe()
    page.set_viewport_size(COMPUTER)
    answer = page.goto(address)
    assert answer is not None
    parser = HTMLParser()
    parser.parse(answer.text())
    faults = [str(error) for error in parser.errors]
    faults += [violation["id"] for violation in axe.run(page).response["violations"]]
    page.set_viewport_size(PHONE)
    faults += [violation["id"] for violation in axe.run(page).response["violations"]]
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        faults.append("wider than the phone")
    return faults


def test_pages_pass_axe_and_a_checker_of_html_and_fit_a_phone(
    site: PublicSite, live_server: LiveServer, page: Page
) -> None:
    publish_everything(site)
    addresses = [f"/{language}/{path}" for language in ("vi", "ar") for path in PATHS]

    shown = [*addresses, share_embargoed(site), "/vi/preview/none/"]
    found = {address: find_faults(page, f"{live_server.url}{address}") for address in shown}

    assert {address: faults for address, faults in found.items() if faults} == {}


def test_editor_makes_a_link_and_the_newsroom_opens_it(
    site: PublicSite, live_server: LiveServer, page: Page, test_output: object
) -> None:
    share_embargoed(site)
    client = Client()
    client.force_login(site.editor, backend="cms.users.backends.UserBackend")
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    page.goto(f"{live_server.url}/admin/previews/")
    page.get_by_role("link", name="Người lính trở về").click()
    page.locator("[name=recipient]").fill("Đài Hải Phòng")

    page.locator("form:has([name=recipient]) button[type=submit]").click()

    link = page.locator("[role=status] code").inner_text()
    assert [violation["id"] for violation in Axe().run(page).response["violations"]] == []
    page.screenshot(path=f"{test_output}/preview-links.png", full_page=True)
    page.context.clear_cookies()
    page.goto(link.replace("http://localhost:8000", live_server.url))
    assert page.get_by_role("heading", level=1).inner_text() == "Người lính trở về"
