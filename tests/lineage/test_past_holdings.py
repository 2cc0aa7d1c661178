"""What an organisation held on a day, from the events until then."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse

from outreach.ledger.actions import Action
from outreach.ledger.ledger import record
from outreach.lineage.past_holdings import list_held_on
from outreach.organisations.models import Organisation
from tests.approvals.factories import Desk
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
    found = list_held_on(organisation_key=seoul.key, day=day, zone=HANOI)
    return [f"{row.title}: {row.invalid_reason}" for row in found]


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
    assert len(list_held_on(organisation_key=seoul.key, day=DAY, zone=ZoneInfo("Pacific/Kiritimati"))) == 1


def test_the_page_answers_what_seoul_held_on_a_day(client: Client, desk: Desk, seoul: Organisation) -> None:
    client.force_login(desk.lead)
    address = reverse("lineage_held_on")

    chosen = client.get(address, {"organisation": str(seoul.key)})
    shown = client.get(address, {"organisation": str(seoul.key), "day": DAY.isoformat()}).content.decode()
    refused = client.get(address, {"organisation": "x", "day": "2026-13-45"})

    assert f'value="{seoul.key}" selected' in chosen.content.decode()
    assert "Held by Seoul at the end of" in shown and "Call" in shown
    assert set(refused.context["form"].errors) == {"organisation", "day"}
