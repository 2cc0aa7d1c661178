"""An edition of 31 files on a phone, in Korean: two screens of it, pressed with a thumb."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from django.utils import translation

from cms.users.roles import Role
from outreach.kits.models import FileRole, KitFile
from tests.approvals.factories import make_person
from tests.browser.test_portal import deliver
from tests.organisations.factories import MembershipFactory, OrganisationFactory

if TYPE_CHECKING:
    from django.test import Client
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

    from outreach.kits.models import KitEdition
    from tests.pages.factories import PublicSite

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 390, "height": 844}
FORMS = ((FileRole.TEXT, "html"), (FileRole.TEXT, "txt"), (FileRole.SUBTITLES, "vtt"), (FileRole.MASTER, "mp4"))
FIND_SMALL = """() => [...document.querySelectorAll('a.chip, summary')].filter((link) => {
  const box = link.getBoundingClientRect();
  return box.height > 0 && (box.height < 43.9 || box.width < 43.9);
}).map((link) => link.textContent.trim())"""
MEASURE = """() => {
  const lists = document.querySelectorAll('.language-files');
  return lists[lists.length - 1].getBoundingClientRect().bottom - lists[0].getBoundingClientRect().top;
}"""


def fill(edition: KitEdition, count: int) -> None:
    """Add files of several items in three languages until the edition has so many."""
    first = edition.files.get(key="one")
    for number in range(edition.files.count(), count):
        role, suffix = FORMS[number % 4]
        KitFile.objects.create(
            edition=edition,
            path=f"data/{number}.{suffix}",
            role=role,
            title=f"기억으로 다시 그린 지도 {number // 4 % 3}",
            kind="story",
            key=str(number // 4 % 3),
            language=("ko", "vi", "en")[number // 12],
            item_sha256=first.item_sha256,
            as_of=first.as_of,
            media_type="text/html",
            sha256=str(number).ljust(64, "0"),
            size=4_000,
            offset=0,
        )


def test_31_files_are_two_screens_of_a_phone_and_each_can_be_pressed(
    site: PublicSite, live_server: LiveServer, page: Page, client: Client
) -> None:
    organisation = OrganisationFactory(country="KR", languages=["ko", "vi", "en"])
    edition = deliver(organisation)
    fill(edition, 31)
    member = make_person(Role.PARTNER, interface_language="ko")
    MembershipFactory(user=member, organisation=organisation)
    client.force_login(member)
    page.set_extra_http_headers({"Accept-Language": "ko"})
    page.context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
    )
    page.set_viewport_size(PHONE)
    with translation.override("ko"):
        address = reverse("portal:edition", args=[edition.key])

    page.goto(f"{live_server.url}{address}")
    length, small = page.evaluate(MEASURE), page.evaluate(FIND_SMALL)
    page.click(".language-files:not([open]) summary")
    opened = page.locator(".language-files[open]").count()
    page.click(".filters a.chip:has-text('Tiếng Việt')")

    assert edition.files.count() == 31
    assert length <= 2 * PHONE["height"]
    assert small == []
    assert opened == 2
    assert page.locator(".language-files").count() == 1
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
