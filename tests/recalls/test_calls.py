"""The desk's telephone list, and what is kept of a call."""

import csv
import io
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from cms.users.models import User
from cms.users.roles import Role
from outreach.ledger.actions import Action
from outreach.ledger.models import LedgerEvent
from outreach.organisations.models import Organisation
from outreach.recalls.models import Recall
from outreach.recalls.reminders import send_due_mails
from tests.approvals.factories import make_person
from tests.availability.world import sign_in
from tests.factories import ContactChannelFactory, FactFactory
from tests.ledger.factories import NOW
from tests.organisations.factories import MembershipFactory
from tests.recalls.factories import DEADLINE, get_recipient, make_holder, recall

pytestmark = pytest.mark.django_db
NUMBER = "965 001 222"


@pytest.fixture
def officer() -> User:
    return make_person(Role.OUTREACH_OFFICER, interface_language="en")


@pytest.fixture
def client(officer: User) -> Client:
    return sign_in(officer)


def make_silent_holder() -> Organisation:
    """An organisation whose only member has no mail address; the register has its number."""
    fact = FactFactory(key="mission", value="+84965001222")
    channel = ContactChannelFactory(verified=True, facts=[fact], name="Reception", languages=["vi", "en"])
    return make_holder(email="", name="Seoul", contact_keys=[channel.pk])


def get_page(client: Client, sent: Recall) -> str:
    return client.get(reverse("outreach_recall_calls", args=[sent.pk])).content.decode()


def test_the_list_has_who_no_mail_reached_with_the_numbers_of_the_register(client: Client) -> None:
    make_silent_holder()
    make_holder(email="b@example.org", name="Rome")
    recall_sent = recall(deadline=DEADLINE.replace(year=2099))
    send_due_mails(at=NOW)

    page = get_page(client, recall_sent)

    assert "Seoul" in page and NUMBER in page and "Rome" not in page
    answer = client.get(reverse("outreach_recall_calls_csv", args=[recall_sent.pk]))
    assert answer["Content-Type"].startswith("text/csv") and "no-store" in answer["Cache-Control"]
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [(row["Organisation"], row["Mail address"], row["Calls so far"]) for row in rows] == [
        ("Seoul", "has no mail address", "0")
    ]
    assert NUMBER in rows[0]["Numbers"]


def test_after_the_deadline_whoever_has_not_answered_is_on_the_list(client: Client) -> None:
    make_holder(email="b@example.org", name="Rome")
    recall_sent = recall(deadline=NOW + timedelta(days=1))  # it is long past
    send_due_mails(at=NOW)

    assert "Rome" in get_page(client, recall_sent)


def test_a_name_that_a_spreadsheet_would_compute_is_made_harmless(client: Client) -> None:
    make_holder(email="", name="=HYPERLINK(1)")
    text = client.get(reverse("outreach_recall_calls_csv", args=[recall().pk])).content.decode("utf-8-sig")

    assert "'=HYPERLINK(1)" in text


def test_a_call_that_reached_somebody_counts_as_notified_and_keeps_no_number(client: Client, officer: User) -> None:
    holder = make_silent_holder()
    recall_sent = recall(deadline=DEADLINE.replace(year=2099))
    recipient, person = get_recipient(recall_sent, holder), holder.memberships.get().user
    address = reverse("outreach_recall_calls", args=[recall_sent.pk])
    typed = {"recipient": recipient.pk, "person": person.pk}

    client.post(address, {**typed, "outcome": "not_reached"})
    recipient.refresh_from_db()
    assert recipient.notified_at is None and "Seoul" in get_page(client, recall_sent)
    client.post(address, {**typed, "outcome": "reached"})

    recipient.refresh_from_db()
    assert recipient.notified_at is not None and "data-call-form" not in get_page(client, recall_sent)
    events = LedgerEvent.objects.filter(action=Action.RECALL_CALLED).order_by("seq")
    assert [event.data["outcome"] for event in events] == ["not_reached", "reached"]
    assert {(event.by_key, event.data["person"]) for event in events} == {(officer.key, person.key)}
    assert all("965" not in str(event.data) for event in events)
    board = client.get(reverse("outreach_recall", args=[recall_sent.pk])).content.decode()
    assert "notified by telephone, " in board and "Not reached" in board


def test_nobody_but_a_member_can_be_called(client: Client) -> None:
    holder, other = make_silent_holder(), MembershipFactory().user
    recall_sent = recall()
    typed = {"recipient": get_recipient(recall_sent, holder).pk, "person": other.pk, "outcome": "reached"}

    answer = client.post(reverse("outreach_recall_calls", args=[recall_sent.pk]), typed)

    assert answer.status_code == 422
    assert not LedgerEvent.objects.filter(action=Action.RECALL_CALLED).exists()
