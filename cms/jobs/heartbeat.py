"""Heartbeat of running jobs: how often a worker sends it, and after what silence a job counts as abandoned."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from cms.jobs.models import Job
from cms.jobs.running import filter_claimed

INTERVAL = timedelta(seconds=5)
SILENCE = timedelta(seconds=30)


@contextmanager
def send_heartbeats(job_id: int, *, attempt: int) -> Iterator[None]:
    """Send heartbeats of the attempt from a thread, as long as the block runs."""
    stop = threading.Event()

    def beat() -> None:
        while not stop.wait(INTERVAL.total_seconds()):
            filter_claimed(job_id, attempt).update(heartbeat_at=timezone.now())
        connection.close()

    thread = threading.Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def find_silent_jobs(*, at: datetime) -> QuerySet[Job]:
    """Return the jobs, in any state, whose last heartbeat is older than ``SILENCE``; the caller filters by state."""
    return Job.objects.filter(heartbeat_at__lt=at - SILENCE)
