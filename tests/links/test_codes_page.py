"""The pages of codes: figures by hour, language and country, filters, CSV, proposals and retirement."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from bs4 import BeautifulSoup
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from cms.users.roles import Role
from outreach.admin.plots import MOST_TICKS, draw_bars
from outreach.links.country_table import convert
from outreach.links.creation import create_link
from outreach.links.models import DestinationChange, Link, Scan
from outreach.links.statistics import get_scans, read_figures
from tests.approvals.factories import accept, hand_in, make_person, make_source
from tests.links.conftest import LiveStory
from tests.organisations.factories import OrganisationFactory

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


def scan(link: Link, at: datetime, **fields: Any) -> None:
    number = Scan.objects.count() + 1
    Scan.objects.create(id=UUID(int=number), link=link, minute=at, **{"language": "ko", "is_robot": False, **fields})


@pytest.fixture
def officer(client: Client, db: None) -> Any:
    person = make_person(Role.OUTREACH_OFFICER, interface_language="en")
    client.force_login(person)
    return person


@pytest.fixture
def link(story: LiveStory) -> Link:
    return create_link(item_kind="story", item_key=story.key, placement="lift 7")


def read(client: Client, path: str, **query: str) -> BeautifulSoup:
    response = client.get(path, query)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def test_hours_are_those_of_the_zone_and_robots_are_counted_apart(link: Link) -> None:
    first = datetime(2026, 11, 1, tzinfo=HANOI)
    scan(link, datetime(2026, 10, 31, 17, 59, tzinfo=UTC), country="KR")  # 00:59 in Hanoi
    scan(link, datetime(2026, 10, 31, 18, 0, tzinfo=UTC), is_robot=True)
    scan(link, datetime(2026, 10, 31, 16, 59, tzinfo=UTC))  # the day before
    until = first + timedelta(days=1)

    figures = read_figures(get_scans(since=first, until=until), since=first, until=until)

    assert figures.is_hourly
    assert [(count.people, count.robots) for count in figures.moments] == [(1, 0), (0, 1), *[(0, 0)] * 22]
    assert (figures.people, figures.robots) == (1, 1)
    assert [(count.label, count.people) for count in figures.countries] == [("KR", 1), ("", 0)]


def test_longer_period_is_counted_by_day(link: Link) -> None:
    first = datetime(2026, 10, 1, tzinfo=HANOI)
    until = first + timedelta(days=31)
    scan(link, until - timedelta(minutes=1))

    figures = read_figures(get_scans(since=first, until=until), since=first, until=until)

    assert not figures.is_hourly
    assert [count.people for count in figures.moments] == [*[0] * 30, 1]


def test_list_is_filtered_by_code_place_item_organisation_and_state(
    client: Client, officer: Any, story: LiveStory, link: Link
) -> None:
    page = make_source(story.desk.editor, title="Lá thư khác")
    accept(hand_in(page, story.desk.editor), story.desk.publisher)
    organisation = OrganisationFactory()
    other = create_link(
        item_kind="story", item_key=str(page.translation_key), organisation_key=organisation.key, placement="Ga 5"
    )
    Link.objects.filter(pk=other.pk).update(fault="foreign_host")

    def find(**query: str) -> set[str]:
        return {code.text for code in read(client, "/admin/outreach/codes/", **query).select("td.title code")}

    assert find() == {link.code, other.code}
    assert find(q=link.code.lower()) == {link.code}
    assert find(q="ga 5") == {other.code}
    assert find(item=f"story:{story.key}") == {link.code}
    assert find(organisation=str(organisation.key)) == {other.code}
    assert find(state="failing") == {other.code}
    assert find(state="retired") == set()
    assert find(q="x", since="2027-01-01", until="2026-01-01") == set()


def test_page_shows_the_plot_and_the_same_numbers_as_a_table(client: Client, officer: Any, link: Link) -> None:
    for _time in range(3):
        scan(link, timezone.now(), country="KR")
    scan(link, timezone.now(), is_robot=True)

    page = read(client, f"/admin/outreach/codes/{link.code}/")

    assert page.select_one("svg[role=img]") is not None
    assert "3 of people. 1 of robots" in page.get_text(" ", strip=True)
    assert ["한국어", "3", "1"] in [[cell.text.strip() for cell in row.select("td")] for row in page.select("tr")]
    assert ["South Korea", "3", "0"] in [[cell.text.strip() for cell in row.select("td")] for row in page.select("tr")]


@pytest.mark.parametrize("number", [1, 60])
def test_list_takes_as_many_queries_for_many_codes_as_for_one(
    number: int, client: Client, officer: Any, story: LiveStory, django_assert_max_num_queries: Any
) -> None:
    for place in range(number):
        create_link(item_kind="story", item_key=story.key, placement=f"lift {place}")
    client.get("/admin/outreach/codes/")

    with django_assert_max_num_queries(32):
        client.get("/admin/outreach/codes/")


def test_csv_has_a_row_for_each_hour_language_and_country_and_no_formula(
    client: Client, officer: Any, story: LiveStory
) -> None:
    link = create_link(item_kind="story", item_key=story.key, placement="=1+1")
    scan(link, timezone.now(), country="KR")
    scan(link, timezone.now(), language="vi", is_robot=True)

    response = client.get("/admin/outreach/codes/scans.csv")
    content = response.getvalue().decode("utf-8-sig")

    headings, *rows = csv.reader(io.StringIO(content))
    assert headings == ["code", "place", "hour", "language", "country", "people", "robots"]
    assert [[row[0], row[1], *row[3:]] for row in rows] == [
        [link.code, "'=1+1", "ko", "KR", "1", "0"],
        [link.code, "'=1+1", "vi", "", "0", "1"],
    ]


def test_officer_proposes_and_a_second_one_approves_on_the_page(
    client: Client, officer: Any, story: LiveStory, link: Link
) -> None:
    page = make_source(story.desk.editor, title="Lá thư khác")
    accept(hand_in(page, story.desk.editor), story.desk.publisher)
    address = f"/admin/outreach/codes/{link.code}/"
    missing = client.post(f"{address}destination/", {"item": f"story:{page.translation_key}"})
    assert "This field is required" in missing.content.decode()

    client.post(f"{address}destination/", {"item": f"story:{page.translation_key}", "reason": "Wrong poster."})
    own = read(client, address)
    assert own.select_one("[name=approve]") is None
    assert own.select_one("[name=reject]") is not None
    change = DestinationChange.objects.get()
    client.post(f"/admin/outreach/codes/destinations/{change.pk}/", {"approve": ""})
    assert read(client, address).select("[data-open-change]") != []

    client.force_login(make_person(Role.DESK_LEAD, interface_language="en"))
    client.post(f"/admin/outreach/codes/destinations/{change.pk}/", {"approve": ""})

    shown = read(client, address)
    assert [each.text for each in shown.select("[data-leads-to]")] == ["Lá thư khác"]
    assert "Wrong poster." in shown.select("ol[reversed]")[0].text


@pytest.mark.parametrize("largest", [0, 1, 5, 6, 50, 51, 12_345])
def test_axis_of_a_plot_has_few_whole_numbers_that_reach_the_largest(largest: int) -> None:
    drawn = BeautifulSoup(draw_bars(labels=["1/12"], series={"People": [largest]}, title="Scans"), "html.parser")

    ticks = [int(text.text) for text in drawn.select(".axis.y text") if text.text]
    assert ticks == sorted(set(ticks))
    assert ticks[0] == 0 and ticks[-1] >= largest
    assert len(ticks) <= MOST_TICKS + 2


def test_page_without_a_scan_has_no_plot(client: Client, officer: Any, link: Link) -> None:
    assert read(client, f"/admin/outreach/codes/{link.code}/").select("svg[role=img]") == []


def test_publisher_sees_the_figures_and_changes_nothing(client: Client, link: Link) -> None:
    client.force_login(make_person(Role.PUBLISHER, interface_language="en"))
    address = f"/admin/outreach/codes/{link.code}/"

    assert read(client, address).select(".outreach-page form[method=post]") == []
    assert client.post(f"{address}retired/").status_code in {302, 403}

    link.refresh_from_db()
    assert link.retired_at is None


def test_retired_code_still_leads_and_is_in_use_again_when_something_new_is_made_for_its_place(
    client: Client, officer: Any, story: LiveStory, link: Link
) -> None:
    client.post(f"/admin/outreach/codes/{link.code}/retired/")
    link.refresh_from_db()
    assert link.retired_at is not None
    assert client.get(f"/q/{link.code}").status_code == 302

    again = create_link(item_kind="story", item_key=story.key, placement="lift 7")

    again.refresh_from_db()
    assert (again.pk, again.retired_at) == (link.pk, None)


def test_country_of_the_front_server_is_kept_and_anything_else_is_not(client: Client, link: Link) -> None:
    for country in ("KR", "kr", "KOR", "K1", "<b>", ""):
        client.get(f"/q/{link.code}", headers={"x-country": country, "user-agent": "Mozilla/5.0 (Linux) Mobile"})

    get_scans(since=timezone.now(), until=timezone.now())  # drains
    assert sorted(Scan.objects.values_list("country", flat=True)) == ["", "", "", "", "", "KR"]


def test_table_of_countries_becomes_networks(tmp_path: Any, capsys: Any) -> None:
    rows = [
        "203.0.113.0,203.0.113.255,AU",
        "203.0.114.0,203.0.114.5,KR",
        "2001:db8::,2001:db8::ffff,VN",
        "0.0.0.0,0.255.255.255,ZZ",
    ]
    assert list(convert(rows)) == [
        "203.0.113.0/24 AU;",
        "203.0.114.0/30 KR;",
        "203.0.114.4/31 KR;",
        "2001:db8::/112 VN;",
    ]

    path = tmp_path / "ranges.csv"
    path.write_text("203.0.113.0,x,AU\n")
    with pytest.raises(CommandError, match="Row 1"):
        call_command("country_table", str(path))
