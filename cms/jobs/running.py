"""A job while it runs: claimed by one worker, with a sign of life, fenced against a worker that was given up."""

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

logger = logging.getLogger(__name__)

MAX_ATTEMPTS = 4
HEARTBEAT_SECONDS = 5


class JobRefused(Exception):
    """The job can't be done as asked; the text says why and what to do. It isn't tried again."""


class JobLost(Exception):
    """Another worker has taken this job over; this one must stop and leave everything as it is."""


class RunningJob:
    """What a handler sees of its job."""

    def __init__(self, job: Job) -> None:
        self.id: int = job.pk
        self.key = job.key
        self.params: dict[str, Any] = job.params
        self.attempt = job.attempts
        self.created_by_id: int | None = job.created_by_id
        self.result: dict[str, Any] = {}

    def progress(self, done: int, total: int) -> None:
        """Show how far the job is, and that it lives; raise ``JobLost`` if it was given to another worker."""
        self._update(done=done, total=total, heartbeat_at=timezone.now())

    def _update(self, **values: Any) -> None:
        if not mine(self.id, self.attempt).update(**values):
            raise JobLost(f"Job {self.id} was given to another worker.")


def mine(job_id: int, attempt: int) -> Any:
    return Job.objects.filter(pk=job_id, state=JobState.RUNNING, attempts=attempt)


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
