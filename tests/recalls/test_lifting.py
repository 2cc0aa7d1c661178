"""Lifting a recall that was a mistake: by two people, at once for what leaves, told to those who had to answer."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.urls import reverse

from cms.jobs.queue import run_pending_jobs
from cms.users.models import User
from cms.users.roles import Role
from outreach.availability.reasons import Reason
from outreach.availability.rule import Basis, OutgoingFile
from outreach.availability.surroundings import find_reasons, find_recipient, make_version_expression
from outreach.holdings.models import Delivery, HeldItem
from outreach.holdings.replay import HoldingsReplay
from outreach.ledger.actions import Action
from outreach.ledger.ledger import get_head, record
from outreach.ledger.models import LedgerEvent
from outreach.ledger.verification import read_rows
from outreach.organisations.models import Organisation
from outreach.recalls.answers import confirm_removal, get_lifted_recalls, get_open_recalls
from outreach.recalls.calls import list_calls, record_call
from outreach.recalls.coverage import FileOrigin
from outreach.recalls.derivation import RecallsReplay
from outreach.recalls.effectiveness import CallOutcome
from outreach.recalls.escalation import find_overdue
from outreach.recalls.lifting import lift_recall, propose_lifting, reject_lifting, release_holdings
from outreach.recalls.models import Recall
from outreach.recalls.recall import RecallRefused
from outreach.recalls.reminders import send_due_mails
from outreach.recalls.targets import RecallTarget
from tests.approvals.factories import make_person
from tests.availability.world import sign_in
from tests.factories import UserFactory
from tests.ledger.factories import NOW, make_ref
from tests.organisations.factories import MembershipFactory
from tests.recalls.factories import TARGET, address, get_recipient, make_holder, order, recall

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
REASON = "The number was right; the report mixed up two offices."
LATER = NOW + timedelta(days=1)


@pytest.fixture
def officer() -> User:
    return make_person(Role.OUTREACH_OFFICER, interface_language="en")


@pytest.fixture
def lead() -> User:
    return make_person(Role.DESK_LEAD, interface_language="en")


def lift(sent: Recall) -> Recall:
    propose_lifting(recall=sent, reason=REASON, by=UserFactory(), at=LATER)
    lifted = lift_recall(recall=sent, by=UserFactory(), at=LATER)
    release_holdings(lifted, at=LATER)
    return lifted


def find_differences() -> list[str]:
    replays = (RecallsReplay(), HoldingsReplay())
    for row in read_rows(until=get_head().seq):
        for replay in replays:
            if row.content["action"] in replay.actions:
                replay.add(row.content)
    return [finding.kind.name for replay in replays for finding in replay.find_differences()]


def find_reason() -> Reason | None:
    """Return what keeps the recalled item from leaving; its text isn't compared, as no page has it."""
    file = OutgoingFile(FileOrigin(make_ref(), as_of=NOW - timedelta(days=1)), basis=Basis.REGISTER)
    return find_reasons([file], recipient=find_recipient(None), at=LATER)[0]


def read_version() -> str:
    return str(User.objects.annotate(version=make_version_expression()).values_list("version", flat=True).first())


def test_two_people_lift_a_recall_through_the_admin(officer: User, lead: User) -> None:
    make_holder()
    sent = recall()
    url = reverse("outreach_lift_recall", args=[sent.pk])
    first, second = sign_in(officer), sign_in(lead)

    assert first.post(url, {"step": "propose", "reason": ""}).status_code == 422
    assert first.post(url, {"step": "propose", "reason": REASON}).status_code == 302
    assert first.post(url, {"step": "lift"}).status_code == 302
    assert not Recall.objects.filter(lifted_at__isnull=False).exists()
    assert "data-lifting-proposed" in second.get(reverse("outreach_recall", args=[sent.pk])).content.decode()
    assert second.post(url, {"step": "lift"}).status_code == 302

    sent.refresh_from_db()
    assert (sent.lift_proposed_by, sent.lifted_by, sent.lift_reason) == (officer, lead, REASON)
    for name in ("outreach_recall", "outreach_recall_file", "outreach_recall_calls", "outreach_lift_recall"):
        assert REASON in second.get(reverse(name, args=[sent.pk])).content.decode()
    assert find_differences() == []


