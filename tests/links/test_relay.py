"""A machine without the scheduler's disk: its relay brings the link table, takes the scans, and is missed if killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from cms.installation.diagnosis import Condition, Diagnosis, examine
from cms.jobs.models import ProcessKind, RunningProcess
from cms.jobs.presence import SILENCE
from outreach.links.creation import create_link
from outreach.links.models import Scan
from outreach.redirector.link_table import TABLE_NAME, read_table
from outreach.redirector.spool import ScanRecord, Spool, new_scan_id
from tests.fronts.test_parts_away import database_away
from tests.fronts.world import eventually, get_database_address
from tests.links.conftest import LiveStory, make_live_story
from tests.services.processes import spawn, stop_process

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def story(transactional_db: None) -> LiveStory:
    """A story that the relay, another process, sees."""
    return make_live_story()


@contextmanager
def run_relay(folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A relay over the test's database, with a disk of its own."""
    environment = {"DATABASE_URL": get_database_address(), "DATA_DIR": str(folder)}
    command = [sys.executable, str(ROOT / "manage.py"), "relay"]
    process = spawn(command, log=folder / "relay.log", environment=environment)
    try:
        yield process
    finally:
        stop_process(process, seconds=20)


def get_spool(folder: Path) -> Path:
    return folder / os.environ.get("PYTEST_XDIST_WORKER", "main") / "spool"


def has_code(folder: Path, code: str, *, withdrawn: set[str]) -> bool:
    path = get_spool(folder) / TABLE_NAME
    entries = read_table(path).entries if path.exists() else {}
    return code in entries and entries[code].destination.withdrawn == withdrawn


def scan(folder: Path, code: str) -> None:
    spool = Spool(get_spool(folder))
    spool.append(ScanRecord(new_scan_id(), code, int(timezone.now().timestamp() // 60), "ko", is_robot=False))
    spool.close()


def diagnose(part: str) -> list[Diagnosis]:
    return [found for found in examine(at=timezone.now()) if found.part == part]


def test_machine_gets_the_table_and_hands_over_its_scans_without_the_schedulers_disk(
    story: LiveStory, tmp_path: Path
) -> None:
    link = create_link(item_kind="story", item_key=story.key, language="ko")
    with run_relay(tmp_path) as relay:
        assert eventually(lambda: has_code(tmp_path, link.code, withdrawn=set()))
        scan(tmp_path, link.code)
        assert eventually(lambda: Scan.objects.filter(link=link).count() == 1)
        assert eventually(lambda: RunningProcess.objects.filter(kind=ProcessKind.RELAY).exists())
        assert [found.condition for found in diagnose("relay")] == [Condition.OK]
        story.withdraw("ko")
        assert eventually(lambda: has_code(tmp_path, link.code, withdrawn={"ko"}))

        relay.send_signal(signal.SIGKILL)
        relay.wait()
        scan(tmp_path, link.code)
    with run_relay(tmp_path) as relay:
        assert eventually(lambda: Scan.objects.filter(link=link).count() == 2)
        assert eventually(lambda: RunningProcess.objects.filter(name__endswith=f":{relay.pid}").exists())
        relay.terminate()
        assert relay.wait(60) == 0
        assert not RunningProcess.objects.filter(name__endswith=f":{relay.pid}").exists()

    assert not list(get_spool(tmp_path).glob("*.open"))


@pytest.mark.slow
def test_table_and_scans_stay_while_the_database_is_away_and_nothing_is_lost_or_counted_twice(
    story: LiveStory, tmp_path: Path
) -> None:
    link = create_link(item_kind="story", item_key=story.key, language="ko")
    with run_relay(tmp_path):
        assert eventually(lambda: has_code(tmp_path, link.code, withdrawn=set()))
        log = tmp_path / "relay.log"
        with database_away():
            for _ in range(5):
                scan(tmp_path, link.code)
            assert eventually(lambda: "links.table" in log.read_text() and "links.drain" in log.read_text())
            assert has_code(tmp_path, link.code, withdrawn=set())
        assert eventually(lambda: Scan.objects.count() == 5)
        assert eventually(lambda: not list(get_spool(tmp_path).glob("*.sealed")))
        story.withdraw("ko")
        assert eventually(lambda: has_code(tmp_path, link.code, withdrawn={"ko"}))

    assert Scan.objects.count() == 5
    # Each task says once that it fails, not twice a second.
    assert log.read_text().count("links.table”") == 1


def test_doctor_names_the_machine_where_scans_wait_and_the_one_that_is_no_longer_heard_of(story: LiveStory) -> None:
    now = timezone.now()
    report = {"spool": {"place": "second:/data/spool", "waiting_seconds": 7200, "set_aside": 0}}
    RunningProcess.objects.create(kind="relay", name="second:1", started_at=now, seen_at=now, report=report)
    RunningProcess.objects.create(kind="relay", name="third:1", started_at=now, seen_at=now - SILENCE * 2)

    (here, there), (relay,) = diagnose("spool"), diagnose("relay")

    assert (here.condition, there.condition) == (Condition.OK, Condition.ERROR)
    assert "Scans of second:1 have been waiting for 2 hours" in there.text
    assert relay.condition == Condition.ERROR
    assert "third:1. Codes there don't follow withdrawals." in relay.text
    call_command("relay", "--forget", "third:1")
    assert [found.condition for found in diagnose("relay")] == [Condition.OK]
    with pytest.raises(CommandError, match="second:1"):
        call_command("relay", "--forget", "second:1")


def test_single_machine_needs_no_relay(story: LiveStory) -> None:
    (relay,) = diagnose("relay")

    assert (relay.condition, relay.text) == (Condition.OK, "None is running; one machine needs none.")


def test_relay_that_was_killed_is_not_missed_once_another_runs_on_its_machine(story: LiveStory, tmp_path: Path) -> None:
    long_ago = timezone.now() - timedelta(minutes=5)
    with run_relay(tmp_path) as relay:
        assert eventually(lambda: RunningProcess.objects.filter(name__endswith=f":{relay.pid}").exists())
        machine = RunningProcess.objects.get(name__endswith=f":{relay.pid}").name.rpartition(":")[0]
        for name in (f"{machine}:999999999", "elsewhere:1"):
            RunningProcess.objects.create(kind="relay", name=name, started_at=long_ago, seen_at=long_ago)

        assert eventually(lambda: not RunningProcess.objects.filter(name=f"{machine}:999999999").exists())
        assert RunningProcess.objects.filter(name="elsewhere:1").exists()
