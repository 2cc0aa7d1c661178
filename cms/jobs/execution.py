"""Execution of jobs: claimed by one worker, with heartbeats, fenced against a worker that has lost the job."""

import logging
from contextlib import nullcontext
from datetime import datetime
from typing import Any

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.jobs.heartbeat import send_heartbeats
from cms.jobs.kinds import get_handler
from cms.jobs.models import Job, JobState
from cms.jobs.running import JobLost, JobRefused, RunningJob, filter_claimed
from cms.monitoring.machine_failures import describe_failure, find_failure

logger = logging.getLogger(__name__)

MAX_ATTEMPTS = 4


def claim(job_id: int, *, at: datetime) -> Job | None:
    """Mark a queued job as running; return None if it is no longer queued (a message may be delivered twice)."""
    taken = Job.objects.filter(pk=job_id, state=JobState.QUEUED).update(
        state=JobState.RUNNING, attempts=F("attempts") + 1, heartbeat_at=at, error=""
    )
    return Job.objects.get(pk=job_id) if taken else None


def run_job(job_id: int, *, with_heartbeat: bool = False) -> Job | None:
    """Run a queued job to its end and return it; None if it is no longer queued.

    ``with_heartbeat`` sends heartbeats from a thread, for handlers that work long between two calls of ``progress``.
    """
    job = claim(job_id, at=timezone.now())
    if job is None:
        return None
    running = RunningJob(job)
    with send_heartbeats(job.pk, attempt=job.attempts) if with_heartbeat else nullcontext():
        outcome = _run(job, running)
    if outcome:
        filter_claimed(job.pk, job.attempts).update(result=running.result, **outcome)
    job.refresh_from_db()
    return job


def _run(job: Job, running: RunningJob) -> dict[str, Any]:
    try:
        get_handler(job.kind)(running)
    except JobLost:
        logger.warning("Another worker has taken over job %s; this worker stops.", job.pk)
        return {}
    except JobRefused as refusal:
        return {"state": JobState.FAILED, "error": str(refusal), "finished_at": timezone.now()}
    except Exception as error:
        logger.exception("Job %s (%s) failed on attempt %s.", job.pk, job.kind, job.attempts)
        if failure := find_failure(error):
            waiting = f"{describe_failure(failure)} {get_waiting_message()}"
            return {"state": JobState.QUEUED, "heartbeat_at": timezone.now(), "error": waiting}
        if job.attempts < MAX_ATTEMPTS:
            return {"state": JobState.QUEUED, "heartbeat_at": timezone.now()}
        return {"state": JobState.FAILED, "error": get_gave_up_message(), "finished_at": timezone.now()}
    return {"state": JobState.DONE, "finished_at": timezone.now()}


def get_gave_up_message() -> str:
    """Return the message shown for a job whose attempts are used up."""
    return _("This failed after several attempts. Nothing unfinished was kept. Please contact an administrator.")


def get_waiting_message() -> str:
    """Return what is added to the reason why a job waits for the machine; it may wait for days."""
    return _("Nothing unfinished was kept. This goes on by itself as soon as that is mended.")
