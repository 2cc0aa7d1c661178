"""A person's own language and mails, the link that ends them without signing in, and mail that comes back."""

import io
import sys
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from cms.users.roles import Role
from outreach.organisations.mail_settings import get_settings, sign_unsubscriber
from outreach.organisations.models import MailPace
from tests.approvals.factories import make_person
from tests.availability.world import sign_in
from tests.organisations.factories import MembershipFactory

pytestmark = pytest.mark.django_db

REPORT = """From: MAILER-DAEMON@example.org
To: desk@example.org
Subject: Undelivered
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

Not delivered.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org

Final-Recipient: rfc822; Seoul@Example.org
Action: failed
Status: 5.1.1

Final-Recipient: rfc822; late@example.org
Action: delayed
Status: 4.4.7

--b--
"""


def test_a_person_chooses_their_language_and_mails_at_any_time() -> None:
    user = make_person(Role.PARTNER, interface_language="vi")
    client = sign_in(user)

    answer = client.post("/vi/portal/account/", {"language": "km", "pace": "daily"})

    assert answer["Location"] == "/km/portal/account/"
    user.refresh_from_db()
    assert (user.interface_language, get_settings(user).pace) == ("km", MailPace.DAILY)
    refused = client.post("/km/portal/account/", {"language": "de", "pace": "hourly"})
    assert set(refused.context["form"].errors) == {"language", "pace"}


def test_the_link_in_a_mail_ends_them_without_signing_in_and_only_by_pressing() -> None:
    user = make_person(Role.PARTNER)
    address = f"/ko/portal/unsubscribe/{sign_unsubscriber(user)}/"
    program = Client(enforce_csrf_checks=True)

    assert program.get(address).status_code == 200
    assert get_settings(user).pace == MailPace.AT_ONCE
    assert program.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert get_settings(user).pace == MailPace.NEVER
    assert program.post("/ko/portal/unsubscribe/forged/").status_code == 404


def test_mail_that_comes_back_is_shown_to_the_desk_until_the_address_changes(monkeypatch: Any) -> None:
    gone = MembershipFactory(user__email="seoul@example.org").user
    late = MembershipFactory(user__email="late@example.org").user
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(REPORT.encode())))

    call_command("record_bounce", stdout=io.StringIO())

    officer = sign_in(make_person(Role.OUTREACH_OFFICER, interface_language="en"))
    shown = [row.user for row in officer.get(reverse("outreach_invitations")).context["bounced"]]
    assert shown == [gone] and late not in shown
    gone.email = "new@example.org"
    gone.save()
    assert officer.get(reverse("outreach_invitations")).context["bounced"] == []
