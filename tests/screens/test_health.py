"""Health of screens: last contact, silence, keys that expire, plays that aren't counted."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from cms.users.roles import Role
from outreach.screens.alarms import tell_alarms
from outreach.screens.contact import NOTE_EVERY, note_contact
from outreach.screens.health import HealthState, describe_screens
from outreach.screens.models import ApiKey, Play, RefusedPlay, Screen
from outreach.screens.play_faults import PlayFault
from outreach.screens.plays import PlayReport, record_plays
from outreach.screens.schedule import get_schedule
from tests.approvals.factories import make_person
from tests.organisations.factories import MembershipFactory
from tests.screens.factories import NOW, assign, make_file


@pytest.fixture
def people(installation):
    """The operator's lead, another member, and an officer of the desk, each with a mail address."""
    lead = make_person(Role.OPERATOR, email="lead@example.org", interface_language="ko")
    member = make_person(Role.OPERATOR, email="member@example.org")
    MembershipFactory(user=lead, organisation=installation.operator, is_lead=True)
    MembershipFactory(user=member, organisation=installation.operator)
    make_person(Role.OUTREACH_OFFICER, email="desk@example.org", interface_language="en")


def contact(screen, *, at):
    schedule = get_schedule(key=screen.key, organisation_key=screen.organisation_key, at=at)
    note_contact(schedule, etag=schedule.get_manifest(base_url="http://localhost:8000/").etag, at=at)
    screen.refresh_from_db()


def find_state(screen, *, at=NOW):
    (health,) = describe_screens([screen], at=at)
    return health.state


def list_mails():
    return sorted(address for message in mail.outbox for address in message.to)


def test_a_contact_is_noted_at_once_if_anything_is_new_and_else_every_five_minutes(
    installation, django_assert_num_queries
):
    contact(installation.screen, at=NOW)
    contact(installation.screen, at=NOW + NOTE_EVERY - timedelta(seconds=1))
    assert installation.screen.last_contact_at == NOW

    contact(installation.screen, at=NOW + NOTE_EVERY)
    assert installation.screen.last_contact_at == NOW + NOTE_EVERY

    held = installation.screen.held_etag
    assign(installation.screen, make_file(installation.screen), position=2)
    contact(installation.screen, at=NOW + NOTE_EVERY + timedelta(seconds=1))
    assert installation.screen.held_etag != held


def test_a_screen_is_never_heard_of_then_in_order_then_silent(installation):
    screen = installation.screen
    assert find_state(screen) == HealthState.NEVER

    contact(screen, at=NOW)
    Screen.objects.filter(pk=screen.pk).update(held_etag="")

    assert find_state(screen) == HealthState.GOOD
    assert find_state(screen, at=NOW + timedelta(hours=23)) == HealthState.GOOD
    assert find_state(screen, at=NOW + timedelta(hours=24)) == HealthState.SILENT


def test_a_screen_that_has_not_fetched_the_last_change_says_so(client, installation):
    address = reverse("api_screen_manifest", args=[installation.screen.key])
    client.get(address, headers={"authorization": f"Bearer {installation.token}"})
    assert find_state(installation.screen, at=timezone.now()) == HealthState.GOOD

    assign(installation.screen, make_file(installation.screen), at=timezone.now())

    assert find_state(installation.screen, at=timezone.now()) == HealthState.OUTDATED


def test_the_page_says_what_a_screen_showed_and_what_it_should_show(client, installation):
    Play.objects.create(
        screen=installation.screen,
        play_id=uuid4(),
        poster_file=installation.file,
        started_at=NOW,
        seconds=15,
        received_at=NOW,
    )
    client.force_login(make_person(Role.OUTREACH_OFFICER, interface_language="en"))

    page = client.get(reverse("outreach_screen_health")).content.decode()

    assert 'data-health="never"' in page
    assert "Lời kêu gọi (Tiếng Việt)" in page
    (health,) = describe_screens([installation.screen], at=NOW)
    assert (health.shown, health.shown_at) == ("Lời kêu gọi", NOW)


