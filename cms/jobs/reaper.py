"""A killed worker leaves its job running for ever: after a while without a sign of life it is sent again."""

from datetime import datetime, timedelta

from django_tasks_db.models import DBTaskResult

from cms.jobs.execution import MAX_ATTEMPTS, gave_up_text
from cms.jobs.models import Job, JobState
from cms.jobs.queue import send

SILENCE = timedelta(seconds=30)
KEEP_MESSAGES = timedelta(days=2)


def reap(*, at: datetime) -> int:
    """Send silent jobs again, and give up those tried too often; return how many were found silent."""
    silent = Job.objects.filter(heartbeat_at__lt=at - SILENCE)
    given_up = silent.filter(state=JobState.RUNNING, attempts__gte=MAX_ATTEMPTS).update(
        state=JobState.FAILED, error=gave_up_text(), finished_at=at
    )
    lost = list(silent.filter(state__in=[JobState.RUNNING, JobState.QUEUED]).values_list("pk", "attempts", "state"))
    for job_id, attempts, state in lost:
        renewed = Job.objects.filter(pk=job_id, attempts=attempts, state=state, heartbeat_at__lt=at - SILENCE).update(
            state=JobState.QUEUED, heartbeat_at=at
        )
        if renewed:
            send(job_id)
    return given_up + len(lost)


def forget_old_messages(*, at: datetime) -> int:
    """Delete messages to workers that are long past, those of killed workers included; the jobs stay."""
    return DBTaskResult.objects.filter(enqueued_at__lt=at - KEEP_MESSAGES).delete()[0]
