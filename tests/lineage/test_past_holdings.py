"""Holdings of an organisation on a day, from the events until then."""

import random
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse

from cms.users.roles import Role
from outreach.holdings.models import HeldItem
from outreach.holdings.replay import ITEM_COLUMNS, HoldingsReplay, name_items
from outreach.ledger.actions import Action
from outreach.ledger.ledger import append, record
from outreach.ledger.verification import read_rows
from outreach.lineage.past_holdings import get_end, list_held_before, recount
from outreach.organisations.models import Organisation
from tests.approvals.factories import Desk, make_person
from tests.availability.world import sign_in
from tests.holdings.test_replay import draw_event
from tests.ledger.factories import NOW, make_ref
from tests.organisations.factories import OrganisationFactory

pytestmark = pytest.mark.django_db
HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
DAY = NOW.astimezone(HANOI).date()


@pytest.fixture
def seoul(db: None) -> Organisation:
    """Fetched a call on the first day, which went out of date on the second and was removed on the fourth."""
    organisation = OrganisationFactory(name="Seoul")
    common = {"by_key": "u", "organisation_key": organisation.key, "item": make_ref()}
    record(action=Action.DOWNLOADED, at=NOW, data={"title": "Call"}, **common)
    record(action=Action.SUPERSEDED, at=NOW + timedelta(days=1), data={"why": "changed"}, **common)
    record(action=Action.REMOVED, at=NOW + timedelta(days=3), **common)
    record(action=Action.DOWNLOADED, at=NOW, by_key="u", organisation_key=OrganisationFactory().key, item=make_ref())
    return organisation


def held(seoul: Organisation, day: date) -> list[str]:
    found = list_rows(seoul, get_end(day, zone=HANOI))
    return [f"{row.title}: {row.invalid_reason}" for row in found]


def list_rows(organisation: Organisation, end: datetime) -> list[HeldItem]:
    rows = list_held_before(end, organisation_key=organisation.key)
    return recount(rows, end=end, organisation_key=organisation.key)


def test_holdings_are_those_of_the_end_of_the_day_with_the_state_of_then(seoul: Organisation) -> None:
    days = [DAY + timedelta(days=number) for number in (-1, 0, 1, 2, 3)]

    assert [held(seoul, day) for day in days] == [
        [],
        ["Call: "],
        ["Call: The text was changed."],
        ["Call: The text was changed."],
        [],
    ]


def test_the_day_ends_by_the_desks_clock(seoul: Organisation) -> None:
    late = NOW.astimezone(HANOI).replace(hour=23, minute=59)
    record(action=Action.DOWNLOADED, at=late, by_key="u", organisation_key=seoul.key, item=make_ref(key="call-2"))

    assert len(held(seoul, DAY)) == 2
    assert len(list_rows(seoul, get_end(DAY, zone=ZoneInfo("Pacific/Kiritimati")))) == 1


@pytest.mark.parametrize("seed", range(8))
def test_holdings_of_any_moment_are_what_the_events_until_then_make(seed: int) -> None:
    draw = random.Random(seed)
    organisations = [OrganisationFactory(), OrganisationFactory()]
    append([draw_event(draw, organisations, number) for number in range(70)])
    end = NOW + timedelta(minutes=draw.randrange(20, 70))
    replay = HoldingsReplay()
    for row in read_rows(until=70):
        if row.content["occurred_at"] < end:
            replay.add(row.content)
    derived = {
        name: row
        for name, row in replay.get_items().items()
        if row["held_at"] is not None and row["removed_at"] is None
    }

    found = [row for organisation in organisations for row in list_rows(organisation, end)]

    values = [tuple(getattr(row, name) for name in ITEM_COLUMNS) for row in found]
    assert dict(name_items(values)) == derived


def test_the_page_answers_what_seoul_held_on_a_day(client: Client, desk: Desk, seoul: Organisation) -> None:
    client.force_login(desk.lead)
    address = reverse("lineage_held_on")

    chosen = client.get(address, {"organisation": str(seoul.key)})
    shown = client.get(address, {"organisation": str(seoul.key), "day": DAY.isoformat()}).content.decode()
    refused = client.get(address, {"organisation": "x", "day": "2026-13-45"})

    assert f'value="{seoul.key}" selected' in chosen.content.decode()
    assert "Held by Seoul at the end of" in shown and "Call" in shown
    assert set(refused.context["form"].errors) == {"organisation", "day"}


def test_the_page_says_so_when_nothing_was_held_on_the_day(seoul: Organisation) -> None:
    officer = sign_in(make_person(Role.OUTREACH_OFFICER, interface_language="en"))

    before = {"organisation": str(seoul.key), "day": (DAY - timedelta(days=1)).isoformat()}
    page = officer.get(reverse("lineage_held_on"), before).content.decode()

    assert "Held by Seoul at the end of" in page
    assert "Nothing." in page


def test_the_question_what_was_held_on_a_day_is_found_from_the_lineage(seoul: Organisation) -> None:
    officer = sign_in(make_person(Role.OUTREACH_OFFICER))

    assert reverse("lineage_held_on") in officer.get(reverse("lineage")).content.decode()
