"""Pages of the ledger: in both directions, filtered, by the time at which things happened."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from cms.users.roles import Role
from outreach.ledger.actions import Action
from outreach.ledger.ledger import SYSTEM, NewEvent, append, record
from outreach.ledger.listing import PAGE_SIZE, list_events
from tests.approvals.factories import Desk, make_person
from tests.availability.world import sign_in
from tests.ledger.factories import NOW, make_ref
from tests.organisations.factories import OrganisationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def events(db: None) -> list[int]:
    """120 events, three at each moment; their numbers, the latest first."""
    key = OrganisationFactory().key
    written = append(
        [
            NewEvent(
                Action.DOWNLOADED,
                at=NOW + timedelta(hours=number // 3),
                by_key="u",
                organisation_key=key,
                item=make_ref(language="vi" if number % 2 else "ko"),
            )
            for number in range(120)
        ]
    )
    return [event.seq for event in reversed(written)]


def numbers(page: object) -> list[int]:
    return [event.seq for event in page.events]


def test_pages_follow_each_other_without_gap_or_repetition_in_both_directions(events: list[int]) -> None:
    first = list_events(conditions={})
    second = list_events(conditions={}, before=first.older)
    third = list_events(conditions={}, before=second.older)

    assert numbers(first) + numbers(second) + numbers(third) == events
    assert (first.newer, third.older) == (None, None)
    assert numbers(list_events(conditions={}, after=third.newer)) == numbers(second)
    back = list_events(conditions={}, after=second.newer)
    assert (numbers(back), back.newer) == (numbers(first), None)


def test_events_that_were_written_later_about_earlier_things_come_where_they_happened(events: list[int]) -> None:
    (late,) = append(
        [
            NewEvent(
                Action.DOWNLOADED,
                at=NOW - timedelta(days=1),
                by_key="u",
                organisation_key=OrganisationFactory().key,
                item=make_ref(),
            )
        ]
    )
    page = list_events(conditions={}, before=list_events(conditions={}, before=events[70]).events[0].seq)

    assert numbers(page)[-1] == late.seq


def test_the_page_leads_to_the_older_events_of_the_same_filter(client: Client, desk: Desk, events: list[int]) -> None:
    client.force_login(desk.lead)
    filters = {"language": "ko", "since": NOW.date().isoformat()}

    first = client.get(reverse("outreach_ledger"), filters)
    second = client.get(reverse("outreach_ledger"), {**filters, "before": first.context["page"].older})

    shown = [*first.context["page"].events, *second.context["page"].events]
    assert [event.seq for event in shown] == [seq for seq in events if seq % 2]
    assert len(first.context["page"].events) == PAGE_SIZE
    assert "language=ko" in first.content.decode().split('aria-label="Pages"')[1].split("Older events")[0]


@pytest.mark.parametrize("odd", ["x", "-1", "9" * 30, "٣", "999999"])
def test_an_odd_place_is_answered_with_the_first_page(client: Client, desk: Desk, events: list[int], odd: str) -> None:
    client.force_login(desk.lead)

    answer = client.get(reverse("outreach_ledger"), {"before": odd, "after": odd})

    assert numbers(answer.context["page"]) == events[:PAGE_SIZE]


def test_people_and_languages_have_their_names() -> None:
    reader = make_person(Role.OUTREACH_OFFICER, interface_language="en", first_name="Reader")
    key = OrganisationFactory().key
    for by_key in (reader.key, SYSTEM):
        record(action=Action.DOWNLOADED, at=NOW, by_key=by_key, organisation_key=key, item=make_ref(language="ko"))

    page = sign_in(reader).get(reverse("outreach_ledger")).content.decode()

    assert f"<td>{reader}</td>" in page
    assert "<td>the system</td>" in page
    assert "Korean" in page
    assert reader.key not in page
