"""Queue of jobs: requesting a job and sending it to the workers."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from cms.jobs.execution import run_job
from cms.jobs.kinds import get_queue
from cms.jobs.models import UNFINISHED, Job, JobState
from cms.jobs.tasks import run
from cms.users.models import User


def enqueue(*, kind: str, key: str, params: dict[str, Any], by: User | None = None) -> Job:
    """Request a job, sent after commit; return the existing one if one of this kind and key is unfinished."""
    try:
        with transaction.atomic():
            job = Job.objects.create(kind=kind, key=key, params=params, created_by=by, heartbeat_at=timezone.now())
    except IntegrityError:
        return Job.objects.get(kind=kind, key=key, state__in=UNFINISHED)
    transaction.on_commit(lambda: send(job.pk, kind=kind))
    return job


def send(job_id: int, *, kind: str) -> None:
    """Send the job to the workers that do its kind. Sending it twice is harmless, because it is claimed once."""
    run.using(queue_name=get_queue(kind)).enqueue(job_id)


def run_pending_jobs() -> list[Job]:
    """Run every queued job in this process, including those that jobs request; for tests and set-up."""
    finished: list[Job] = []
    while (job := Job.objects.filter(state=JobState.QUEUED).order_by("pk").first()) is not None:
        outcome = run_job(job.pk)
        if outcome is not None:
            finished.append(outcome)
    return finished
