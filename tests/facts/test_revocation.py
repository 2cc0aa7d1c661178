"""Revoking: at once, everywhere, by one person; and the stated end of a value, by itself."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db.models import F

from cms.calls.models import CallPage
from cms.facts.contacts import get_hotline
from cms.facts.live import get_live_values, get_values_at
from cms.facts.models import ContactChannel, FactVersion, Revocation
from cms.facts.refusal import FactRefused
from cms.facts.register import approve, propose
from cms.facts.rendering import write_facts
from cms.facts.revocation import end_due_values, revoke_channel, revoke_value
from tests.approvals.factories import accept, hand_in, make_source
from tests.factories import ContactChannelFactory, FactFactory, UserFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
END = NOW + timedelta(days=7)
GONE = "Call (This telephone number is no longer in use)"


def write(language="en"):
    return write_facts("Call [[hotline]]", language=language)


def revoke(channel):
    return revoke_channel(channel=channel, by=UserFactory(), at=NOW, reason="answered by a stranger")


def propose_ending(fact, *, at=NOW, ends_at=END):
    version = propose(fact=fact, value="0912345678", source="letter", by=UserFactory(), at=at, ends_at=ends_at)
    return approve(version=version, by=UserFactory(), at=at)


def test_number_of_a_revoked_contact_is_in_no_text():
    channel = ContactChannelFactory(verified=True, facts=[FactFactory(key="hotline", value="+84965001222")])

    revoke(channel)

    assert write() == GONE
    assert get_live_values()["hotline"].value is None


def test_number_stays_where_another_verified_contact_has_it():
    fact = FactFactory(key="hotline", value="+84965001222")
    zalo = ContactChannelFactory(verified=True, kind="zalo", facts=[fact])
    ContactChannelFactory(verified=True, facts=[fact])

    revoke(zalo)

    assert write() == "Call +84 965 001 222"
    assert get_hotline(language="en") is not None


def test_contact_that_was_never_verified_silences_no_number():
    fact = FactFactory(key="hotline", value="+84965001222")

    ContactChannelFactory(facts=[fact])

    assert write() == "Call +84 965 001 222"


def test_forgotten_renewal_silences_no_number():
    fact = FactFactory(key="hotline", value="+84965001222")
    ContactChannelFactory(verified=True, facts=[fact], verified_until=NOW.date() - timedelta(days=100))

    assert write() == "Call +84 965 001 222"
    assert get_hotline(language="en") is not None


def test_revoked_value_is_in_no_text_until_a_new_one_is_approved():
    fact = FactFactory(key="hotline", value="+84965001222")
    person, second = UserFactory(), UserFactory()
    revoke_value(version=fact.versions.get(), by=person, at=NOW, reason="a misprint")
    assert write() == GONE

    version = propose(fact=fact, value="0912345678", source="letter", by=person, at=NOW)
    assert write() == GONE
    approve(version=version, by=second, at=NOW)

    assert write() == "Call +84 912 345 678"
    assert Revocation.objects.get().restored_at == NOW


def test_revoking_needs_a_reason_and_something_to_revoke():
    fact = FactFactory(value="+84965001222")
    version, channel = fact.versions.get(), ContactChannelFactory(facts=[fact])

    with pytest.raises(FactRefused, match="Say why"):
        revoke_value(version=version, by=UserFactory(), at=NOW, reason=" ")
    with pytest.raises(FactRefused, match="isn't verified, so there is nothing to revoke"):
        revoke(channel)
    revoke_value(version=version, by=UserFactory(), at=NOW, reason="a misprint")
    with pytest.raises(FactRefused, match="isn't live, so there is nothing to revoke"):
        revoke_value(version=version, by=UserFactory(), at=NOW, reason="again")


def test_revocation_keeps_what_showed_the_contact(desk):
    fact = FactFactory(key="hotline", value="+84965001222")
    channel = ContactChannelFactory(verified=True, facts=[fact])
    in_text = make_source(desk.editor, title="Trong lời", summary="Gọi [[hotline]]")
    chosen = make_source(desk.editor, CallPage, title="Chọn liên hệ", contacts=[channel])
    neither = make_source(desk.editor, title="Chuyện khác")
    for page in (in_text, chosen, neither):
        accept(hand_in(page, desk.editor), desk.publisher)

    revocation = revoke(channel)

    shown = [row["label"] for row in revocation.affected if row["kind"] == "page"]
    assert sorted(label.split(": ")[1] for label in shown) == ["Chọn liên hệ", "Trong lời"]


def test_value_is_shown_nowhere_from_its_stated_end_on():
    fact = FactFactory(key="hotline", value="+84965001222")
    with time_machine.travel(NOW):
        propose_ending(fact)

    with time_machine.travel(END - timedelta(seconds=1)):
        assert write() == "Call +84 912 345 678"
    with time_machine.travel(END):
        assert write() == GONE


def test_stated_end_is_recorded_once_by_the_scheduler():
    version = propose_ending(FactFactory(key="hotline", value="+84965001222"))

    assert end_due_values(at=END - timedelta(seconds=1)) == 0
    assert end_due_values(at=END) == 1
    assert end_due_values(at=END) == 0

    version.refresh_from_db()
    assert (version.state, version.revocations.get().revoked_by) == ("revoked", None)


def test_end_in_the_past_is_refused():
    with pytest.raises(FactRefused, match="its end is in the past"):
        propose_ending(FactFactory(), ends_at=NOW)


def test_past_is_as_it_was_before_and_after_a_revocation():
    fact = FactFactory(key="hotline", value="+84965001222")
    revoke_value(version=fact.versions.get(), by=UserFactory(), at=NOW, reason="a misprint")

    assert not get_values_at(NOW - timedelta(seconds=1))["hotline"].is_withdrawn
    assert get_values_at(NOW)["hotline"].is_withdrawn


def test_withdrawn_values_cost_no_further_query(django_assert_num_queries):
    fact = FactFactory(key="hotline", value="+84965001222")
    revoke(ContactChannelFactory(verified=True, facts=[fact]))

    with django_assert_num_queries(1):
        write()


def test_database_refuses_a_revoked_value_that_one_person_gave():
    version = propose(fact=FactFactory(), value="0912345678", source="letter", by=UserFactory(), at=NOW)

    with pytest.raises(Exception, match="fact_approved_by_a_second_person"):
        FactVersion.objects.filter(pk=version.pk).update(state="revoked", decided_by=F("proposed_by"))


def test_revoked_channels_are_those_not_restored():
    channel = ContactChannelFactory(verified=True, facts=[FactFactory(value="+84965001222")])
    assert not ContactChannel.objects.revoked().exists()

    revoke(channel)

    assert ContactChannel.objects.revoked().get() == channel