def test_one_person_alone_lifts_nothing() -> None:
    make_holder()
    sent, person = recall(), UserFactory()

    with pytest.raises(RecallRefused, match="Nobody has proposed"):
        lift_recall(recall=sent, by=person, at=LATER)
    with pytest.raises(RecallRefused, match="Say why"):
        propose_lifting(recall=sent, reason=" ", by=person, at=LATER)
    propose_lifting(recall=sent, reason=REASON, by=person, at=LATER)
    with pytest.raises(RecallRefused, match="You proposed this yourself"):
        lift_recall(recall=sent, by=person, at=LATER)
    with pytest.raises(RecallRefused, match="already proposed"):
        propose_lifting(recall=sent, reason=REASON, by=UserFactory(), at=LATER)
    with pytest.raises(IntegrityError), transaction.atomic():
        Recall.objects.update(lifted_at=LATER, lifted_by=person)

    assert find_reason() is Reason.RECALLED


def test_a_rejected_proposal_leaves_the_recall_in_force() -> None:
    make_holder()
    sent, person = recall(), UserFactory()
    propose_lifting(recall=sent, reason=REASON, by=person, at=LATER)

    reject_lifting(recall=sent, by=person, at=LATER)

    assert find_reason() is Reason.RECALLED
    with pytest.raises(RecallRefused, match="Nobody has proposed"):
        lift_recall(recall=sent, by=UserFactory(), at=LATER)
    assert find_differences() == []


def test_rehearsals_lifted_recalls_and_those_whose_holders_are_sought_are_not_lifted() -> None:
    make_holder()
    person = UserFactory()

    with pytest.raises(RecallRefused, match="rehearsal"):
        propose_lifting(recall=recall(is_rehearsal=True), reason=REASON, by=person, at=LATER)
    waiting = order()
    with pytest.raises(RecallRefused, match="still being found out"):
        propose_lifting(recall=waiting, reason=REASON, by=person, at=LATER)
    lifted = lift(address(waiting))
    with pytest.raises(RecallRefused, match="lifted already"):
        propose_lifting(recall=lifted, reason=REASON, by=person, at=LATER)


def test_what_was_recalled_may_leave_as_soon_as_it_is_lifted() -> None:
    holder = make_holder()
    sent = recall()
    before = read_version()
    assert find_reason() is Reason.RECALLED

    lift(sent)

    assert find_reason() is None
    assert read_version() != before
    assert not HeldItem.objects.get(organisation_key=holder.key).invalid_reason
    assert find_differences() == []


def test_another_recall_of_the_same_item_stays_in_force() -> None:
    holder = make_holder()
    first, second = recall(), recall(target=RecallTarget(title="Call", kind="call", key="call-1"))

    lift(first)

    assert find_reason() is Reason.RECALLED
    assert HeldItem.objects.get(organisation_key=holder.key).recalled_at == NOW
    assert release_holdings(first, at=LATER) == 0

    lift(second)

    assert HeldItem.objects.get(organisation_key=holder.key).recalled_at is None
    assert find_differences() == []


def test_an_edition_is_no_longer_recalled_but_its_item_that_is_recalled_by_itself_is() -> None:
    holder = make_holder()
    items = [vars(make_ref(key=key)) for key in ("call-1", "call-2")]
    data = {"items": items, "title": "Kit", "number": 1}
    record(action=Action.OFFERED, at=NOW, by_key="u", organisation_key=holder.key, edition="e1", data=data)
    record(action=Action.DOWNLOADED, at=NOW, by_key="u", organisation_key=holder.key, edition="e1")
    sent = recall(target=RecallTarget(title="Kit", edition_key="e1"))
    recall(target=TARGET)

    lift(sent)

    assert Delivery.objects.get(edition_key="e1").recalled_at is None
    recalled = HeldItem.objects.filter(edition_key="e1", recalled_at__isnull=False)
    assert list(recalled.values_list("key", flat=True)) == ["call-1"]
    assert find_differences() == []


