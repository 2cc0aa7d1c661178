"""Mails about a recall: to the members, then to those in charge, then to the desk, each once."""

import logging
from datetime import timedelta
from smtplib import SMTPRecipientsRefused
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client
from django.urls import reverse

from cms.users.models import User
from cms.users.roles import Role
from outreach.ledger.actions import Action
from outreach.ledger.models import LedgerEvent
from outreach.recalls.answers import confirm_removal
from outreach.recalls.escalation import tell_desk
from outreach.recalls.reminders import send_due_mails
from tests.approvals.factories import make_person
from tests.availability.world import sign_in
from tests.factories import UserFactory
from tests.ledger.factories import NOW, record_download
from tests.organisations.factories import MembershipFactory, OrganisationFactory
from tests.recalls.factories import DEADLINE, get_recipient, make_holder, recall

pytestmark = pytest.mark.django_db


def mail_at(days: float) -> list[str]:
    """Send what is due so many days after the recall, and return the addresses."""
    mail.outbox.clear()
    send_due_mails(at=NOW + timedelta(days=days))
    tell_desk(at=NOW + timedelta(days=days))
    return sorted(address for message in mail.outbox for address in message.to)


def list_notified() -> list[list[str]]:
    return [event.data["people"] for event in LedgerEvent.objects.filter(action=Action.RECALL_NOTIFIED)]


def test_a_member_without_a_mail_address_is_not_notified_and_the_board_says_so() -> None:
    holder = make_holder(email="a@example.org")
    silent = MembershipFactory(organisation=holder, user__first_name="Silent").user
    sent = recall()

    assert mail_at(0) == ["a@example.org"]
    assert silent.key not in list_notified()[0]
    board = sign_in(make_person(Role.OUTREACH_OFFICER, interface_language="en")).get(
        reverse("outreach_recall", args=[sent.pk])
    )
    assert board.content.decode().count("has no mail address") == 1
    assert "notified by mail, Tuesday, 24 November 2026" in board.content.decode()


def test_if_nobody_at_the_desk_has_a_mail_address_the_missing_answer_is_shown() -> None:
    holder = make_holder()
    sent = recall()
    officer = make_person(Role.OUTREACH_OFFICER, interface_language="en")
    late = DEADLINE + timedelta(days=1, hours=1)
    board = reverse("outreach_recall", args=[sent.pk])

    def show() -> list[bool]:
        client = sign_in(officer)
        pages = [client.get(address).content.decode() for address in (board, "/admin/")]
        return [*("data-desk-untold" in page for page in pages), "data-recalls-overdue" in pages[1]]

    def count_untold() -> int:
        return int(Client().get("/readyz").json()["recalls_desk_not_told"])

    assert set(mail_at((late - NOW).days)) == {holder.memberships.get().user.email}
    with time_machine.travel(late):
        assert (show(), count_untold()) == ([True, True, True], 1)
        User.objects.filter(pk=officer.pk).update(email="desk@example.org")
        tell_desk(at=late)
        assert (show(), count_untold()) == ([False, False, True], 0)
        confirm_removal(recipient=get_recipient(sent, holder), evidence="", by=officer, at=late)
        assert show() == [False, False, False]


def test_who_was_notified_and_left_since_is_still_on_the_page_for_the_file() -> None:
    holder = make_holder(email="a@example.org")
    left = holder.memberships.get()
    User.objects.filter(pk=left.user_id).update(first_name="Departed")
    sent = recall()
    mail_at(0)
    left.delete()

    officer = sign_in(make_person(Role.OUTREACH_OFFICER, interface_language="en"))
    assert "Departed" in officer.get(reverse("outreach_recall_file", args=[sent.pk])).content.decode()
    assert "data-call-form" in officer.get(reverse("outreach_recall_calls", args=[sent.pk])).content.decode()


