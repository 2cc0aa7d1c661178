"""Presence of workers, relays and the one scheduler: a row while the process runs, renewed from a thread.

Moments are the database's: the clocks of two machines may differ. A row that isn't renewed for half a minute is that of
a killed process; then another scheduler may take over.
"""

import logging
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import QuerySet
from django.db.models.functions import Now

from cms.jobs.models import ProcessKind, RunningProcess

INTERVAL = timedelta(seconds=5)
SILENCE = timedelta(seconds=30)
REPORTING = (ProcessKind.SCHEDULER, ProcessKind.RELAY)
Report = Callable[[], dict[str, Any]]
_reports: dict[str, Report] = {}
logger = logging.getLogger(__name__)


class AlreadyRunning(Exception):
    """A scheduler is running; the text names it."""


def register_report(part: str, report: Report) -> None:
    """Add what relays and the scheduler say of a part of their machine; the function must not fail."""
    _reports[part] = report


class Presence:
    """This process's row. ``is_lost`` is set once another process has taken its place."""

    def __init__(self, row: RunningProcess) -> None:
        self._row = row
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._renew_until_stopped, daemon=True)
        self.is_lost = False

    def start(self) -> None:
        self._thread.start()

    def end(self) -> None:
        """Stop renewing, and make room for a successor at once."""
        self._stop.set()
        self._thread.join()
        try:
            RunningProcess.objects.filter(pk=self._row.pk).delete()
        except DatabaseError:
            logger.warning("The database doesn't answer, so the end of %s isn't recorded.", self._row.name)

    def _renew_until_stopped(self) -> None:
        while not self._stop.wait(INTERVAL.total_seconds()) and not self.is_lost:
            try:
                self._renew()
            except DatabaseError:
                logger.warning("The database doesn't answer; %s goes on as soon as it does.", self._row.name)
            connection.close()

    def _renew(self) -> None:
        row = RunningProcess.objects.filter(pk=self._row.pk)
        self.is_lost = not row.update(seen_at=Now(), report=_make_report(self._row.kind))
        if self._row.kind == ProcessKind.RELAY:
            # The relay that was killed here isn't missed: this one does its work.
            machine = self._row.name.rpartition(":")[0]
            find_silent().filter(kind=ProcessKind.RELAY, name__startswith=f"{machine}:").delete()


def end_in_order() -> None:
    """Have SIGTERM end this process by ``SystemExit``, so that its row goes and a successor needn't wait."""
    signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit(0))


@contextmanager
def be_present(kind: ProcessKind) -> Iterator[Presence]:
    """Record that this process runs while the block does; raise ``AlreadyRunning`` for a second scheduler."""
    presence = Presence(_enter(kind))
    presence.start()
    try:
        yield presence
    finally:
        presence.end()


def find_silent() -> QuerySet[RunningProcess]:
    """Return the rows of processes that were killed, or whose machine is away."""
    return RunningProcess.objects.filter(seen_at__lt=Now() - SILENCE)


def find_present() -> QuerySet[RunningProcess]:
    return RunningProcess.objects.filter(seen_at__gte=Now() - SILENCE)


def _enter(kind: ProcessKind) -> RunningProcess:
    if kind != ProcessKind.RELAY:
        find_silent().filter(kind=kind).delete()
    name = f"{socket.gethostname()}:{os.getpid()}"
    # After a restart of the machine, a process may have the number of one that was killed.
    find_silent().filter(kind=kind, name=name).delete()
    report = _make_report(kind)
    try:
        with transaction.atomic():
            return RunningProcess.objects.create(kind=kind, name=name, started_at=Now(), seen_at=Now(), report=report)
    except IntegrityError as error:
        other = RunningProcess.objects.filter(kind=kind).first()
        raise AlreadyRunning(str(other) if other else "one that has just ended") from error


def _make_report(kind: str) -> dict[str, Any]:
    return {part: report() for part, report in _reports.items()} if kind in REPORTING else {}
