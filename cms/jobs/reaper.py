"""Requeue jobs whose worker stopped sending heartbeats."""

from datetime import datetime, timedelta

from django_tasks_db.models import DBTaskResult

from cms.jobs.execution import MAX_ATTEMPTS, get_gave_up_message
from cms.jobs.heartbeat import find_silent_jobs
from cms.jobs.models import JobState
from cms.jobs.queue import send

KEEP_MESSAGES = timedelta(days=2)


def reap(*, at: datetime) -> int:
    """Requeue jobs without a recent heartbeat, and fail those out of attempts; return the number of both."""
    silent = find_silent_jobs(at=at)
    given_up = silent.filter(state=JobState.RUNNING, attempts__gte=MAX_ATTEMPTS).update(
        state=JobState.FAILED, error=get_gave_up_message(), finished_at=at
    )
    stalled = list(
        silent.filter(state__in=[JobState.RUNNING, JobState.QUEUED]).values_list("pk", "kind", "attempts", "state")
    )
    for job_id, kind, attempts, state in stalled:
        requeued = silent.filter(pk=job_id, attempts=attempts, state=state).update(
            state=JobState.QUEUED, heartbeat_at=at
        )
        if requeued:
            send(job_id, kind=kind)
    return given_up + len(stalled)


def forget_old_messages(*, at: datetime) -> int:
    """Delete old messages to workers, including those of killed workers; jobs are kept."""
    return DBTaskResult.objects.filter(enqueued_at__lt=at - KEEP_MESSAGES).delete()[0]