def test_an_organisation_whose_account_is_closed_is_not_sent_to_the_portal() -> None:
    make_holder(email="a@example.org", is_active=False)
    recall()

    assert mail_at(0) == ["a@example.org"]
    body = str(mail.outbox[0].body)
    assert "account is closed. Please tell the desk" in body and "/portal/" not in body


def test_an_organisation_without_any_address_is_not_notified_until_it_has_one() -> None:
    holder = make_holder(email="")
    recipient = get_recipient(recall(), holder)

    assert mail_at(0) == []
    recipient.refresh_from_db()
    assert (recipient.notified_at, list_notified()) == (None, [])
    User.objects.filter(memberships__organisation=holder).update(email="b@b.example")
    assert mail_at(1) == ["b@b.example"]


class RefusingBackend(EmailBackend):
    def send_messages(self, messages: Any) -> int:
        if any("refused" in address for message in messages for address in message.to):
            raise SMTPRecipientsRefused({"refused@example.org": (550, b"no such address refused@example.org")})
        return super().send_messages(messages)


def test_a_refused_address_hinders_nobody_else_and_is_in_no_log(settings: Any, caplog: Any) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.RefusingBackend"
    refused = make_holder(email="refused@example.org")
    other = make_holder(email="b@example.org")
    sent = recall()

    with caplog.at_level(logging.DEBUG):
        assert mail_at(0) == ["b@example.org"]

    assert get_recipient(sent, refused).notified_at is None
    assert get_recipient(sent, other).notified_at == NOW
    assert "wasn't sent" in caplog.text and "@example.org" not in caplog.text


def test_after_the_deadline_the_lead_is_told_and_a_day_later_the_desk_each_once() -> None:
    make_person(Role.OUTREACH_OFFICER, email="officer@example.org", interface_language="en")
    make_person(Role.REVIEWER, "ko", email="reviewer@example.org")
    holder, answered = make_holder(email="a@example.org", name="Seoul"), make_holder(email="c@example.org", name="Rome")
    MembershipFactory(organisation=holder, user__email="lead@example.org", is_lead=True)
    sent = recall()
    confirm_removal(recipient=get_recipient(sent, answered), evidence="Gone", by=UserFactory(), at=NOW)

    told = {days: mail_at(days) for days in (0, 0.1, 5.5, 6, 7.1, 7.2, 8.1, 9, 30)}

    assert told[0] == told[5.5] == ["a@example.org", "lead@example.org"]
    assert told[7.1] == ["lead@example.org"]
    assert told[8.1] == ["officer@example.org"]
    assert {tuple(told[days]) for days in (0.1, 6, 7.2, 9, 30)} == {()}
    event = LedgerEvent.objects.get(action=Action.RECALL_ESCALATED)
    assert (event.data["recall"], event.data["unanswered"]) == (sent.pk, 1)


def test_the_desks_mail_names_who_has_not_answered_and_leads_to_the_telephone_list() -> None:
    make_person(Role.DESK_LEAD, email="desk@example.org", interface_language="en")
    OrganisationFactory()
    make_holder(email="", name="Seoul")
    sent = recall()

    assert mail_at(8.1) == ["desk@example.org"]

    body = str(mail.outbox[-1].body)
    assert "- Seoul" in body and reverse("outreach_recall_calls", args=[sent.pk]) in body


def test_without_a_lead_all_members_are_told_after_the_deadline() -> None:
    make_holder(email="a@example.org")
    recall()
    mail_at(0)

    assert mail_at(7.1) == ["a@example.org"]


def test_nobody_is_mailed_about_a_closed_recall_or_to_a_holder_of_something_else() -> None:
    other = OrganisationFactory()
    MembershipFactory(organisation=other, user__email="other@example.org")
    record_download(other, key="call-2")
    make_holder(email="a@example.org")
    sent = recall()
    sent.closed_at = DEADLINE
    sent.save()

    assert mail_at(0) == mail_at(8.1) == []
