"""The register: one person proposes, a second one approves, and then the value is live in all languages."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction

from cms.facts.live import get_live_values, get_values_at
from cms.facts.models import FactKind, FactVersion, VersionState
from cms.facts.refusal import FactRefused
from cms.facts.register import approve, propose, reject
from cms.facts.rendering import write_facts
from cms.facts.signals import fact_changed
from cms.facts.values import ValueRefused, clean_value
from tests.factories import ContactChannelFactory, FactFactory, UserFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


@pytest.fixture
def people():
    return UserFactory(), UserFactory()


def test_a_proposed_value_is_not_live(people):
    fact = FactFactory(key="hotline", value="+84965001222")

    propose(fact=fact, value="0912 345 678", source="letter", by=people[0], at=NOW)

    assert write_facts("[[hotline]]", language="vi") == "0965 001 222 (+84 965 001 222)"


def test_an_approved_value_is_live_in_every_language_and_the_old_one_is_kept(people):
    fact = FactFactory(key="hotline", value="+84965001222")
    version = propose(fact=fact, value="0912.345.678", source="letter", by=people[0], at=NOW)

    approve(version=version, by=people[1], at=NOW)

    assert write_facts("[[hotline]]", language="vi") == "0912 345 678 (+84 912 345 678)"
    assert write_facts("[[hotline]]", language="ko") == "+84 912 345 678"
    assert list(fact.versions.order_by("pk").values_list("state", flat=True)) == ["superseded", "approved"]
    assert get_values_at(datetime(2026, 7, 1, tzinfo=UTC))["hotline"].value == "+84965001222"


@pytest.mark.parametrize("superuser", [False, True])
def test_own_proposal_can_not_be_approved_even_by_a_superuser(superuser):
    person = UserFactory(superuser=superuser)
    version = propose(fact=FactFactory(), value="0912345678", source="letter", by=person, at=NOW)

    with pytest.raises(FactRefused, match=r"You proposed this value\. A second person has to approve it\."):
        approve(version=version, by=person, at=NOW)

    assert get_live_values() == {}


def test_the_database_itself_refuses_an_approval_by_the_proposer():
    person = UserFactory()
    version = propose(fact=FactFactory(), value="0912345678", source="letter", by=person, at=NOW)

    with pytest.raises(IntegrityError), transaction.atomic():
        FactVersion.objects.filter(pk=version.pk).update(state=VersionState.APPROVED, decided_by=person, decided_at=NOW)


def test_a_proposal_is_decided_once(people):
    version = propose(fact=FactFactory(), value="0912345678", source="letter", by=people[0], at=NOW)
    reject(version=version, by=people[1], at=NOW)

    with pytest.raises(FactRefused, match="already been decided"):
        approve(version=version, by=people[1], at=NOW)


def test_one_proposal_waits_at_a_time(people):
    fact = FactFactory()
    propose(fact=fact, value="0912345678", source="letter", by=people[0], at=NOW)

    with pytest.raises(FactRefused, match="is waiting for a decision"):
        propose(fact=fact, value="0912345679", source="letter", by=people[1], at=NOW)


@pytest.mark.parametrize(
    ("kind", "value", "message"),
    [
        (FactKind.PHONE, "1900.XXXX", "not a valid telephone number"),
        (FactKind.PHONE, "1900FLOWER", "not a valid telephone number"),
        (FactKind.PHONE, "123", "not a valid telephone number"),
        (FactKind.DATE, "27/7/2027", "is not a date"),
        (FactKind.DATE, "2027-02-30", "is not a date"),
        (FactKind.FIGURE, "many", "is not a figure"),
        (FactKind.FIGURE, "NaN", "is not a figure"),
        (FactKind.URL, "javascript:alert(1)", "is not a web address"),
        (FactKind.EMAIL, "desk", "is not an e-mail address"),
        (FactKind.POSITION, "Hà Nội", "is not a position"),
        (FactKind.POSITION, "21.03, 181", "is not a position"),
        (FactKind.NAME, {"ko": "하노이"}, "Enter the value in the source language"),
        (FactKind.NAME, {"vi": "Hà Nội", "xx": "?"}, "These are not languages of the campaign: xx"),
        (FactKind.NAME, "see [[other]]", "can't contain another fact"),
        (FactKind.NAME, "x" * 501, "longer than 500 characters"),
        (FactKind.NAME, "", "Enter a value"),
    ],
)
def test_a_value_that_is_not_of_its_kind_is_refused(kind, value, message):
    with pytest.raises(ValueRefused, match=message):
        clean_value(kind=kind, value=value)


def test_a_proposal_names_its_source(people):
    with pytest.raises(FactRefused, match="Name the source"):
        propose(fact=FactFactory(), value="0912345678", source=" ", by=people[0], at=NOW)


def test_the_change_is_announced_after_commit(people, django_capture_on_commit_callbacks):
    told = []
    fact_changed.connect(told_to := lambda fact, version, **kwargs: told.append((fact.key, version.value)))
    version = propose(fact=FactFactory(key="hotline"), value="0912345678", source="letter", by=people[0], at=NOW)

    with django_capture_on_commit_callbacks(execute=True):
        approve(version=version, by=people[1], at=NOW)
        assert told == []

    assert told == [("hotline", "+84912345678")]
    fact_changed.disconnect(told_to)


def test_approving_a_new_number_verifies_the_contacts_that_have_it(people):
    fact = FactFactory(value="+84965001222")
    channel = ContactChannelFactory(verified=True, facts=[fact])
    version = propose(fact=fact, value="0912345678", source="letter of 20 November", by=people[0], at=NOW)

    approve(version=version, by=people[1], at=NOW)

    channel.refresh_from_db()
    assert (channel.verified_by, channel.verified_on) == (people[1], date(2026, 11, 24))
    assert channel.verification_note == "letter of 20 November"


def test_all_values_of_a_request_come_with_one_query(django_assert_num_queries):
    FactFactory.create_batch(5, value="+84965001222")

    with django_assert_num_queries(1):
        get_live_values()
