"""Relay: what one machine does for its own disk when the scheduler runs on another machine, or may.

Each of these tasks has a thread of its own, so that many scans that wait don't hold back a withdrawal. While the
database is away, they try until it answers: what is on disk stays there.
"""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import close_old_connections, connection
from django.utils import timezone

from cms.jobs.scheduler import ScheduledTask, list_tasks_of_each_machine

SECONDS_TO_END = 10
logger = logging.getLogger(__name__)


@contextmanager
def run_tasks_of_this_machine() -> Iterator[None]:
    """Run every task of each machine at its interval, while the block does."""
    stop = threading.Event()
    threads = [
        threading.Thread(target=_repeat, args=(task, stop), name=task.name, daemon=True)
        for task in list_tasks_of_each_machine()
    ]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join(SECONDS_TO_END)


def _repeat(task: ScheduledTask, stop: threading.Event) -> None:
    """Run the task until told to stop. A failure is logged once, and not again before the task has succeeded."""
    has_failed = False
    while True:
        try:
            task.run(at=timezone.now())
            has_failed = False
        except Exception:
            if not has_failed:
                logger.exception("The task “%s” failed; it is tried again until it succeeds.", task.name)
            has_failed = True
        close_old_connections()
        if stop.wait(task.period.total_seconds()):
            break
    connection.close()
