"""A rehearsal walks all steps, mails nobody, keeps nothing back and is marked wherever it is shown."""

from copy import deepcopy
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cms.jobs.queue import run_pending_jobs
from cms.users.roles import Role
from outreach.holdings.models import HeldItem
from outreach.ledger.actions import Action
from outreach.ledger.models import LedgerEvent
from outreach.posters.models import PosterState
from outreach.recalls.escalation import tell_desk
from outreach.recalls.models import Recall
from outreach.recalls.reminders import send_due_mails
from outreach.reports.figures import BY_KEY
from outreach.reports.periods import Period, PeriodKind
from tests.approvals.factories import make_person
from tests.availability.world import World, make_world
from tests.rows import made_once

pytestmark = pytest.mark.django_db


def make_world_with_addresses() -> World:
    made = make_world()
    made.member.email = "seoul@example.org"
    made.member.save()
    make_person(Role.DESK_LEAD, email="desk@example.org")
    return made


untouched = made_once(make_world_with_addresses)


@pytest.fixture
def world(untouched: World, db: None) -> World:
    return deepcopy(untouched)


def fetch(world: World, role: str = "text") -> int:
    file = world.edition.files.filter(role=role, language="ko").first()
    answer = world.partner.get(reverse("portal:file", args=[world.edition.key, file.pk]))
    if answer.status_code == 200:
        list(answer.streaming_content)
    return int(answer.status_code)


def rehearse(world: World) -> Recall:
    """Fill in the form as an officer does, with the mark of a rehearsal, and let the job run."""
    typed = {
        "item": f"film:{world.key}:ko",
        "reason": "Diễn tập",
        "deadline": (timezone.localtime() + timedelta(days=3)).strftime("%Y-%m-%d %H:%M"),
        "is_rehearsal": "on",
    }
    assert world.officer.post(reverse("outreach_new_recall"), typed).status_code == 302
    run_pending_jobs()
    return Recall.objects.get()


def read(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def test_a_rehearsal_keeps_nothing_back_and_mails_nobody(world: World) -> None:
    assert fetch(world) == 200
    sent = rehearse(world)

    assert [row.organisation for row in sent.recipients.all()] == [world.organisation]
    assert fetch(world) == fetch(world, "master") == 200
    world.poster.refresh_from_db()
    assert world.poster.state == PosterState.RELEASED
    assert not HeldItem.objects.filter(recalled_at__isnull=False).exists()
    for days in (0, 2, 4, 9):
        send_due_mails(at=timezone.now() + timedelta(days=days))
        tell_desk(at=timezone.now() + timedelta(days=days))
    assert mail.outbox == []


def test_every_step_of_a_rehearsal_can_be_walked_and_is_recorded_as_one(world: World) -> None:
    fetch(world)
    sent = rehearse(world)
    recipient = sent.recipients.get()
    notice = reverse("portal:recall", args=[recipient.pk])
    world.partner.get(notice)
    called = {"recipient": recipient.pk, "person": world.member.pk, "outcome": "reached"}
    world.officer.post(reverse("outreach_recall_calls", args=[sent.pk]), called)
    world.partner.post(notice, {"evidence": "Diễn tập"})
    world.officer.post(reverse("outreach_close_recall", args=[sent.pk]))

    events = LedgerEvent.objects.filter(action__startswith="recall.").order_by("seq")
    assert [event.action for event in events] == [
        Action.RECALL_SENT,
        Action.RECALL_ADDRESSED,
        Action.RECALL_HOLDERS_FOUND,
        Action.RECALL_OPENED,
        Action.RECALL_CALLED,
        Action.RECALL_CONFIRMED,
        Action.RECALL_CLOSED,
    ]
    assert all(event.data["rehearsal"] is True for event in events)
    assert not LedgerEvent.objects.filter(action__in=[Action.RECALLED, Action.REMOVED]).exists()
    assert not HeldItem.objects.filter(removed_at__isnull=False).exists()


def test_a_rehearsal_is_marked_wherever_it_is_shown(world: World) -> None:
    fetch(world)
    sent = rehearse(world)
    recipient = sent.recipients.get()
    names = ("outreach_recall", "outreach_recall_calls", "outreach_close_recall", "outreach_recall_file")
    pages = [reverse(name, args=[sent.pk]) for name in names]
    pages += [reverse("outreach_record_removal", args=[sent.pk, recipient.pk]), reverse("outreach_recalls")]
    pages += [reverse("outreach_organisation", args=[world.organisation.key])]

    for page in pages:
        assert "data-rehearsal" in read(world.officer, page), page
    for page in ("/en/portal/", f"/en/portal/recalls/{recipient.pk}/"):
        text = read(world.partner, page)
        assert "data-rehearsal" in text and "nothing needs to be taken down" in text
    assert "To be taken down now" not in read(world.partner, "/en/portal/")
    assert "Please take this down" not in read(world.partner, f"/en/portal/recalls/{recipient.pk}/")


def test_reports_count_no_rehearsal(world: World) -> None:
    fetch(world)
    sent = rehearse(world)
    world.partner.post(reverse("portal:recall", args=[sent.recipients.get().pk]), {"evidence": "Diễn tập"})

    today = timezone.localdate()
    period = Period(PeriodKind.DAYS, today, today, timezone.get_default_timezone())
    assert BY_KEY["recalls"].rows(period).count() == BY_KEY["removals"].rows(period).count() == 0
