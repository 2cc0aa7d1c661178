"""Executing a job: claimed by one worker, kept alive by heartbeats, fenced against a worker that was given up."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.jobs.kinds import get_handler
from cms.jobs.models import Job, JobState
from cms.jobs.running import JobLost, JobRefused, RunningJob, mine

logger = logging.getLogger(__name__)

MAX_ATTEMPTS = 4
HEARTBEAT_SECONDS = 5


def claim(job_id: int, *, at: datetime) -> Job | None:
    """Take a waiting job; None if it is no longer waiting (a message delivered twice does no harm)."""
    taken = Job.objects.filter(pk=job_id, state=JobState.QUEUED).update(
        state=JobState.RUNNING, attempts=F("attempts") + 1, heartbeat_at=at, error=""
    )
    return Job.objects.get(pk=job_id) if taken else None


def run_job(job_id: int, *, beat: bool = False) -> Job | None:
    """Run a waiting job to its end and return it; None if there was nothing to do.

    ``beat`` keeps a sign of life from a thread, for handlers that work long between two calls of ``progress``.
    """
    job = claim(job_id, at=timezone.now())
    if job is None:
        return None
    running = RunningJob(job)
    with _heartbeat(running) if beat else _nothing():
        outcome = _run(job, running)
    if outcome:
        mine(job.pk, job.attempts).update(result=running.result, **outcome)
    job.refresh_from_db()
    return job


def _run(job: Job, running: RunningJob) -> dict[str, Any]:
    try:
        get_handler(job.kind)(running)
    except JobLost:
        logger.warning("Job %s was taken over; this worker leaves it.", job.pk)
        return {}
    except JobRefused as refusal:
        return {"state": JobState.FAILED, "error": str(refusal), "finished_at": timezone.now()}
    except Exception:
        logger.exception("Job %s (%s) failed at attempt %s.", job.pk, job.kind, job.attempts)
        if job.attempts < MAX_ATTEMPTS:
            return {"state": JobState.QUEUED, "heartbeat_at": timezone.now()}
        return {"state": JobState.FAILED, "error": gave_up_text(), "finished_at": timezone.now()}
    return {"state": JobState.DONE, "finished_at": timezone.now()}


def gave_up_text() -> str:
    return _(
        "This was tried several times and did not succeed. Nothing half done is kept. Please tell an administrator."
    )


@contextmanager
def _nothing() -> Iterator[None]:
    yield


@contextmanager
def _heartbeat(running: RunningJob) -> Iterator[None]:
    stop = threading.Event()

    def beat() -> None:
        while not stop.wait(HEARTBEAT_SECONDS):
            mine(running.id, running.attempt).update(heartbeat_at=timezone.now())
        connection.close()

    thread = threading.Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
