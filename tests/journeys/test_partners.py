"""Partners in the portal without script: a mission on a phone, two broadcasters, a commune on a slow line."""

from __future__ import annotations

import re
from copy import deepcopy
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone, translation
from icalendar import Calendar
from PIL import Image

from cms.jobs.queue import run_pending_jobs
from cms.users.models import User
from cms.users.roles import Role
from outreach.holdings.models import HeldItem, UseReport
from outreach.kits.editions import create_kit, request_edition
from outreach.kits.plan import ItemKey
from outreach.links.creation import create_link
from outreach.links.models import Scan
from outreach.organisations.models import Organisation, OrganisationKind
from outreach.recalls.models import RecallRecipient
from tests.approvals.factories import make_person
from tests.availability.world import World, make_world, sign_in
from tests.journeys.person import Person, Sheet, Upload, say
from tests.organisations.factories import MembershipFactory, OrganisationFactory
from tests.rows import made_once

pytestmark = pytest.mark.django_db
HEAVIEST_PAGE = 40_000
HEAVIEST_PICTURE = 15_000


@dataclass
class Partners:
    """The world of a film with files of every kind, and partners who have been offered it."""

    world: World
    clients: dict[str, Client]
    organisations: dict[str, Organisation]

    def meet(self, name: str) -> Person:
        return Person(client=self.clients[name])


def make_partners() -> Partners:
    world = make_world()
    kinds = {
        "vtv4": (OrganisationKind.BROADCASTER, "VN", ["vi"], "vi"),
        "riyadh": (OrganisationKind.BROADCASTER, "SA", ["ar", "vi"], "ar"),
        "commune": (OrganisationKind.FRONT, "VN", ["vi", "ko"], "vi"),
    }
    organisations: dict[str, Organisation] = {"seoul": world.organisation}
    world.member.interface_language = "ko"
    world.member.save()
    clients = {"seoul": world.partner}
    for name, (kind, country, languages, language) in kinds.items():
        made: Organisation = OrganisationFactory(kind=kind, country=country, languages=languages)
        member: User = make_person(Role.PARTNER, interface_language=language)
        MembershipFactory(user=member, organisation=made)
        organisations[name], clients[name] = made, sign_in(member)
    offered = [organisations[name] for name in kinds]
    item = ItemKey("film", world.key)
    kit = create_kit(title="Bộ phim", organisations=offered, items=[item], by=None, at=timezone.now())
    for organisation in offered:
        request_edition(kit=kit, organisation=organisation, by=None, at=timezone.now())
    run_pending_jobs()
    return Partners(world, clients, organisations)


untouched = made_once(make_partners)


@pytest.fixture
def partners(untouched: Partners, db: None) -> Any:
    with translation.override("vi"):
        yield deepcopy(untouched)


def get_step(home: Sheet) -> str:
    return str(home.find("[data-step]")["data-step"])


def take_photo() -> bytes:
    buffer = BytesIO()
    Image.new("RGB", (1200, 900), "#2a4").save(buffer, format="JPEG")
    return buffer.getvalue()


def test_seoul_does_one_thing_after_another_in_korean_until_nothing_is_left(partners: Partners) -> None:
    seoul = partners.meet("seoul")
    home = seoul.open("/ko/portal/")
    assert (get_step(home), home.find("html")["lang"]) == ("open", "ko")

    edition = seoul.open(home.get_link(to="/portal/editions/"))
    seoul.open(edition.get_link(to="/download/"))
    home = seoul.open("/ko/portal/")
    assert get_step(home) == "acknowledge"
    seoul.press(home, ".next-step form")
    home = seoul.open("/ko/portal/")
    assert get_step(home) == "report"
    form = seoul.open(home.get_link(to="/report/"))
    form = seoul.open(form.get_link(to="kind=event"))
    photo = Upload("IMG_0001.jpg", take_photo())
    seoul.press(form, "[name=place]", place="서울 문화원", audience="45", photo=photo)
    home = seoul.open("/ko/portal/")
    assert (get_step(home), say("There is nothing for you to do now.", "ko") in home.text) == ("nothing", True)
    assert UseReport.objects.get().photo and "서울 문화원" in home.text

    partners.world.recall(kind="film", key=partners.world.key, language="ko")
    run_pending_jobs()
    home = seoul.open("/ko/portal/")
    assert get_step(home) == "recall"
    assert "한국" in home.read(".next-step") and home.read("#recalls") == say("To be taken down now", "ko")
    seoul.press(seoul.open(home.get_link(to="/recalls/")), "[name=evidence]", evidence="로비에서 내렸습니다")
    assert RecallRecipient.objects.get(organisation=partners.organisations["seoul"]).confirmed_at
    assert get_step(seoul.open("/ko/portal/")) != "recall"


