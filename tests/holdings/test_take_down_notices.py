"""Whoever holds a text that was taken down is told, with the reason that the desk gave."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from cms.approvals.withdrawal import withdraw
from cms.jobs.queue import run_pending_jobs
from cms.users.models import User
from outreach.holdings.take_down_notices import send_due_notices
from outreach.ledger.models import LedgerEvent
from tests.availability.world import World, make_world
from tests.rows import made_once

pytestmark = pytest.mark.django_db
REASON = "Tên đơn vị bị viết sai"


untouched = made_once(make_world)


@pytest.fixture
def world(untouched: World, mailoutbox: list[Any]) -> World:
    made = deepcopy(untouched)
    User.objects.filter(pk=made.member.pk).update(email="embassy@example.org")
    return made


def fetch(world: World) -> None:
    b"".join(world.partner.get(reverse("portal:download", args=[world.edition.key])).streaming_content)


def take_down(world: World, callbacks: Any, language: str | None = None) -> None:
    with callbacks(execute=True):
        withdraw(
            translation_key=world.film.translation_key,
            language=language,
            by=world.site.lead,
            reason=REASON,
            at=timezone.now(),
        )
    run_pending_jobs()


def test_holder_gets_one_mail_with_each_text_and_the_reason_and_the_ledger_says_who_was_notified(
    world: World, mailoutbox: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    fetch(world)

    take_down(world, django_capture_on_commit_callbacks)
    again = send_due_notices(at=timezone.now())

    (mail,) = mailoutbox
    assert (mail.to, mail.subject) == (["embassy@example.org"], "Taken down: please don't use it any more")
    assert "- Tấm bản đồ (Tiếng Việt)\n" in mail.body
    assert "- 영화 (한국어)\n" in mail.body
    assert mail.body.count(f"Reason: {REASON}") == 2
    assert again == 0
    events = LedgerEvent.objects.filter(action="item.withdrawal_notified")
    assert {event.item_language for event in events} == {"vi", "ko"}
    assert [event.data["people"] for event in events] == [[world.member.key]] * 2


def test_portal_shows_the_reason_beside_what_may_not_be_used(
    world: World, django_capture_on_commit_callbacks: Any
) -> None:
    fetch(world)

    take_down(world, django_capture_on_commit_callbacks, language="ko")

    assert REASON in world.partner.get("/en/portal/").content.decode()


def test_an_organisation_that_was_only_offered_it_gets_no_mail(
    world: World, mailoutbox: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    take_down(world, django_capture_on_commit_callbacks)

    assert mailoutbox == []


def test_nobody_counts_as_notified_without_a_mail_address_until_there_is_one(
    world: World, mailoutbox: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    User.objects.filter(pk=world.member.pk).update(email="")
    fetch(world)
    take_down(world, django_capture_on_commit_callbacks)
    assert not LedgerEvent.objects.filter(action="item.withdrawal_notified").exists()

    User.objects.filter(pk=world.member.pk).update(email="embassy@example.org")

    assert send_due_notices(at=timezone.now()) == 1
    assert [mail.to for mail in mailoutbox] == [["embassy@example.org"]]


def test_a_text_that_is_recalled_is_told_of_by_its_recall_alone(
    world: World, mailoutbox: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    fetch(world)
    world.recall(kind="film", key=world.key)

    take_down(world, django_capture_on_commit_callbacks)

    assert not [mail for mail in mailoutbox if mail.subject.startswith("Taken down")]
