"""Removals, confirmed by the organisation itself or recorded by the desk for one that cannot."""

import pytest
from django.urls import reverse

from cms.users.roles import Role
from outreach.holdings.models import HeldItem
from outreach.ledger.actions import Action
from outreach.ledger.models import LedgerEvent
from outreach.organisations.models import Organisation
from outreach.recalls.answers import confirm_removal, record_removal
from outreach.recalls.recall import RecallRefused
from tests.approvals.factories import make_person
from tests.availability.world import sign_in
from tests.factories import UserFactory
from tests.ledger.factories import NOW, record_download
from tests.organisations.factories import MembershipFactory, OrganisationFactory
from tests.recalls.factories import get_recipient, make_holder, recall

pytestmark = pytest.mark.django_db


def close(holder: Organisation) -> None:
    Organisation.objects.filter(pk=holder.pk).update(is_active=False)


def test_an_organisation_whose_account_is_closed_cannot_confirm() -> None:
    holder, member = OrganisationFactory(), make_person(Role.PARTNER)
    MembershipFactory(organisation=holder, user=member)
    record_download(holder)
    recipient = get_recipient(recall(), holder)
    close(holder)

    answer = sign_in(member).post(reverse("portal:recall", args=[recipient.pk]), {"evidence": "Gone"})
    assert answer.status_code == 404
    with pytest.raises(RecallRefused):
        confirm_removal(recipient=recipient, evidence="Gone", by=member, at=NOW)

    recipient.refresh_from_db()
    assert recipient.confirmed_at is None
    assert not LedgerEvent.objects.filter(action=Action.REMOVED).exists()


def test_the_desk_records_the_removal_of_a_closed_organisation_with_evidence() -> None:
    holder, officer = make_holder(name="Seoul"), make_person(Role.OUTREACH_OFFICER, interface_language="en")
    close(holder)
    sent, client = recall(), sign_in(officer)
    board = reverse("outreach_recall", args=[sent.pk])
    address = reverse("outreach_record_removal", args=[sent.pk, get_recipient(sent, holder).pk])
    before = client.get(board).content.decode()
    assert "Its account is closed" in before and f'href="{address}"' in before

    assert client.post(address, {"evidence": "  "}).status_code == 422
    assert client.post(address, {"evidence": "The consul showed the empty stand."}).status_code == 302

    recipient = get_recipient(sent, holder)
    assert (recipient.is_answered_by_desk, recipient.confirmed_by) == (True, officer)
    after = client.get(board).content.decode()
    assert "Recorded by the desk" in after and 'data-answered="no"' not in after
    event = LedgerEvent.objects.get(action=Action.RECALL_ANSWERED_BY_DESK)
    assert (event.by_key, event.organisation_key) == (officer.key, holder.key)
    assert "consul" not in str(event.data)
    assert HeldItem.objects.get(organisation_key=holder.key).removed_at is not None


def test_the_desk_records_no_removal_without_evidence() -> None:
    holder = make_holder()
    recipient = get_recipient(recall(), holder)

    with pytest.raises(RecallRefused):
        record_removal(recipient=recipient, evidence=" ", by=UserFactory(), at=NOW)


def test_the_first_answer_stays() -> None:
    holder = make_holder()
    recipient = get_recipient(recall(), holder)
    confirm_removal(recipient=recipient, evidence="Gone", by=UserFactory(), at=NOW)

    record_removal(recipient=recipient, evidence="Seen", by=UserFactory(), at=NOW)

    recipient.refresh_from_db()
    assert (recipient.evidence, recipient.is_answered_by_desk) == ("Gone", False)
    assert not LedgerEvent.objects.filter(action=Action.RECALL_ANSWERED_BY_DESK).exists()


def test_a_member_who_opens_the_recall_in_the_portal_is_recorded_once() -> None:
    holder, member = OrganisationFactory(), make_person(Role.PARTNER)
    MembershipFactory(organisation=holder, user=member)
    record_download(holder)
    sent = recall()
    address, client = reverse("portal:recall", args=[get_recipient(sent, holder).pk]), sign_in(member)

    client.head(address)
    client.get(address, headers={"Sec-Purpose": "prefetch"})
    assert not LedgerEvent.objects.filter(action=Action.RECALL_OPENED).exists()
    assert client.get(address).status_code == client.get(address).status_code == 200

    event = LedgerEvent.objects.get(action=Action.RECALL_OPENED)
    assert (event.by_key, event.data) == (member.key, {"recall": sent.pk})
    board = sign_in(make_person(Role.OUTREACH_OFFICER, interface_language="en")).get(
        reverse("outreach_recall", args=[sent.pk])
    )
    assert "; opened, " in board.content.decode() and "1 opened it" in board.content.decode()