def test_vtv4_reports_its_broadcasts_by_a_table_and_sees_only_its_own_figures(partners: Partners) -> None:
    vtv4, key = partners.meet("vtv4"), partners.organisations["vtv4"].key
    own = create_link(item_kind="film", item_key=partners.world.key, language="vi", organisation_key=key)
    minute = timezone.now().replace(second=0, microsecond=0)
    for number, link in enumerate([own] * 3 + [partners.world.link] * 4):
        Scan.objects.create(id=UUID(int=number), link=link, minute=minute, language="vi", is_robot=False)
    edition = vtv4.open(vtv4.open("/vi/portal/").get_link(to="/portal/editions/"))
    table = vtv4.open(vtv4.open(edition.get_link(to="/report/")).get_link(to="/many/"))
    template = vtv4.open(table.get_link(to=".csv")).content.decode("utf-8-sig")
    number, title, language, *_rest = next(line for line in template.splitlines() if ",vi," in line).split(",")
    days = (timezone.localdate() - timedelta(days=1), timezone.localdate())
    rows = [
        f"{number},{title},{language},aired,VTV4,{day:%d/%m/%Y},,{at},,,,"
        for day, at in zip(days, ("20:05", "00:00"), strict=True)
    ]
    filled = "\n".join([template.splitlines()[0], *rows])

    looked = vtv4.press(table, "[name=file]", file=Upload("vtv4.csv", filled.encode()))
    assert not UseReport.objects.exists()
    vtv4.press(looked, "button[name=save]")

    assert sorted(str(use.air_time) for use in UseReport.objects.all()) == ["00:00:00", "20:05:00"]
    figures = vtv4.open("/vi/portal/figures/?days=30")
    assert [row.get_text() for row in figures.tree.select(".own-figures dd")] == ["3", "2", "0"]
    assert own.code in figures.text and partners.world.link.code not in figures.text
    assert figures.find(".plot svg[role=img]") and figures.tree.select("details table")


def test_a_saudi_broadcaster_reads_arabic_and_has_the_deadline_in_its_own_time_and_calendar(partners: Partners) -> None:
    riyadh = partners.meet("riyadh")
    home = riyadh.open("/ar/portal/")
    edition = riyadh.open(home.get_link(to="/portal/editions/"))
    assert (edition.find("html")["dir"], edition.find("html")["lang"]) == ("rtl", "ar")
    assert say("It isn't approved in this language.", "ar") in edition.text
    riyadh.open(edition.get_link(to="/download/"))
    partners.world.recall(kind="film", key=partners.world.key)
    run_pending_jobs()

    page = riyadh.open("/ar/portal/calendar/")
    made = riyadh.press(page, "button[name=issue]")
    address = str(made.find("input[readonly]")["value"])
    again = riyadh.press(made, "button[name=issue]")
    anyone = Person()
    anyone.open(re.sub(r"^https?://[^/]+", "", address), status=404)
    feed = anyone.open(re.sub(r"^https?://[^/]+", "", str(again.find("input[readonly]")["value"])))

    recipient = RecallRecipient.objects.get(organisation=partners.organisations["riyadh"])
    events = {str(event["uid"]): event for event in Calendar.from_ical(feed.content).walk("VEVENT")}
    deadline = next(event for uid, event in events.items() if uid.startswith(f"recall-{recipient.pk}@"))
    assert deadline["dtend"].dt == recipient.recall.deadline.replace(microsecond=0)
    assert say("To be removed by:", "ar") in str(deadline["summary"])
    assert "السعودية" in riyadh.open("/ar/portal/").read(".next-step")
    riyadh.press(riyadh.open("/ar/portal/calendar/"), "button[name=revoke]")
    anyone.open(re.sub(r"^https?://[^/]+", "", str(again.find("input[readonly]")["value"])), status=404)


def test_a_commune_with_a_slow_line_has_light_pages_and_pictures_that_wait(partners: Partners) -> None:
    commune = partners.meet("commune")
    home = commune.open("/vi/portal/")
    edition = commune.open(home.get_link(to="/portal/editions/"))
    report = commune.open(edition.get_link(to="/report/"))
    pages = [home, edition, report, commune.open(report.get_link(to="/many/"))]
    pages += [commune.open(f"/vi/portal/{name}/") for name in ("figures", "calendar", "help")]

    heavy = {page.path: len(page.content) for page in pages if len(page.content) > HEAVIEST_PAGE}
    pictures = [image for page in (home, edition) for image in page.tree.select("img.thumb")]
    weights = [len(commune.open(str(image["src"])).content) for image in pictures if "/portal/" in str(image["src"])]
    only = commune.open(f"{edition.path}?language=vi&role=text")

    assert heavy == {}
    assert {image["loading"] for image in pictures} == {"lazy"}
    assert weights and max(weights) <= HEAVIEST_PICTURE
    assert 0 < len(only.tree.select("a.chip[href*='/files/']")) < len(edition.tree.select("a.chip[href*='/files/']"))
    assert not only.tree.select("main script")
    half = commune.open(edition.get_link(to="/download/"), status=206, Range="bytes=0-99")
    rest = commune.open(edition.get_link(to="/download/"), status=206, Range="bytes=100-")
    assert len(half.content) == 100 and rest.headers["Content-Range"].startswith("bytes 100-")
    assert HeldItem.objects.filter(organisation_key=partners.organisations["commune"].key, held_at__isnull=False)
