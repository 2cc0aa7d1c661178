"""Guides for volunteers and schools, and contests that say by themselves whether they are open."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.test import Client

from cms.core.cached_pages import forget_pages
from cms.media.models import CampaignDocument
from cms.participation.models import Audience, ContestPage, GuidePage
from cms.published import get_published
from tests.factories import ContactChannelFactory, FactFactory
from tests.pages.test_public_pages import read

if TYPE_CHECKING:
    from tests.pages.factories import PublicSite

pytestmark = pytest.mark.django_db
INDEX = "/vi/take-part/"
CONTEST = f"{INDEX}ban-do/"
DAYS = {"opens_on": date(2026, 7, 10), "closes_on": date(2026, 7, 20)}


def get_words(page: str) -> str:
    return " ".join(BeautifulSoup(page, "html.parser").get_text().split())


def make_document() -> CampaignDocument:
    return CampaignDocument.objects.create(title="Tờ in", file=ContentFile(b"%PDF-1.7\n", name="to-in.pdf"))


def test_guide_has_its_steps_in_order_and_sheets_to_print(site: PublicSite, client: Client) -> None:
    steps = [("step", {"title": title, "text": "Cách làm."}) for title in ("Bước một", "Bước hai")]
    sheets = [("file", {"document": make_document(), "label": "Phiếu hỏi chuyện"})]
    site.publish(GuidePage, audience=Audience.SCHOOLS, steps=steps, sheets=sheets)

    html = read(client, CONTEST)

    page = BeautifulSoup(html, "html.parser")
    assert [step.h3.get_text() for step in page.select("ol.guide-steps > li")] == ["Bước một", "Bước hai"]
    assert client.get(page.find("a", string="Phiếu hỏi chuyện")["href"]).status_code == 200
    assert "Dành cho nhà trường" in get_words(html)


def test_list_has_guides_by_audience_and_open_contests_first(site: PublicSite, client: Client) -> None:
    site.publish(GuidePage, slug="mot", title="Cho tình nguyện viên")
    site.publish(GuidePage, slug="hai", title="Cho thầy cô", audience=Audience.SCHOOLS)
    with time_machine.travel(datetime(2026, 7, 15, tzinfo=UTC)):
        site.publish(ContestPage, slug="xong", title="Đã xong", opens_on=date(2026, 1, 1), closes_on=date(2026, 2, 1))
        site.publish(ContestPage, slug="mo", title="Đang mở", **DAYS)
        site.publish(ContestPage, slug="sap", title="Sắp mở", opens_on=date(2026, 9, 1))

        words = get_words(read(client, INDEX))

    order = ["Đang mở", "Sắp mở", "Đã xong", "Cho tình nguyện viên", "Cho thầy cô"]
    places = [words.index(title) for title in order if title in words]
    assert len(places) == len(order)
    assert places == sorted(places)


def test_section_is_in_the_menu_with_a_live_guide_or_contest_only(site: PublicSite, client: Client) -> None:
    assert f'href="{INDEX}"' not in read(client, "/vi/")

    contest = site.publish(ContestPage)
    assert f'href="{INDEX}"' in read(client, "/vi/")

    site.withdraw(contest)
    site.publish(GuidePage, slug="khac")
    assert f'href="{INDEX}"' in read(client, "/vi/")


@pytest.mark.parametrize(
    ("moment", "state"),
    [
        (datetime(2026, 7, 9, 16, 59, tzinfo=UTC), "coming"),  # 23:59 in the campaign's zone
        (datetime(2026, 7, 9, 17, 0, tzinfo=UTC), "open"),
        (datetime(2026, 7, 20, 16, 59, tzinfo=UTC), "open"),
        (datetime(2026, 7, 20, 17, 0, tzinfo=UTC), "closed"),
    ],
)
def test_contest_opens_and_closes_at_midnight_on_the_campaigns_clock(
    site: PublicSite, client: Client, moment: datetime, state: str
) -> None:
    with time_machine.travel(datetime(2026, 7, 1, tzinfo=UTC), tick=False) as clock:
        site.publish(ContestPage, results="Giải nhất: lớp 9A.", **DAYS)
        clock.move_to(moment)
        forget_pages()

        page = read(client, CONTEST)

    assert f'class="contest-state contest-{state}"' in page
    assert ("Gọi cho chúng tôi." in page) == (state != "closed")
    assert ("Giải nhất: lớp 9A." in page) == (state == "closed")


def test_kept_page_changes_at_midnight_without_anybody_writing(site: PublicSite, client: Client) -> None:
    with time_machine.travel(datetime(2026, 7, 20, 16, 59, 58, tzinfo=UTC), tick=False) as clock:
        site.publish(ContestPage, **DAYS)
        assert "contest-open" in read(client, CONTEST)
        assert "contest-open" in read(client, INDEX)

        clock.move_to(datetime(2026, 7, 20, 17, 0, 1, tzinfo=UTC))

        assert "contest-closed" in read(client, CONTEST)
        assert "contest-closed" in read(client, INDEX)


def test_day_that_was_moved_in_the_source_counts_in_every_language(site: PublicSite, client: Client) -> None:
    with time_machine.travel(datetime(2026, 7, 15, tzinfo=UTC)):
        contest = site.publish(ContestPage, **DAYS)
        site.translate(contest, "en")
        site.correct(contest, closes_on=date(2026, 7, 12))

        english, index = read(client, "/en/take-part/ban-do/"), read(client, "/en/take-part/")

    assert "contest-closed" in english
    assert "12 July 2026" in get_words(english)
    assert "contest-closed" in index


def test_contest_shows_rules_and_whom_to_contact(site: PublicSite, client: Client) -> None:
    contact = ContactChannelFactory(verified=True, facts=[FactFactory(key="desk", value="+84965001222")])
    site.publish(ContestPage, contacts=[contact], rules_file=make_document())

    html = read(client, CONTEST)

    page = BeautifulSoup(html, "html.parser")
    assert "0965 001 222" in get_words(html)
    assert client.get(page.select_one(".file a")["href"]).status_code == 200
    assert page.select("form, input[type=file]") == []


def test_last_day_before_the_first_is_refused() -> None:
    contest = ContestPage(title="x", opens_on=date(2026, 7, 2), closes_on=date(2026, 7, 1))

    with pytest.raises(ValidationError) as refused:
        contest.clean()
    assert "closes_on" in refused.value.message_dict


@pytest.mark.parametrize(("page_class", "kind"), [(GuidePage, "guide"), (ContestPage, "contest")])
def test_both_kinds_are_searched_and_handed_out(site: PublicSite, client: Client, page_class: Any, kind: str) -> None:
    page = site.publish(page_class, title="Tìm lại dòng suối")

    found = client.get("/vi/search/", {"q": "dòng suối", "kind": kind}).content.decode()
    item = get_published(kind=kind, key=str(page.translation_key), language="vi")

    assert CONTEST in found
    assert item is not None
    assert {"guide": "step", "contest": "how_to_enter"}[kind] in {block.kind for block in item.text}


def test_list_refuses_a_page_that_it_does_not_have(site: PublicSite, client: Client) -> None:
    site.publish(GuidePage)

    assert client.get(f"{INDEX}?page=9").status_code == 404
