"""A recall holds from the moment it is sent; its job finds and tells the holders, however often it is interrupted."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cms.jobs.models import Job, JobState
from cms.jobs.queue import run_pending_jobs
from cms.jobs.reaper import reap
from cms.users.models import User
from cms.users.roles import Role
from outreach.ledger.actions import Action
from outreach.ledger.ledger import NewEvent, append
from outreach.ledger.models import LedgerEvent
from outreach.ledger.verification import verify
from outreach.organisations.models import Membership, Organisation
from outreach.recalls import addressing
from outreach.recalls.addressing import address_late_holders
from outreach.recalls.models import Recall, RecallRecipient
from tests.approvals.factories import make_person
from tests.availability.world import make_world, sign_in
from tests.ledger.factories import NOW, make_ref, record_download
from tests.organisations.factories import OrganisationFactory
from tests.recalls.factories import address, make_holder, order, recall

pytestmark = pytest.mark.django_db
ITEM = "call:call-1:ko"


def make_holders(number: int) -> list[Organisation]:
    """Organisations that downloaded the item, each with a member who has a mail address."""
    organisations = Organisation.objects.bulk_create(OrganisationFactory.build_batch(number))
    users = User.objects.bulk_create(
        User(username=f"holder-{each.pk}", email=f"{each.pk}@example.org", interface_language="en")
        for each in organisations
    )
    Membership.objects.bulk_create(
        Membership(organisation=organisation, user=user)
        for organisation, user in zip(organisations, users, strict=True)
    )
    append(
        [
            NewEvent(Action.DOWNLOADED, NOW, "u", organisation_key=each.key, item=make_ref(), data={"title": "Call"})
            for each in organisations
        ]
    )
    return organisations


def press(client: Client, **typed: str) -> Any:
    """Send the form as the browser does."""
    deadline = (timezone.localtime() + timedelta(days=3)).strftime("%Y-%m-%d %H:%M")
    return client.post(reverse("outreach_new_recall"), {"item": ITEM, "reason": "Sai", "deadline": deadline, **typed})


@pytest.fixture
def officer() -> Client:
    return sign_in(make_person(Role.OUTREACH_OFFICER, interface_language="en"))


def test_nothing_leaves_from_the_moment_of_the_recall_before_its_job_has_run() -> None:
    world = make_world()
    file = world.edition.files.filter(role="text", language="ko").first()

    world.recall(kind="film", key=world.key, language="ko")

    assert Job.objects.get(kind="recalls.address_holders").state == JobState.QUEUED
    assert world.partner.get(reverse("portal:file", args=[world.edition.key, file.pk])).status_code == 410


def test_two_presses_of_one_form_make_one_recall(officer: Client) -> None:
    make_holder()
    page = officer.get(reverse("outreach_new_recall"), {"item": ITEM}).content.decode()
    key = page.partition('name="request_key" value="')[2].partition('"')[0]

    first, second = press(officer, request_key=key), press(officer, request_key=key)

    assert first.url == second.url
    assert Recall.objects.count() == LedgerEvent.objects.filter(action=Action.RECALL_SENT).count() == 1
    assert press(officer, request_key=str(uuid4())).url != first.url


def test_another_recall_by_the_form_of_an_earlier_one_is_refused_and_not_lost(officer: Client) -> None:
    make_holder()
    key = str(uuid4())
    press(officer, request_key=key)

    for change in ({"reason": "Another reason"}, {"is_rehearsal": "on"}, {"item": "call:call-1:"}):
        refused = press(officer, request_key=key, **change)

        assert refused.status_code == 422
        assert "Open a new form for this recall." in refused.content.decode()
    assert Recall.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_presses_at_the_same_moment_make_one_recall() -> None:
    make_holder()
    user, key, start = make_person(Role.OUTREACH_OFFICER), str(uuid4()), threading.Barrier(4)
    clients = [sign_in(user) for _ in range(4)]
    made: list[str] = []

    def send(client: Client) -> None:
        try:
            start.wait()
            made.append(press(client, request_key=key).url)
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=[client]) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert made == [reverse("outreach_recall", args=[Recall.objects.get().pk])] * 4
    assert LedgerEvent.objects.filter(action=Action.RECALL_SENT).count() == Job.objects.count() == 1


def count_queries(act: Callable[[], Any]) -> int:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        act()
    return len(queries)


def test_the_press_costs_the_same_for_300_holders_and_the_job_tells_them_all(officer: Client) -> None:
    make_holders(2)
    press(officer, request_key=str(uuid4()))
    few = count_queries(lambda: press(officer, request_key=str(uuid4())))
    make_holders(298)

    assert count_queries(lambda: press(officer, request_key=str(uuid4()))) == few
    sent = Recall.objects.latest("pk")
    Job.objects.exclude(key=f"recall:{sent.pk}").delete()
    board = reverse("outreach_recall", args=[sent.pk])
    assert 'data-state="queued"' in officer.get(board).content.decode()
    run_pending_jobs()

    assert sent.recipients.filter(notified_at__isnull=False).count() == len(mail.outbox) == 300
    job = Job.objects.get()
    assert (job.state, job.done, job.total, job.result) == ("done", 300, 300, {"addressed": 300, "mailed": 300})
    assert "300 must answer; 300 notified" in officer.get(board).content.decode()
    assert verify().is_intact


def test_the_board_costs_the_same_for_many_recipients(officer: Client) -> None:
    make_holders(2)
    sent = recall()
    board = reverse("outreach_recall", args=[sent.pk])
    officer.get(board)
    few = count_queries(lambda: officer.get(board))
    make_holders(20)
    address(sent)

    assert count_queries(lambda: officer.get(board)) == few


class Killed(BaseException):
    """The end of a worker that nothing in the handler can catch."""


@time_machine.travel(NOW)
@pytest.mark.parametrize("moment", ["while the holders are addressed", "while the mails are sent"])
def test_a_killed_worker_is_followed_by_another_and_nothing_happens_twice(moment: str, monkeypatch: Any) -> None:
    monkeypatch.setattr(addressing, "BATCH", 2)
    make_holders(5)
    sent = order()
    calls: list[int] = []
    killed_at = 2 if "holders" in moment else 6

    def progress(self: Any, done: int, total: int) -> None:
        calls.append(done)
        if len(calls) == killed_at:
            raise Killed

    with monkeypatch.context() as patch:
        patch.setattr("cms.jobs.running.RunningJob.progress", progress)
        with pytest.raises(Killed):
            run_pending_jobs()
    assert reap(at=timezone.now() + timedelta(minutes=5)) == 1
    run_pending_jobs()

    assert Job.objects.get().state == JobState.DONE
    assert sent.recipients.count() == len(mail.outbox) == 5
    for action in (Action.RECALL_SENT, Action.RECALLED, Action.RECALL_ADDRESSED, Action.RECALL_NOTIFIED):
        events = LedgerEvent.objects.filter(action=action)
        assert events.count() == (1 if action == Action.RECALL_SENT else 5), action
        assert len(set(events.values_list("organisation_key"))) == events.count()


def test_who_finished_a_download_after_the_recall_must_answer_too() -> None:
    early, late = make_holder(), OrganisationFactory()
    sent = recall()
    assert [row.organisation for row in sent.recipients.all()] == [early]
    record_download(late)

    address_late_holders(at=NOW)
    address_late_holders(at=NOW)

    assert {row.organisation for row in RecallRecipient.objects.all()} == {early, late}
    assert LedgerEvent.objects.filter(action=Action.RECALL_ADDRESSED).count() == 2


def test_a_recalled_part_of_an_edition_is_recorded_once_however_often_holders_are_looked_for() -> None:
    world = make_world()
    world.recall(source=f"poster:{world.poster.key}")
    run_pending_jobs()
    parts = LedgerEvent.objects.filter(action=Action.RECALLED, data__part=True)
    assert parts.count() == 1

    address_late_holders(at=timezone.now())

    assert parts.count() == 1
