"""Mails about terms of verification."""

from datetime import UTC, date, datetime, timedelta

import pytest

from cms.facts.channels import verify
from cms.facts.term_notices import send_due_notices
from cms.facts.verification import Proof
from cms.users.roles import Role
from tests.approvals.factories import make_person
from tests.factories import ContactChannelFactory, FactFactory

pytestmark = pytest.mark.django_db
END = date(2026, 11, 24)


def at(day):
    return datetime(day.year, day.month, day.day, 3, 0, tzinfo=UTC)


@pytest.fixture
def channel(db):
    return ContactChannelFactory(
        verified=True, name="Hotline A", facts=[FactFactory(value="+84965001222")], verified_until=END
    )


@pytest.fixture
def publisher(db):
    return make_person(Role.PUBLISHER, email="publisher@example.org", interface_language="vi")


def test_desk_is_warned_once_before_the_end_and_alarmed_once_after_it(channel, publisher, mailoutbox):
    make_person(Role.EDITOR, email="editor@example.org")
    days = [END - timedelta(days=15), END - timedelta(days=14), END, END + timedelta(days=1), END + timedelta(days=9)]

    sent = [send_due_notices(at=at(day)) for day in days]

    assert sent == [0, 1, 0, 1, 0]
    assert [mail.subject for mail in mailoutbox] == [
        "Xác minh sắp hết hạn: Hotline A",
        "Xác minh đã quá hạn: Hotline A",
    ]
    assert {recipient for mail in mailoutbox for recipient in mail.to} == {"publisher@example.org"}
    assert f"/admin/register/contacts/inspect/{channel.pk}/" in mailoutbox[1].body


def test_renewal_starts_a_new_term(channel, publisher, mailoutbox):
    send_due_notices(at=at(END))
    renewed = Proof(on=END, until=END + timedelta(days=100), note="called")
    verify(channel=channel, verification=renewed, by=publisher, at=at(END))

    assert send_due_notices(at=at(END + timedelta(days=1))) == 0
    assert send_due_notices(at=at(END + timedelta(days=90))) == 1