def test_a_silent_screen_is_told_to_the_operators_lead_and_the_desk_once(installation, people):
    contact(installation.screen, at=NOW)
    tell_alarms(at=NOW + timedelta(hours=23))
    assert mail.outbox == []

    for hours in (24, 25, 48):
        tell_alarms(at=NOW + timedelta(hours=hours))

    assert list_mails() == ["desk@example.org", "lead@example.org"]
    by_address = {message.to[0]: message for message in mail.outbox}
    assert by_address["desk@example.org"].subject == "Screens of Lift screens that we don't hear of"
    assert "Lift 7" in by_address["desk@example.org"].body
    assert by_address["lead@example.org"].subject != by_address["desk@example.org"].subject


def test_a_screen_that_falls_silent_again_is_told_again(installation, people):
    contact(installation.screen, at=NOW)
    tell_alarms(at=NOW + timedelta(hours=24))
    contact(installation.screen, at=NOW + timedelta(hours=30))

    tell_alarms(at=NOW + timedelta(hours=54))

    assert len(mail.outbox) == 4


def test_an_alarm_that_nobody_could_be_told_is_told_later(installation):
    contact(installation.screen, at=NOW)
    tell_alarms(at=NOW + timedelta(hours=24))

    make_person(Role.DESK_LEAD, email="lead@example.org")
    tell_alarms(at=NOW + timedelta(hours=25))

    assert list_mails() == ["lead@example.org"]


def test_a_key_that_expires_soon_is_told_once_and_ends(client, installation, people):
    now = timezone.now()
    ApiKey.objects.update(expires_at=now + timedelta(days=31))
    tell_alarms(at=now)
    assert mail.outbox == []

    tell_alarms(at=now + timedelta(days=1))
    tell_alarms(at=now + timedelta(days=2))
    assert list_mails() == ["desk@example.org", "lead@example.org"]

    ApiKey.objects.update(expires_at=now)
    address = reverse("api_screen_manifest", args=[installation.screen.key])
    answer = client.get(address, headers={"authorization": f"Bearer {installation.token}", "accept-language": "en"})
    assert answer.status_code == 401
    assert answer.json()["error"] == {
        "code": "expired_key",
        "message": "This key has expired. Please ask the desk for a new one.",
    }


def test_plays_that_are_not_counted_are_told_once_a_day_with_their_reasons(installation, people):
    def report(*moments):
        reports = [PlayReport(uuid4(), installation.file.sha256, moment, 15) for moment in moments]
        record_plays(screen_id=installation.screen.pk, reports=reports, at=NOW)

    report(NOW + timedelta(days=1), NOW.replace(year=1970), NOW.replace(year=1))
    tell_alarms(at=NOW)
    report(NOW.replace(year=1980))
    tell_alarms(at=NOW + timedelta(hours=1))
    assert list_mails() == ["desk@example.org", "lead@example.org"]
    body = next(message.body for message in mail.outbox if message.to == ["desk@example.org"])
    assert "The player's clock isn't set: the play is dated before 2020. (2)" in body
    assert "This play is in the future; the player's clock is wrong. (1)" in body

    tell_alarms(at=NOW + timedelta(days=1))
    assert len(mail.outbox) == 4
    assert not RefusedPlay.objects.filter(notified_at__isnull=True).exists()


def test_a_screen_that_showed_withdrawn_material_is_first_in_the_list(installation):
    contact(installation.screen, at=NOW)
    installation.file.poster.ended_at = NOW - timedelta(days=2)
    installation.file.poster.save()
    shown = PlayReport(uuid4(), installation.file.sha256, NOW - timedelta(days=1), 15)

    recorded = record_plays(screen_id=installation.screen.pk, reports=[shown], at=NOW)

    assert recorded.refused == {0: PlayFault.WITHDRAWN}
    assert find_state(installation.screen) == HealthState.WRONG
