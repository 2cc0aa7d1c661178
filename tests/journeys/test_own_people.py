"""Seoul's lead is invited, signs in on a phone in Korean, invites a colleague and proposes hours; the desk approves."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cms.facts.models import ChannelProposal, FactKind, FactVersion
from cms.jobs.queue import run_pending_jobs
from cms.published import find_poster_contact, get_contacts
from cms.users.models import User
from cms.users.roles import Role
from outreach.organisations.models import Invitation, Membership, Organisation
from tests.approvals.factories import make_person
from tests.availability.world import sign_in
from tests.factories import ContactChannelFactory, FactFactory
from tests.organisations.factories import OrganisationFactory

pytestmark = pytest.mark.django_db
LEAD, COLLEAGUE = "lead@seoul.example.org", "colleague@seoul.example.org"
PASSWORD = "ba con đường qua đèo"
PHONE = {"user-agent": "Mozilla/5.0 (Linux; Android 14) Mobile"}


def read_link() -> str:
    """Return the path of the link in the newest mail, after the worker has sent it."""
    run_pending_jobs()
    link = re.search(r"https?://[^/]+(/\S+/portal/invitation/\S+)", str(mail.outbox[-1].body))
    assert link
    return link[1]


def accept(link: str, *, name: str, language: str) -> None:
    visitor = Client(headers=PHONE)
    assert visitor.get(link).status_code == 200
    short = {"first_name": name, "last_name": "A", "language": language, "password": "123", "again": "123"}
    assert visitor.post(link, short).context["form"].errors["password"]
    made = visitor.post(link, {**short, "password": PASSWORD, "again": PASSWORD})
    assert (made.status_code, made["Location"]) == (302, reverse("account_login"))
    assert visitor.get(link).status_code == 410


def sign_in_on_a_phone(email: str) -> Client:
    phone = Client(headers=PHONE)
    answer = phone.post(reverse("account_login"), {"login": email, "password": PASSWORD}, follow=True)
    assert answer.status_code == 200
    return phone


def make_seoul() -> Organisation:
    phone = FactFactory(kind=FactKind.PHONE, value="+82237385200")
    address = FactFactory(kind=FactKind.ADDRESS, value="Seoul 1")
    channel = ContactChannelFactory(
        verified=True, kind="mission", name="Mission", country="KR", facts=[phone, address], time_zone="Asia/Seoul"
    )
    made: Organisation = OrganisationFactory(name_vi="Cơ quan mẫu", name_ko="견본 기관", contact_keys=[channel.pk])
    return made


def test_seouls_lead_is_invited_invites_a_colleague_and_proposes_what_the_desk_approves() -> None:
    seoul = make_seoul()
    officer = sign_in(make_person(Role.OUTREACH_OFFICER, interface_language="vi"))
    typed = {"organisation": seoul.pk, "email": LEAD, "language": "ko", "is_lead": "on"}
    assert officer.post(reverse("outreach_invitations"), typed).status_code == 302
    link = read_link()
    assert link.startswith("/ko/") and "견본 기관" in str(mail.outbox[-1].body) and mail.outbox[-1].to == [LEAD]
    token = link.rstrip("/").rpartition("/")[2]
    assert token not in str(list(Invitation.objects.values()))
    accept(link, name="Lead", language="ko")

    phone = sign_in_on_a_phone(LEAD)
    home = phone.get("/accounts/after-sign-in/", follow=True)
    assert home.request["PATH_INFO"] == "/ko/portal/" and "견본 기관" in home.content.decode()
    assert 'href="/ko/portal/account/"' in home.content.decode()

    members = f"/ko/portal/organisations/{seoul.key}/members/"
    assert phone.post(members, {"email": COLLEAGUE, "language": "vi"}).status_code == 302
    accept(read_link(), name="Colleague", language="vi")
    colleague = sign_in_on_a_phone(COLLEAGUE)
    assert colleague.get(members).status_code == 200
    assert colleague.post(members, {"email": "x@example.org", "language": "vi"}).status_code == 403
    own = Membership.objects.get(user__email=LEAD)
    assert colleague.post(f"{members}{own.pk}/remove/").status_code == 403

    propose_and_approve(phone, seoul)

    row = Membership.objects.get(user__email=COLLEAGUE)
    phone.post(f"{members}{own.pk}/remove/")
    phone.post(f"{members}{row.pk}/remove/")
    assert list(seoul.memberships.values_list("user__email", flat=True)) == [LEAD]
    assert colleague.get(members).status_code == 404


def propose_and_approve(phone: Client, seoul: Organisation) -> None:
    channel = seoul.contact_keys[0]
    page = f"/ko/portal/organisations/{seoul.key}/particulars/"
    typed = {"telephone": "12", "address": "Seoul 1", "day_0": "9-5", "note": "By the embassy's note"}
    refused = phone.post(f"{page}{channel}/", typed)
    assert set(refused.context["form"].errors) & {"telephone", "day_0"}
    assert phone.post(f"{page}99999/", typed).status_code == 404
    typed |= {"telephone": "+82 2 734 7948", "day_0": "09:00–12:00"}
    assert phone.post(f"{page}{channel}/", typed).status_code == 302
    assert "data-proposed" in phone.get(page).content.decode()
    again = phone.post(f"{page}{channel}/", {**typed, "day_1": "09:00–12:00"})
    assert again.context["form"].non_field_errors()

    (before,) = get_contacts([channel], language="en")
    assert before.hours == "" and "2-734-7948" not in str(before.values)

    desk = sign_in(make_person(Role.DESK_LEAD))
    assert "09:00" in desk.get(reverse("contacts:inspect", args=[channel])).content.decode()
    version = FactVersion.objects.get(state="proposed")
    desk.post(reverse("fact_approve", args=[version.pk]))
    desk.post(reverse("contact_approve", args=[ChannelProposal.objects.get(state="proposed").pk]))
    (after,) = get_contacts([channel], language="en")
    assert "Monday 09:00" in after.hours and "2-734-7948" in str(after.phone)
    poster = find_poster_contact(
        country="KR", language="ko", own=[channel], chosen=[], at=datetime.fromisoformat("2026-12-01T12:00+07:00")
    )
    assert "734-7948" in poster.line


def test_a_mission_without_a_contact_begins_its_own_which_nobody_sees_before_two_people_have_verified_it() -> None:
    mission: Organisation = OrganisationFactory(name_vi="Cơ quan mẫu", country="KR")
    member = make_person(Role.PARTNER, interface_language="ko")
    Membership.objects.create(user=member, organisation=mission)
    page = f"/ko/portal/organisations/{mission.key}/particulars/"
    typed = {"telephone": "+82 2 734 7948", "address": "Seoul 2", "day_0": "09:00–12:00", "note": "Note"}

    assert sign_in(member).post(page, {**typed, "day_0": "x"}).context["form"].errors["day_0"]
    mission.refresh_from_db()
    assert mission.contact_keys == []
    assert sign_in(member).post(page, typed).status_code == 302

    mission.refresh_from_db()
    for version in FactVersion.objects.filter(state="proposed"):
        sign_in(make_person(Role.DESK_LEAD)).post(reverse("fact_approve", args=[version.pk]))
    assert not FactVersion.objects.filter(state="proposed").exists()
    assert len(mission.contact_keys) == 1 and get_contacts(mission.contact_keys, language="vi") == ()


def test_an_invitation_expires_is_replaced_withdrawn_and_joins_an_account_that_exists() -> None:
    seoul: Organisation = OrganisationFactory()
    officer = sign_in(make_person(Role.OUTREACH_OFFICER, interface_language="en"))
    typed = {"organisation": seoul.pk, "email": LEAD.upper(), "language": "en"}
    officer.post(reverse("outreach_invitations"), typed)
    first = read_link()
    officer.post(reverse("outreach_invitations"), typed)
    second = read_link()
    visitor = Client()
    assert (visitor.get(first).status_code, visitor.get(second).status_code) == (410, 200)

    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert visitor.get(second).status_code == 410
    officer.post(reverse("outreach_invitations"), typed)
    third = read_link()
    officer.post(reverse("outreach_revoke_invitation", args=[Invitation.objects.get().pk]))
    assert visitor.get(third).status_code == 410

    user = make_person(Role.PARTNER, email=LEAD, interface_language="th")
    officer.post(reverse("outreach_invitations"), typed)
    joined = visitor.post(read_link())
    assert joined.status_code == 302 and User.objects.filter(email__iexact=LEAD).count() == 1
    user.refresh_from_db()
    assert user.interface_language == "th" and seoul.memberships.get().user == user
    refused = officer.post(reverse("outreach_invitations"), typed)
    assert refused.context["form"].non_field_errors() == ["This person is a member already."]
    User.objects.filter(pk=user.pk).update(is_active=False)
    Membership.objects.all().delete()
    officer.post(reverse("outreach_invitations"), typed)
    visitor.post(read_link())
    assert not Membership.objects.exists()
