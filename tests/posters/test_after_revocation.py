"""After a revocation: holders and operators are told, and what replaces the value brings everything back."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from cms.calls.models import CallPage
from cms.facts import channels
from cms.facts.models import ContactChannel
from cms.facts.register import approve, propose
from cms.facts.revocation import revoke_channel
from cms.facts.verification import Proof
from cms.jobs.queue import run_pending_jobs
from cms.users.models import User
from outreach.holdings.models import RegisterNotice
from outreach.holdings.register_notices import send_due_notices
from outreach.ledger.inspection import inspect_ledger
from outreach.ledger.models import LedgerEvent
from outreach.organisations.models import Membership, Organisation
from outreach.posters.models import Poster, PosterState
from outreach.posters.validity import mark_all_outdated
from outreach.screens.models import Screen
from outreach.screens.schedule import get_schedule
from tests.approvals.factories import Desk
from tests.factories import ContactChannelFactory, FactFactory, UserFactory
from tests.posters.factories import make_officer, publish_call
from tests.posters.test_posters import LIFT, make
from tests.screens.factories import assign, make_operator, make_screen

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(desk: Desk) -> User:
    return make_officer()


@pytest.fixture
def channel(db: None) -> ContactChannel:
    channel: ContactChannel = ContactChannelFactory(verified=True, facts=[FactFactory(value="+84965001222")])
    return channel


@pytest.fixture
def poster(desk: Desk, officer: User, channel: ContactChannel) -> Poster:
    call: CallPage = publish_call(desk)
    return make(call, officer)[0]


@pytest.fixture
def screen(poster: Poster) -> Screen:
    """A screen that shows the poster; a member of its operator reads Korean."""
    operator = make_operator()
    Membership.objects.create(
        organisation=operator, user=UserFactory(email="operator@example.org", interface_language="ko")
    )
    screen: Screen = make_screen(operator, format=LIFT, placement=poster.placement)
    Poster.objects.filter(pk=poster.pk).update(organisation_key=operator.key)
    poster.refresh_from_db()
    assign(screen, poster.file, at=timezone.now())
    return screen


def revoke(channel: ContactChannel, desk: Desk) -> None:
    revoke_channel(channel=channel, by=desk.lead, at=timezone.now(), reason="answered by a stranger")


def verify_again(channel: ContactChannel) -> None:
    now = timezone.now()
    today = timezone.localdate()
    proof = Proof(today, today + timedelta(days=90), "called, the desk answered")
    proposal = channels.verify(channel=channel, verification=proof, by=UserFactory(), at=now)
    assert proposal is not None
    channels.approve(proposal=proposal, by=UserFactory(), at=now)


def replace_value(channel: ContactChannel) -> None:
    now = timezone.now()
    fact = channel.facts.get()
    version = propose(fact=fact, value="0912345678", source="letter", by=UserFactory(), at=now)
    approve(version=version, by=UserFactory(), at=now)


def read_manifest(screen: Screen) -> dict[str, Any]:
    schedule = get_schedule(key=screen.key, organisation_key=screen.organisation_key, at=timezone.now())
    assert schedule is not None
    document: dict[str, Any] = schedule.get_manifest(base_url="/").document
    return document


def list_shown(screen: Screen) -> list[str]:
    return [entry["sha256"] for entry in read_manifest(screen)["items"]]


def test_same_value_brings_the_poster_back_to_its_screens(
    desk: Desk, channel: ContactChannel, poster: Poster, screen: Screen, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        revoke(channel, desk)
    assert list_shown(screen) == []

    with django_capture_on_commit_callbacks(execute=True):
        verify_again(channel)
    run_pending_jobs()

    poster.refresh_from_db()
    assert (poster.state, poster.ended_at) == (PosterState.RELEASED, None)
    assert list_shown(screen) == [poster.file.sha256]
    assert Poster.objects.count() == 1


def test_scheduled_task_brings_a_poster_back_after_a_lost_signal(
    desk: Desk, channel: ContactChannel, poster: Poster, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        revoke(channel, desk)
    verify_again(channel)

    mark_all_outdated(at=timezone.now())

    poster.refresh_from_db()
    assert poster.state == PosterState.RELEASED


@pytest.mark.parametrize("is_revoked_before", [True, False], ids=["revoked before", "replaced at once"])
def test_new_value_makes_the_poster_anew_with_the_same_code_and_puts_it_on_the_same_screens(
    desk: Desk,
    channel: ContactChannel,
    poster: Poster,
    screen: Screen,
    is_revoked_before: bool,
    django_capture_on_commit_callbacks: Any,
) -> None:
    if is_revoked_before:
        with django_capture_on_commit_callbacks(execute=True):
            revoke(channel, desk)

    with django_capture_on_commit_callbacks(execute=True):
        replace_value(channel)
    with django_capture_on_commit_callbacks(execute=True):
        run_pending_jobs()

    old, new = Poster.objects.order_by("pk")
    assert (old.state, new.state) == (PosterState.OUTDATED, PosterState.RELEASED)
    assert new.link_id == old.link_id
    assert list_shown(screen) == [new.file.sha256]
    assert [entry["sha256"] for entry in read_manifest(screen)["withdrawn"]] == [old.file.sha256]


def test_poster_that_a_person_ended_does_not_come_back(
    desk: Desk, channel: ContactChannel, poster: Poster, django_capture_on_commit_callbacks: Any
) -> None:
    Poster.objects.filter(pk=poster.pk).update(state=PosterState.WITHDRAWN)

    with django_capture_on_commit_callbacks(execute=True):
        revoke(channel, desk)
    with django_capture_on_commit_callbacks(execute=True):
        replace_value(channel)
    run_pending_jobs()

    assert [poster.state for poster in Poster.objects.all()] == [PosterState.WITHDRAWN]


def test_operator_is_told_once_of_the_revocation_and_once_of_the_replacement_in_their_language(
    desk: Desk, channel: ContactChannel, screen: Screen, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        revoke(channel, desk)
    run_pending_jobs()
    send_due_notices(at=timezone.now())
    (told,) = mail.outbox
    assert told.to == ["operator@example.org"]
    assert screen.name in told.body and "/ko/portal/" in told.body
    assert channel.name in told.subject

    with django_capture_on_commit_callbacks(execute=True):
        verify_again(channel)
    run_pending_jobs()
    send_due_notices(at=timezone.now())

    assert [message.to for message in mail.outbox] == [["operator@example.org"]] * 2
    assert mail.outbox[1].subject != told.subject
    events = LedgerEvent.objects.filter(action__startswith="register.").order_by("seq")
    assert [event.action for event in events] == ["register.withdrawal_notified", "register.replacement_notified"]
    operator = Organisation.objects.get(key=screen.organisation_key)
    member = operator.memberships.get().user
    assert {event.organisation_key for event in events} == {operator.key}
    assert [event.data["people"] for event in events] == [[member.key], [member.key]]
    assert inspect_ledger(at=timezone.now()).findings == ()


def test_operator_without_an_address_is_told_once_it_has_one(
    desk: Desk, channel: ContactChannel, screen: Screen, django_capture_on_commit_callbacks: Any
) -> None:
    User.objects.filter(email="operator@example.org").update(email="")
    with django_capture_on_commit_callbacks(execute=True):
        revoke(channel, desk)
    send_due_notices(at=timezone.now())
    assert not RegisterNotice.objects.exists()
    assert not LedgerEvent.objects.filter(action__startswith="register.").exists()

    User.objects.filter(email="", memberships__organisation__key=screen.organisation_key).update(email="a@example.org")
    send_due_notices(at=timezone.now())

    assert [message.to for message in mail.outbox] == [["a@example.org"]]
    assert RegisterNotice.objects.count() == 1
