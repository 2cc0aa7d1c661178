"""Closing a recall, the page for its file, and what the ledger knows of both."""

import hashlib

import pytest
from django.test import Client
from django.urls import reverse

from cms.users.models import User
from cms.users.roles import Role
from outreach.ledger.actions import Action
from outreach.ledger.ledger import get_head
from outreach.ledger.models import LedgerEvent
from outreach.ledger.verification import read_rows
from outreach.recalls.answers import confirm_removal, record_removal
from outreach.recalls.closing import close_recall
from outreach.recalls.derivation import RecallsReplay
from outreach.recalls.models import Recall, RecallRecipient
from outreach.recalls.recall import RecallRefused
from outreach.recalls.reminders import send_due_mails
from tests.approvals.factories import make_person
from tests.availability.world import sign_in
from tests.factories import UserFactory
from tests.ledger.factories import NOW
from tests.recalls.factories import get_recipient, make_holder, order, recall

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def officer() -> User:
    return make_person(Role.OUTREACH_OFFICER, interface_language="en", first_name="Officer")


@pytest.fixture
def client(officer: User) -> Client:
    return sign_in(officer)


def find_differences() -> list[str]:
    replay = RecallsReplay()
    for row in read_rows(until=get_head().seq):
        replay.add(row.content)
    return [finding.kind.name for finding in replay.find_differences()]


def test_a_recall_is_closed_when_all_have_answered(client: Client, officer: User) -> None:
    holder = make_holder()
    sent = recall()
    confirm_removal(recipient=get_recipient(sent, holder), evidence="Gone", by=UserFactory(), at=NOW)

    answer = client.post(reverse("outreach_close_recall", args=[sent.pk]))

    sent.refresh_from_db()
    assert answer.url == reverse("outreach_recall_file", args=[sent.pk])
    assert sent.closed_by == officer
    assert LedgerEvent.objects.get(action=Action.RECALL_CLOSED).data == {"recall": sent.pk, "unanswered": {}}


def test_an_organisation_without_an_answer_needs_a_reason(client: Client) -> None:
    holder = make_holder(name="Seoul")
    sent = recall()
    address = reverse("outreach_close_recall", args=[sent.pk])
    name = f"reason-{get_recipient(sent, holder).pk}"

    assert "Seoul" in client.get(address).content.decode()
    assert client.post(address, {name: " "}).status_code == 422
    with pytest.raises(RecallRefused, match="Seoul"):
        close_recall(recall=sent, reasons={}, by=UserFactory(), at=NOW)
    assert not Recall.objects.filter(closed_at__isnull=False).exists()

    assert client.post(address, {name: "The office was closed down; nothing is shown there."}).status_code == 302
    data = LedgerEvent.objects.get(action=Action.RECALL_CLOSED).data
    reason = RecallRecipient.objects.get().unanswered_reason
    assert data["unanswered"] == {str(holder.key): hashlib.sha256(reason.encode()).hexdigest()}


def test_a_recall_whose_holders_are_not_known_yet_is_not_closed() -> None:
    with pytest.raises(RecallRefused, match="still being found out"):
        close_recall(recall=order(), reasons={}, by=UserFactory(), at=NOW)


def test_closing_twice_keeps_the_first(officer: User) -> None:
    sent = recall()
    close_recall(recall=sent, reasons={}, by=officer, at=NOW)
    close_recall(recall=sent, reasons={}, by=UserFactory(), at=NOW)

    assert LedgerEvent.objects.get(action=Action.RECALL_CLOSED).by_key == officer.key


def test_the_page_for_the_file_has_all_that_happened(client: Client, officer: User) -> None:
    answered, by_desk, silent = make_holder(name="Seoul"), make_holder(name="Rome"), make_holder(name="Paris")
    sent = recall(by=officer)
    send_due_mails(at=NOW)
    confirm_removal(
        recipient=get_recipient(sent, answered), evidence="Stand emptied", by=UserFactory(first_name="Kim"), at=NOW
    )
    record_removal(recipient=get_recipient(sent, by_desk), evidence="Seen on site", by=officer, at=NOW)
    reasons = {get_recipient(sent, silent).pk: "Moved away"}
    page = reverse("outreach_recall_file", args=[sent.pk])
    assert "This recall isn't closed yet." in client.get(page).content.decode()
    close_recall(recall=sent, reasons=reasons, by=officer, at=NOW)

    text = client.get(page).content.decode()

    for expected in (
        "Call", "A digit is wrong.", "Seoul", "Rome", "Paris", "Stand emptied", "Kim", "Recorded by the desk",
        hashlib.sha256(b"Stand emptied").hexdigest(), "No answer", "Moved away", "notified by mail", "Officer",
        "3 must answer; 3 notified, 0 opened it, 2 answered (1 recorded by the desk), 1 missing.", "data-closed-at",
    ):  # fmt: skip
        assert expected in text, expected
    assert "isn't closed yet" not in text


def test_an_organisation_may_still_answer_a_closed_recall() -> None:
    holder = make_holder()
    sent = recall()
    recipient = get_recipient(sent, holder)
    close_recall(recall=sent, reasons={recipient.pk: "Moved away"}, by=UserFactory(), at=NOW)

    confirm_removal(recipient=recipient, evidence="Gone", by=UserFactory(), at=NOW)

    assert find_differences() == []


@pytest.mark.parametrize(
    ("alter", "found"),
    [
        (lambda: Recall.objects.update(is_rehearsal=True), "RECALL_DIFFERS"),
        (lambda: Recall.objects.update(closed_at=None), "RECALL_DIFFERS"),
        (lambda: RecallRecipient.objects.filter(confirmed_at=None).update(unanswered_reason="-"), "RECIPIENT_DIFFERS"),
        (lambda: RecallRecipient.objects.update(is_answered_by_desk=False), "RECIPIENT_DIFFERS"),
        (
            lambda: RecallRecipient.objects.exclude(confirmed_at=None).update(confirmed_by=UserFactory()),
            "RECIPIENT_DIFFERS",
        ),
        (lambda: Recall.objects.update(sent_by=UserFactory()), "RECALL_DIFFERS"),
        (lambda: Recall.objects.update(closed_by=UserFactory()), "RECALL_DIFFERS"),
        (lambda: RecallRecipient.objects.filter(confirmed_at=None).delete(), "RECIPIENT_DIFFERS"),
    ],
    ids=[
        "made a rehearsal",
        "opened again",
        "another reason",
        "made the organisation's own",
        "another answerer",
        "another sender",
        "another closer",
        "a recipient deleted",
    ],
)
def test_an_altered_closing_or_answer_is_found(alter: object, found: str) -> None:
    by_desk, silent, by = make_holder(), make_holder(), UserFactory()
    sent = recall()
    record_removal(recipient=get_recipient(sent, by_desk), evidence="Seen", by=by, at=NOW)
    close_recall(recall=sent, reasons={get_recipient(sent, silent).pk: "Moved away"}, by=by, at=NOW)
    assert find_differences() == []

    alter()

    assert find_differences() == [found]


def test_every_page_of_a_recall_leads_back_to_its_board(client: Client) -> None:
    holder = make_holder()
    sent = recall()
    board = reverse("outreach_recall", args=[sent.pk])
    removal = reverse("outreach_record_removal", args=[sent.pk, get_recipient(sent, holder).pk])
    addresses = [
        removal,
        *(reverse(name, args=[sent.pk]) for name in ("outreach_close_recall", "outreach_recall_file")),
    ]

    assert [f'href="{board}"' in client.get(address).content.decode() for address in addresses] == [True] * 3
