"""Contacts: what the public sees of one takes two people, a renewal takes one."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from cms.facts import channels
from cms.facts.contacts import get_hotline
from cms.facts.models import ChannelProposal, VersionState
from cms.facts.refusal import FactRefused
from cms.facts.register import approve, propose
from cms.facts.revocation import revoke_channel
from cms.facts.verification import Proof
from tests.factories import ContactChannelFactory, FactFactory, UserFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
PROOF = Proof(on=date(2026, 11, 20), until=date(2027, 3, 1), note="called, answered in Vietnamese")


@pytest.fixture
def people():
    return UserFactory(), UserFactory()


def verify(channel, by, proof=PROOF):
    return channels.verify(channel=channel, verification=proof, by=by, at=NOW)


def change(channel, by, **changes):
    return channels.propose_change(channel=channel, changes=changes, source="letter", by=by, at=NOW)


def test_first_verification_is_public_when_a_second_person_approves_it(people):
    channel = ContactChannelFactory(facts=[FactFactory(value="+84965001222")])

    proposal = verify(channel, people[0])
    assert get_hotline(language="vi") is None
    channels.approve(proposal=proposal, by=people[1], at=NOW)

    channel.refresh_from_db()
    assert (channel.verified_by, channel.verified_on, channel.verified_until) == (people[1], PROOF.on, PROOF.until)
    assert get_hotline(language="vi") is not None


def test_verification_of_a_public_contact_is_renewed_by_one_person(people):
    channel = ContactChannelFactory(verified=True, facts=[FactFactory(value="+84965001222")])

    assert verify(channel, people[0]) is None

    channel.refresh_from_db()
    assert (channel.verified_by, channel.verified_until) == (people[0], PROOF.until)


def test_name_changes_in_public_when_a_second_person_approves_it(people):
    channel = ContactChannelFactory(verified=True, name_vi="Cũ", facts=[FactFactory(value="+84965001222")])

    proposal = change(channel, people[0], name_vi="Mới")
    assert get_hotline(language="vi").name == "Cũ"
    channels.approve(proposal=proposal, by=people[1], at=NOW)

    assert get_hotline(language="vi").name == "Mới"


@pytest.mark.parametrize("superuser", [False, True])
def test_own_proposal_can_not_be_approved_even_by_a_superuser(superuser):
    person = UserFactory(superuser=superuser)
    channel = ContactChannelFactory(verified=True, name_vi="Cũ", facts=[FactFactory(value="+84965001222")])
    proposal = change(channel, person, name_vi="Mới")

    with pytest.raises(FactRefused, match="A second person has to approve it"):
        channels.approve(proposal=proposal, by=person, at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        ChannelProposal.objects.filter(pk=proposal.pk).update(state=VersionState.APPROVED, decided_by=person)


def test_one_proposal_waits_at_a_time_and_is_decided_once(people):
    channel = ContactChannelFactory(verified=True, name_vi="Cũ", facts=[FactFactory(value="+84965001222")])
    proposal = change(channel, people[0], name_vi="Mới")

    with pytest.raises(FactRefused, match="is waiting for a decision"):
        verify(channel, people[1])
    channels.reject(proposal=proposal, by=people[1], at=NOW)
    with pytest.raises(FactRefused, match="already been decided"):
        channels.approve(proposal=proposal, by=people[1], at=NOW)


def test_change_of_nothing_is_refused(people):
    channel = ContactChannelFactory(verified=True, name_vi="Cũ", facts=[FactFactory(value="+84965001222")])

    with pytest.raises(FactRefused, match="Nothing of this contact would change"):
        change(channel, people[0], name_vi="Cũ")


def test_number_without_a_value_can_not_be_given_to_a_public_contact(people):
    channel = ContactChannelFactory(verified=True, facts=[FactFactory(value="+84965001222")])
    proposal = change(channel, people[0], facts=[FactFactory(label="No value").pk])

    with pytest.raises(FactRefused, match=r"“No value” of .* has no approved value yet"):
        channels.approve(proposal=proposal, by=people[1], at=NOW)

    assert get_hotline(language="vi") is not None


@pytest.mark.parametrize(
    "fields", [{"is_placeholder": True}, {"name_vi": "Tổng đài 1900.XXXX"}, {"name_en": "1900.XXXX"}]
)
def test_placeholder_is_never_verified(people, fields):
    channel = ContactChannelFactory(facts=[FactFactory(value="+84965001222")], **fields)

    with pytest.raises(FactRefused, match="is a placeholder"):
        verify(channel, people[0])


def test_public_contact_is_not_renamed_to_a_placeholder(people):
    channel = ContactChannelFactory(verified=True, facts=[FactFactory(value="+84965001222")])

    with pytest.raises(FactRefused, match="can't be renamed to a placeholder"):
        change(channel, people[0], name_en="1900.XXXX")


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"on": date(2026, 11, 25)}, "can't be in the future"),
        ({"until": PROOF.on}, "due within a year"),
        ({"until": PROOF.on + timedelta(days=400)}, "due within a year"),
        ({"note": " "}, "Say how the contact was verified"),
    ],
)
def test_verification_needs_evidence_a_day_and_a_term(people, fields, message):
    channel = ContactChannelFactory(facts=[FactFactory(value="+84965001222")])
    proof = {"on": PROOF.on, "until": PROOF.until, "note": PROOF.note, **fields}

    with pytest.raises(FactRefused, match=message):
        verify(channel, people[0], Proof(**proof))


@pytest.mark.parametrize(
    ("facts", "message"),
    [([], "has no number or address yet"), (["Telephone"], "“Telephone” of .* has no approved value")],
)
def test_contact_without_a_number_or_its_value_is_not_verified(people, facts, message):
    channel = ContactChannelFactory(facts=[FactFactory(label=label) for label in facts])

    with pytest.raises(FactRefused, match=message):
        verify(channel, people[0])


def test_revoked_contact_is_restored_by_two_people(people):
    channel = ContactChannelFactory(verified=True, facts=[FactFactory(value="+84965001222")])
    revoke_channel(channel=channel, by=people[0], at=NOW, reason="fraud")

    proposal = verify(channel, people[0])
    assert get_hotline(language="vi") is None
    with pytest.raises(FactRefused):
        channels.approve(proposal=proposal, by=people[0], at=NOW)
    channels.approve(proposal=proposal, by=people[1], at=NOW)

    assert get_hotline(language="vi") is not None
    assert channel.revocations.get().restored_at == NOW


def test_new_value_of_a_revoked_contact_restores_it(people):
    fact = FactFactory(value="+84965001222")
    channel = ContactChannelFactory(verified=True, facts=[fact])
    revoke_channel(channel=channel, by=people[0], at=NOW, reason="answered by a stranger")

    approve(version=propose(fact=fact, value="0912345678", source="letter", by=people[0], at=NOW), by=people[1], at=NOW)

    assert get_hotline(language="ko").values[0].text == "+84 912 345 678"


def test_next_hotline_takes_the_place_of_one_without_a_value():
    ContactChannelFactory(verified=True, name="First", facts=[FactFactory()], languages=["vi"])
    ContactChannelFactory(verified=True, name="Second", facts=[FactFactory(value="+84912345678")])

    assert get_hotline(language="vi").name == "Second"
