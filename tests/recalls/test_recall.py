"""Recalls: recipients, mails, confirmation, and their pages in the admin."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cms.jobs.queue import run_pending_jobs
from cms.users.models import User
from cms.users.roles import Role
from outreach.ledger.actions import Action
from outreach.ledger.models import LedgerEvent
from outreach.ledger.triggers import lifted
from outreach.recalls.answers import confirm_removal
from outreach.recalls.models import Recall
from outreach.recalls.recall import RecallRefused, recall_announced
from outreach.recalls.reminders import send_due_mails
from outreach.recalls.targets import RecallTarget
from tests.factories import UserFactory
from tests.ledger.factories import NOW, record_download
from tests.organisations.factories import MembershipFactory, OrganisationFactory
from tests.recalls.factories import DEADLINE, order, recall

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_a_recall_reaches_only_those_who_hold_the_item_in_that_language() -> None:
    holder, of_another_language, stranger = (OrganisationFactory() for _ in range(3))
    record_download(holder)
    record_download(of_another_language, language="en")

    sent = recall()

    assert [recipient.organisation for recipient in sent.recipients.all()] == [holder]
    events = LedgerEvent.objects.filter(action=Action.RECALLED)
    assert {event.organisation_key for event in events} == {holder.key}
    assert stranger.recalls_received.count() == 0


def test_an_organisation_that_removed_it_is_not_notified_again() -> None:
    holder, by = OrganisationFactory(), UserFactory()
    record_download(holder)
    confirm_removal(recipient=recall().recipients.get(), evidence="Gone.", by=by, at=NOW)

    assert not recall().recipients.exists()


def test_a_recall_is_announced_to_other_apps_by_its_job() -> None:
    received: list[dict[str, Any]] = []

    def listen(**values: Any) -> None:
        received.append(values)

    recall_announced.connect(listen)
    sent = order()
    assert received == []
    run_pending_jobs()
    recall_announced.disconnect(listen)

    assert (received[0]["kind"], received[0]["language"], received[0]["recall_id"]) == ("call", "ko", sent.pk)


@pytest.mark.parametrize("values", [{"reason": "  "}, {"deadline": NOW}, {"target": RecallTarget(title="Nothing")}])
def test_a_recall_without_target_reason_or_time_left_is_refused(values: dict[str, Any]) -> None:
    with pytest.raises(RecallRefused):
        recall(**values)

    assert not Recall.objects.exists()


def test_each_mail_is_sent_once_in_the_recipients_language_until_removal_is_confirmed() -> None:
    holder = OrganisationFactory()
    member = MembershipFactory(organisation=holder, user__email="a@example.org", user__interface_language="en").user
    record_download(holder)
    recipient = recall().recipients.get()

    subjects = []
    for days in (0, 0, 1, 5.5, 5.6, 7.1, 9):
        mail.outbox.clear()
        send_due_mails(at=NOW + timedelta(days=days))
        subjects.append(len(mail.outbox))
    assert subjects == [1, 0, 0, 1, 0, 1, 0]
    assert "The deadline for taking down “Call” has passed" in _last_body(NOW, recipient)
    confirm_removal(recipient=recipient, evidence="", by=member, at=NOW)
    assert send_due_mails(at=NOW + timedelta(days=30)) == 0


def _last_body(at: Any, recipient: Any) -> str:
    recipient.__class__.objects.update(overdue_notice_sent_at=None)
    send_due_mails(at=DEADLINE + timedelta(days=1))
    return str(mail.outbox[-1].body)


@pytest.fixture
def officer(client: Client) -> User:
    user = UserFactory(interface_language="en")
    user.groups.add(Group.objects.get(name=Role.OUTREACH_OFFICER))
    client.force_login(user)
    return user


def test_an_officer_sees_holdings_sends_a_recall_and_follows_it(client: Client, officer: User) -> None:
    holder = OrganisationFactory(name="Seoul")
    record_download(holder)
    deadline = (timezone.localtime() + timedelta(days=3)).strftime("%Y-%m-%d %H:%M")

    bad = client.post(reverse("outreach_new_recall"), {"item": "call:call-1:ko", "reason": "Sai", "deadline": ""})
    good = client.post(
        reverse("outreach_new_recall"), {"item": "call:call-1:ko", "reason": "Sai", "deadline": deadline}
    )

    assert bad.status_code == 422
    assert "Sai" in bad.content.decode()
    assert good.status_code == 302
    run_pending_jobs()
    assert "Seoul" in client.get(good.url).content.decode()
    for name in ("outreach_holdings", "outreach_recalls", "outreach_ledger"):
        assert client.get(reverse(name)).status_code == 200
    assert "Call" in client.get(reverse("outreach_organisation", args=[holder.key])).content.decode()


def test_the_button_says_which_event_was_altered(client: Client, officer: User) -> None:
    record_download(OrganisationFactory())
    record_download(OrganisationFactory())
    with lifted():
        LedgerEvent.objects.filter(seq=2).update(item_language="en")

    answer = client.post(reverse("outreach_verify_ledger"), follow=True)
    assert "data-finding" not in answer.content.decode()  # a worker reads the ledger, not the request
    run_pending_jobs()
    page = client.get(reverse("outreach_ledger"))

    assert [finding for finding in page.context["findings"] if "2" in finding] != []
    assert "data-finding" in page.content.decode()


def test_a_reviewer_sees_neither_ledger_nor_recalls(client: Client, officer: User) -> None:
    officer.groups.set(Group.objects.filter(name="reviewer-ko"))

    for name in ("outreach_ledger", "outreach_holdings", "outreach_recalls", "outreach_new_recall", "outreach_kits"):
        assert client.get(reverse(name)).status_code in {302, 403}, name
