"""The partners' pages and the page for an unknown code pass axe, are valid HTML and fit a phone."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.utils import timezone
from tinyhtml5.parser import HTMLParser

from cms.campaign.loading import load_campaign
from cms.users.roles import Role
from outreach.holdings.models import Delivery, HeldItem, OutdatedWhy
from outreach.kits.models import EditionState, FileRole, Kit, KitEdition, KitFile
from outreach.recalls.models import Recall, RecallRecipient
from outreach.screens.models import Screen
from tests.approvals.factories import make_person
from tests.factories import ContactChannelFactory, FactFactory
from tests.organisations.factories import MembershipFactory, OrganisationFactory

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

    from outreach.organisations.models import Organisation
    from tests.pages.factories import PublicSite

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LANGUAGES = ("vi", "ko", "ar", "km")
WIDTHS = (320, 390, 1280)


def deliver(organisation: Organisation) -> KitEdition:
    """Create a delivered edition of two files, one of them out of date."""
    now = timezone.now()
    kit = Kit.objects.create(title="Bộ tài liệu", created_at=now)
    edition = KitEdition.objects.create(
        kit=kit,
        organisation=organisation,
        number=1,
        state=EditionState.FINISHED,
        manifest={"exclusions": []},
        sha256="a" * 64,
        size=1_000_000,
        storage_name="kits/one.zip",
        requested_at=now,
        finished_at=now,
    )
    for key, role in (("one", FileRole.TEXT), ("two", FileRole.POSTER)):
        KitFile.objects.create(
            edition=edition,
            path=f"data/ko/{key}-a-long-name-of-a-file-for-a-phone.ko.html",
            role=role,
            title=f"손으로 그린 지도 {key}",
            kind="call",
            key=key,
            language="ko",
            item_sha256="b" * 64,
            as_of=now,
            media_type="text/html",
            sha256=key.ljust(64, "0"),
            size=4_000,
            offset=0,
        )
    HeldItem.objects.create(
        organisation_key=organisation.key,
        edition_key=str(edition.key),
        kind="call",
        key="one",
        language="ko",
        sha256="b" * 64,
        title="손으로 그린 지도",
        offered_at=now,
        held_at=now,
        outdated_at=now,
        outdated_why=OutdatedWhy.CHANGED,
    )
    Delivery.objects.create(
        organisation_key=organisation.key, edition_key=str(edition.key), title="Bộ tài liệu", number=1, offered_at=now
    )
    return edition


def recall(organisation: Organisation, *, is_rehearsal: bool = False) -> RecallRecipient:
    now = timezone.now()
    sent = Recall.objects.create(
        kind="call",
        key="one",
        title="손으로 그린 지도",
        reason="Sai số.",
        deadline=now + timedelta(days=2),
        sent_at=now,
        is_rehearsal=is_rehearsal,
    )
    return RecallRecipient.objects.create(recall=sent, organisation=organisation)


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_of_partners_and_of_unknown_codes_pass_axe_and_fit(
    site: PublicSite, live_server: LiveServer, page: Page, client: Client, language: str
) -> None:
    load_campaign(is_demonstration=True)
    ContactChannelFactory(verified=True, facts=[FactFactory(key="hotline", value="+84965001222")])
    organisation = OrganisationFactory(country="KR", languages=["ko", "vi"])
    Screen.objects.create(organisation_key=organisation.key, name="Sảnh đến", format="airport-landscape-4k")
    edition, recipient = deliver(organisation), recall(organisation)
    rehearsal = recall(organisation, is_rehearsal=True)
    member = make_person(Role.PARTNER, interface_language=language)
    MembershipFactory(user=member, organisation=organisation)
    client.force_login(member)
    home = f"/{language}/portal/"
    inside = (
        home,
        f"{home}editions/{edition.key}/",
        f"{home}editions/{edition.key}/report/",
        f"{home}recalls/{recipient.pk}/",
        f"{home}recalls/{rehearsal.pk}/",
        f"{home}help/",
    )
    session = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
    page.set_extra_http_headers({"Accept-Language": language})
    axe, found = Axe(), {}

    for path in (f"/accounts/login/?language={language}", "/accounts/password/reset/", "/q/ZZZZZZ", *inside):
        if path == home:
            page.context.add_cookies([session])
        answer = page.goto(f"{live_server.url}{path}")
        assert answer is not None
        parser = HTMLParser()
        parser.parse(answer.text())
        faults = [str(error) for error in parser.errors]
        if answer.status != (404 if path.startswith("/q/") else 200):
            faults.append(f"status {answer.status}")
        faults += [violation["id"] for violation in axe.run(page).response["violations"]]
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                faults.append(f"wider than {width}")
        if page.locator("html").get_attribute("lang") != language:
            faults.append("another language")
        if faults:
            found[path] = faults

    assert found == {}
