"""``manage.py doctor``: one line for each part, and what to do."""

from __future__ import annotations

import datetime
import json
import os
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from cms.backups.record import BackupRecord, write_record
from cms.installation.diagnosis import examine
from cms.jobs.models import ProcessKind, RunningProcess
from cms.jobs.presence import AlreadyRunning, be_present
from cms.users.roles import Role
from cms.users.tasks import mail_new_password
from outreach.links.snapshot import get_table_path, write_snapshot
from tests.approvals.factories import Desk, make_person
from tests.recalls.factories import DEADLINE, make_holder, recall

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folders(settings: Any, tmp_path: Path) -> Path:
    """A data folder and a spool of this test's own."""
    settings.DATA_DIR, settings.SPOOL_DIR = tmp_path, tmp_path / "spool"
    write_snapshot()
    return tmp_path


def ask(capsys: pytest.CaptureFixture[str], *, code: int) -> dict[str, list[str]]:
    """Return the doctor's lines by part; the exit code must be this one."""
    ended = 0
    try:
        call_command("doctor")
    except SystemExit as end:
        ended = int(end.code or 0)
    lines: dict[str, list[str]] = {}
    for line in capsys.readouterr().out.splitlines():
        lines.setdefault(line[9:].split()[0], []).append(line)
    assert ended == code, lines
    return lines


def run_worker_and_scheduler() -> None:
    for kind in ProcessKind:
        now = timezone.now()
        RunningProcess.objects.create(kind=kind, name=f"here:{kind}", started_at=now, seen_at=now)


@pytest.mark.both_databases
def test_installation_in_order_has_no_error_and_says_what_is_missing(capsys: pytest.CaptureFixture[str]) -> None:
    run_worker_and_scheduler()

    lines = ask(capsys, code=0)

    assert [line for each in lines.values() for line in each if line.startswith("error")] == []
    assert "No back-up is recorded." in lines["back-up"][0]
    for part in ("settings", "catalogues", "storage", "ledger", "codes", "spool", "licences", "disk", "scheduler"):
        assert lines[part][0].startswith("OK "), lines[part]
    assert default_storage.listdir("doctor")[1] == []


def test_missing_processes_old_tasks_and_a_full_spool_are_errors_with_advice(
    capsys: pytest.CaptureFixture[str], own_folders: Path
) -> None:
    mail_new_password.enqueue(user_ids=[], language="vi")
    DBTaskResult.objects.update(enqueued_at=timezone.now() - datetime.timedelta(hours=3))
    scans = own_folders / "spool" / "one.sealed"
    scans.write_bytes(b"")
    os.utime(scans, (timezone.now().timestamp() - 7200,) * 2)

    lines = ask(capsys, code=1)

    assert "No worker is running. Run: systemctl restart nho-nguon-worker@1" in lines["worker"][0]
    assert "No scheduler is running." in lines["scheduler"][0]
    assert "has been waiting for 3 hours" in lines["queue"][0]
    assert "Scans have been waiting for 2 hours" in lines["spool"][0]


def test_part_that_cannot_be_examined_is_an_error_and_stops_no_other(
    capsys: pytest.CaptureFixture[str], own_folders: Path, settings: Any
) -> None:
    get_table_path().write_text("cut off")
    (own_folders / "backup.json").write_text("{}")
    settings.REDIRECTOR_ADDRESS = f"unix:{own_folders}/nobody"

    lines = ask(capsys, code=1)

    assert lines["codes"][0].startswith("error")
    assert lines["codes"][0].endswith("Run: manage.py link_table")
    assert lines["back-up"][0].startswith("error")
    assert "doesn't answer" in lines["redirector"][0]
    assert lines["licences"][0].startswith("OK")


def test_watchers_get_json_with_the_age_of_the_back_up(capsys: pytest.CaptureFixture[str], own_folders: Path) -> None:
    run_worker_and_scheduler()
    made = timezone.now() - datetime.timedelta(days=3, minutes=1)
    write_record(BackupRecord(made.isoformat(), "a", rows=1, files=1))

    call_command("doctor", "--json")

    found = {each["part"]: each for each in json.loads(capsys.readouterr().out)}
    assert found["back-up"]["condition"] == "warning"
    assert found["back-up"]["text"] == "The last back-up is 3 days old."


def test_people_at_the_desk_without_mail_are_named(capsys: pytest.CaptureFixture[str], desk: Desk) -> None:
    desk.editor.email = ""
    desk.editor.save()

    texts = [each.text for each in examine(at=timezone.now()) if each.part == "people"]

    assert any(desk.editor.username in text for text in texts)


@pytest.mark.django_db(transaction=True)
@pytest.mark.both_databases
def test_second_scheduler_is_refused_until_the_first_has_ended_or_was_killed() -> None:
    first, second = be_present(ProcessKind.SCHEDULER), be_present(ProcessKind.SCHEDULER)
    with first, pytest.raises(AlreadyRunning, match="scheduler"), second:
        pass
    with be_present(ProcessKind.SCHEDULER):
        pass
    long_ago = timezone.now() - datetime.timedelta(minutes=5)
    RunningProcess.objects.create(kind=ProcessKind.SCHEDULER, name="killed", started_at=long_ago, seen_at=long_ago)

    with be_present(ProcessKind.SCHEDULER):
        assert RunningProcess.objects.get().name != "killed"


@pytest.mark.django_db(transaction=True)
def test_two_workers_of_two_processes_are_two(capsys: pytest.CaptureFixture[str]) -> None:
    now = timezone.now()
    RunningProcess.objects.create(kind=ProcessKind.WORKER, name="elsewhere:1", started_at=now, seen_at=now)

    with be_present(ProcessKind.WORKER):
        assert RunningProcess.objects.filter(kind=ProcessKind.WORKER).count() == 2


def test_a_desk_that_no_mail_reaches_is_named_before_a_recall_needs_it(capsys: pytest.CaptureFixture[str]) -> None:
    run_worker_and_scheduler()
    officer = make_person(Role.OUTREACH_OFFICER, email="")

    assert ask(capsys, code=0)["recalls"][0].startswith("warning")
    officer.email = "officer@example.org"
    officer.save()
    assert ask(capsys, code=0)["recalls"][0].startswith("OK")


def test_a_missing_answer_of_which_nobody_was_told_is_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    make_holder()
    recall()

    with time_machine.travel(DEADLINE + datetime.timedelta(days=2), tick=False):
        lines = ask(capsys, code=1)

    assert "nobody at the desk could be told" in lines["recalls"][0]