def test_nobody_is_asked_to_answer_a_lifted_recall(lead: User) -> None:
    holder = make_holder()
    sent = recall()
    send_due_mails(at=NOW)
    mail.outbox.clear()
    recipient = get_recipient(sent, holder)
    lift(sent)
    long_after = NOW + timedelta(days=30)

    send_due_mails(at=long_after)

    assert [each.subject for each in mail.outbox] == ["Recall lifted: Call"]
    assert REASON in str(mail.outbox[0].body)
    assert not find_overdue(at=long_after).exists()
    assert get_open_recalls([holder.key]) == []
    assert get_lifted_recalls([holder.key], at=LATER) == [recipient]
    assert get_lifted_recalls([holder.key], at=long_after + timedelta(days=2)) == []
    with pytest.raises(RecallRefused, match="lifted"):
        confirm_removal(recipient=recipient, evidence="", by=UserFactory(), at=long_after)
    assert find_differences() == []


def test_who_answered_or_was_named_when_the_recall_was_closed_is_told_too() -> None:
    holder = make_holder()
    sent = recall()
    confirm_removal(recipient=get_recipient(sent, holder), evidence="Gone", by=UserFactory(), at=NOW)
    Recall.objects.filter(pk=sent.pk).update(closed_at=NOW)
    lift(sent)

    send_due_mails(at=LATER)
    send_due_mails(at=LATER)

    assert [each.subject for each in mail.outbox] == ["Recall lifted: Call"]
    assert LedgerEvent.objects.filter(action=Action.LIFTING_NOTIFIED).count() == 1


def test_who_has_no_address_is_called_and_told_that_it_was_lifted() -> None:
    holder = make_holder(email="")
    sent = recall()
    lifted = lift(sent)
    [line] = list_calls(lifted, language="en", at=LATER)

    record_call(recipient=line.entry.recipient, outcome=CallOutcome.REACHED, person=None, by=UserFactory(), at=LATER)

    assert get_recipient(sent, holder).lift_notified_at == LATER
    assert get_recipient(sent, holder).notified_at is None
    assert list_calls(lifted, language="en", at=LATER) == []
    assert find_differences() == []


def test_the_portal_says_that_a_recall_was_lifted_and_asks_for_nothing(officer: User, lead: User) -> None:
    holder = make_holder()
    sent = recall()
    member = make_person(Role.PARTNER, interface_language="en")
    MembershipFactory(organisation=holder, user=member)
    propose_lifting(recall=sent, reason=REASON, by=officer, at=LATER)
    lift_recall(recall=sent, by=lead, at=LATER)
    client = sign_in(member)

    assert "data-lifted" in client.get("/en/portal/").content.decode()
    page = client.get(f"/en/portal/recalls/{get_recipient(sent, holder).pk}/").content.decode()

    assert "data-lifted" in page
    assert REASON in page
    assert "We have taken it down" not in page


def test_what_was_removed_is_held_again_once_it_is_fetched_again() -> None:
    holder: Organisation = make_holder()
    sent = recall()
    confirm_removal(recipient=get_recipient(sent, holder), evidence="Gone", by=UserFactory(), at=NOW)
    lift(sent)

    record(action=Action.DOWNLOADED, at=LATER, by_key="u", organisation_key=holder.key, item=make_ref())

    row = HeldItem.objects.get(organisation_key=holder.key)
    assert (row.held_at, row.removed_at) == (LATER, None)
    again = recall(at=LATER + timedelta(hours=1))
    assert again.recipients.get().organisation == holder
    assert find_differences() == []


@pytest.mark.django_db(transaction=True)
def test_the_job_of_a_lifted_recall_releases_and_tells(officer: User, lead: User) -> None:
    holder = make_holder()
    sent = recall()
    propose_lifting(recall=sent, reason=REASON, by=officer, at=LATER)
    lift_recall(recall=sent, by=lead, at=LATER)

    run_pending_jobs()

    assert HeldItem.objects.get(organisation_key=holder.key).recalled_at is None
    assert "Recall lifted: Call" in [each.subject for each in mail.outbox]


def test_who_may_not_recall_may_not_lift_either(officer: User) -> None:
    make_holder()
    sent = recall()
    propose_lifting(recall=sent, reason=REASON, by=officer, at=LATER)

    answer = sign_in(make_person(Role.EDITOR)).post(reverse("outreach_lift_recall", args=[sent.pk]), {"step": "lift"})

    assert answer.status_code in {302, 403}
    assert not Recall.objects.filter(lifted_at__isnull=False).exists()
