"""A printed code led to another item: by two people, with its history, and seen by the ledger's inspection."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from cms.users.roles import Role
from outreach.ledger.findings import FindingKind
from outreach.ledger.inspection import inspect_ledger
from outreach.ledger.models import LedgerEvent
from outreach.links.creation import create_link
from outreach.links.destinations import DestinationRefused, approve, propose, reject
from outreach.links.models import DestinationChange, Link
from outreach.links.snapshot import build_table, get_table_path, write_snapshot
from outreach.recalls.reach import find_reach
from outreach.recalls.targets import RecallTarget
from outreach.redirector.link_table import read_table
from tests.approvals.factories import accept, hand_in, make_person, make_source
from tests.links.conftest import LiveStory

NOW = datetime(2026, 12, 1, 3, tzinfo=UTC)


@pytest.fixture
def officers(db: None) -> tuple[Any, Any]:
    return make_person(Role.OUTREACH_OFFICER, interface_language="en"), make_person(Role.DESK_LEAD)


@pytest.fixture
def other(story: LiveStory) -> str:
    """The key of another story, live in Vietnamese only."""
    page = make_source(story.desk.editor, title="Lá thư khác")
    accept(hand_in(page, story.desk.editor), story.desk.publisher)
    return str(page.translation_key)


def make_link(story: LiveStory, language: str = "any") -> Link:
    return create_link(item_kind="story", item_key=story.key, language=language, placement="lift 7")


def lead(link: Link, key: str, officers: tuple[Any, Any]) -> DestinationChange:
    change = propose(link, kind="story", key=key, reason="Printed on the wrong poster.", by=officers[0], at=NOW)
    approve(change, by=officers[1], at=NOW)
    return change


def follow(client: Client, code: str) -> str:
    return str(client.get(f"/q/{code}")["Location"])


def test_code_leads_elsewhere_after_a_second_persons_approval_and_not_before(
    story: LiveStory, other: str, officers: tuple[Any, Any], client: Client
) -> None:
    link = make_link(story)
    before = follow(client, link.code)
    change = propose(link, kind="story", key=other, reason="Printed on the wrong poster.", by=officers[0], at=NOW)
    assert follow(client, link.code) == before

    with pytest.raises(DestinationRefused):
        approve(change, by=officers[0], at=NOW)
    assert follow(client, link.code) == before
    approve(change, by=officers[1], at=NOW)

    assert follow(client, link.code).startswith("/vi/stories/la-thu-khac/")
    write_snapshot()
    (entry,) = read_table(get_table_path()).entries.values()
    assert entry.destination.addresses == {"vi": "/vi/stories/la-thu-khac/"}
    event = LedgerEvent.objects.get(action="link.led_elsewhere")
    assert (event.link_code, event.by_key, event.data["from"]) == (link.code, officers[1].key, f"story:{story.key}")


def test_database_refuses_an_approval_by_the_one_who_proposed(
    story: LiveStory, other: str, officers: tuple[Any, Any]
) -> None:
    change = propose(make_link(story), kind="story", key=other, reason="r", by=officers[0], at=NOW)

    with pytest.raises(IntegrityError), transaction.atomic():
        DestinationChange.objects.filter(pk=change.pk).update(is_approved=True, decided_by=officers[0], decided_at=NOW)


def test_rejected_proposal_changes_nothing_and_another_can_follow(
    story: LiveStory, other: str, officers: tuple[Any, Any], client: Client
) -> None:
    link = make_link(story)
    before = follow(client, link.code)
    change = propose(link, kind="story", key=other, reason="r", by=officers[0], at=NOW)
    with pytest.raises(DestinationRefused):
        propose(link, kind="story", key=other, reason="again", by=officers[1], at=NOW)

    reject(change, by=officers[0], at=NOW)

    assert follow(client, link.code) == before
    with pytest.raises(DestinationRefused):
        approve(change, by=officers[1], at=NOW)
    propose(link, kind="story", key=other, reason="again", by=officers[1], at=NOW)


@pytest.mark.parametrize("case", ["same", "unknown", "not in its language"])
def test_unsuitable_destinations_are_refused(
    case: str, story: LiveStory, other: str, officers: tuple[Any, Any]
) -> None:
    link = make_link(story, "ko" if case == "not in its language" else "any")
    key = {"same": story.key, "unknown": "00000000-0000-0000-0000-000000000000"}.get(case, other)

    with pytest.raises(DestinationRefused):
        propose(link, kind="story", key=key, reason="r", by=officers[0], at=NOW)

    assert not DestinationChange.objects.exists()


def test_item_withdrawn_meanwhile_is_refused_at_the_approval(
    story: LiveStory, other: str, officers: tuple[Any, Any]
) -> None:
    link = create_link(item_kind="story", item_key=other)
    change = propose(link, kind="story", key=story.key, reason="r", by=officers[0], at=NOW)
    story.withdraw("vi")
    story.withdraw("ko")

    with pytest.raises(DestinationRefused):
        approve(change, by=officers[1], at=NOW)


def test_withdrawal_of_the_new_item_closes_the_code_and_that_of_the_printed_one_does_not(
    story: LiveStory, other: str, officers: tuple[Any, Any], client: Client
) -> None:
    link = create_link(item_kind="story", item_key=other)
    lead(link, story.key, officers)
    write_snapshot()

    for language in ("vi", "ko"):
        story.withdraw(language)

    assert client.get(f"/q/{link.code}").status_code == 410
    assert build_table().entries[link.code].destination.addresses == {}


def test_recall_of_an_item_reaches_the_codes_that_lead_to_it(
    story: LiveStory, other: str, officers: tuple[Any, Any]
) -> None:
    moved, stayed = make_link(story), create_link(item_kind="story", item_key=other)
    lead(moved, other, officers)

    def reach(key: str) -> list[str]:
        found = find_reach(RecallTarget("A story", kind="story", key=key), at=timezone.now())
        return sorted(reached.label.partition(":")[0] for reached in found)

    assert reach(other) == sorted([moved.code, stayed.code])
    assert reach(story.key) == []


@pytest.mark.parametrize("change", [{"destination_key": ""}, {"destination_key": "x"}, {"destination_kind": "film"}])
def test_inspection_finds_a_destination_that_no_event_tells(
    change: dict[str, str], story: LiveStory, other: str, officers: tuple[Any, Any]
) -> None:
    link = make_link(story)
    lead(link, other, officers)
    assert FindingKind.DESTINATION_DIFFERS not in {found.kind for found in inspect_ledger(at=NOW).findings}

    Link.objects.filter(pk=link.pk).update(**change)

    assert FindingKind.DESTINATION_DIFFERS in {found.kind for found in inspect_ledger(at=NOW).findings}
