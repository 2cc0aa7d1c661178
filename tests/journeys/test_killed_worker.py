"""A worker process is killed while it builds a kit: no partial kit is offered, and the next worker completes it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.utils import timezone

from cms.calls.models import CallPage
from cms.jobs.heartbeat import SILENCE
from cms.jobs.models import Job, JobState
from cms.jobs.reaper import reap
from outreach.kits.editions import create_kit, request_edition
from outreach.kits.models import EditionState, KitEdition
from outreach.kits.plan import ItemKey
from outreach.ledger.actions import Action
from outreach.ledger.models import LedgerEvent
from outreach.ledger.verification import verify
from tests.journeys.cast import work
from tests.journeys.finished import Bag
from tests.organisations.factories import OrganisationFactory

if TYPE_CHECKING:
    from tests.pages.factories import PublicSite

pytestmark = [pytest.mark.slow, pytest.mark.both_databases, pytest.mark.django_db(transaction=True)]
ROOT = Path(__file__).resolve().parent.parent.parent
SECONDS_TO_END = 60
KILLS = int(os.environ.get("KILLS", "1"))

# The real worker, except that its last step waits, so that it is killed when only the archive is stored.
WORKER = """
import time
import django
django.setup()
from django.core.management import call_command
from outreach.kits import editions
def wait(**values):
    print("in the middle", flush=True)
    time.sleep(600)
editions._finish = wait
call_command("worker")
"""


@pytest.fixture
def edition(site: PublicSite) -> KitEdition:
    call = site.publish(CallPage, slug="ai-con-nho", title="Ai còn nhớ?")
    seoul = OrganisationFactory(name="Seoul")
    items = [ItemKey("call", str(call.translation_key))]
    kit = create_kit(title="Bộ", organisations=[seoul], items=items, by=None, at=timezone.now())
    return request_edition(kit=kit, organisation=seoul, by=None, at=timezone.now())


def start_worker() -> subprocess.Popen[str]:
    """Start a worker with the test's database and files."""
    values = connection.settings_dict
    if connection.vendor == "sqlite":
        address = f"sqlite:///{values['NAME']}"
    else:
        address = f"postgresql://{values['USER']}@/{values['NAME']}?host={values['HOST']}"
    environment: dict[str, Any] = {**os.environ, "DATABASE_URL": address}
    command = [sys.executable, "-c", WORKER]
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)


def test_a_worker_killed_in_the_middle_of_a_kit_leaves_nothing_half_done(edition: KitEdition) -> None:
    for number in range(1, KILLS + 1):
        kill_in_the_middle()
        assert_nothing_is_offered(edition, number=number)

        Job.objects.filter(state=JobState.RUNNING).update(heartbeat_at=timezone.now() - 2 * SILENCE)
        assert reap(at=timezone.now()) == 1
        work()
        assert_whole(KitEdition.objects.get(pk=edition.pk), number=number)

        if number < KILLS:
            edition = request_edition(kit=edition.kit, organisation=edition.organisation, by=None, at=timezone.now())
    events = LedgerEvent.objects.filter(action=Action.OFFERED)
    assert events.values("edition_key").distinct().count() == events.count() == KILLS
    assert not Job.objects.exclude(state=JobState.DONE).exists()
    assert verify().is_intact


def kill_in_the_middle() -> None:
    worker = start_worker()
    try:
        assert worker.stdout
        assert worker.stdout.readline() == "in the middle\n"
    finally:
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait(SECONDS_TO_END)


def assert_nothing_is_offered(edition: KitEdition, *, number: int) -> None:
    edition.refresh_from_db()
    assert edition.state == EditionState.BUILDING and edition.storage_name == "" and not edition.files.exists()
    assert Job.objects.filter(state=JobState.RUNNING).count() == 1
    assert len(default_storage.listdir(f"kits/{edition.key}")[1]) == 1
    assert LedgerEvent.objects.filter(action=Action.OFFERED).count() == number - 1


def assert_whole(edition: KitEdition, *, number: int) -> None:
    assert edition.state == EditionState.FINISHED
    assert len(default_storage.listdir(f"kits/{edition.key}")[1]) == 1
    with default_storage.open(edition.storage_name) as archive:
        assert Bag.read(archive.read()).manifest["number"] == number
