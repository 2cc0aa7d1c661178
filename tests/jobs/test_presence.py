"""Two schedulers as processes: the second says one sentence, waits, and goes on when the first has ended."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.db import connection

from cms.jobs.models import ProcessKind, RunningProcess
from cms.jobs.presence import be_present

ROOT = Path(__file__).resolve().parents[2]
SECONDS_TO_START = 300.0

pytestmark = [pytest.mark.slow, pytest.mark.both_databases, pytest.mark.django_db(transaction=True)]


def start_scheduler() -> subprocess.Popen[str]:
    """Start a scheduler with the test's database."""
    values = connection.settings_dict
    address = f"sqlite:///{values['NAME']}"
    if connection.vendor != "sqlite":
        address = f"postgresql://{values['USER']}@/{values['NAME']}?host={values['HOST']}"
    environment = {**os.environ, "DATABASE_URL": address, "LOG_LEVEL": "CRITICAL"}
    command = [sys.executable, "manage.py", "scheduler"]
    return subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True)


def wait_for_row_of(process: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while not RunningProcess.objects.filter(name__endswith=f":{process.pid}").exists():
        assert process.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_second_scheduler_waits_with_one_sentence_and_takes_over_from_the_first() -> None:
    with be_present(ProcessKind.SCHEDULER):
        first = str(RunningProcess.objects.get())
        second = start_scheduler()
        try:
            assert second.stderr
            said = second.stderr.readline()
        except BaseException:
            second.kill()
            raise
    try:
        wait_for_row_of(second)
        second.terminate()
        code = second.wait(SECONDS_TO_START)
    finally:
        second.kill()
        second.wait()

    assert said == f"A scheduler is running already ({first}). This one waits until it has ended.\n"
    assert (code, RunningProcess.objects.count()) == (0, 0)
    assert second.stderr.read() == ""
