"""The running job, as passed to its handler."""

from typing import Any

from django.utils import timezone

from cms.jobs.models import Job, JobState


class JobRefused(Exception):
    """The job can't be done as requested; the text says why and what to do. It isn't retried."""


class JobLost(Exception):
    """Another worker has taken over this job; the handler must stop without writing anything."""


class RunningJob:
    """A running job with its parameters; the handler reports progress and sets ``result``."""

    def __init__(self, job: Job) -> None:
        self.id: int = job.pk
        self.key = job.key
        self.params: dict[str, Any] = job.params
        self.attempt = job.attempts
        self.created_by_id: int | None = job.created_by_id
        self.result: dict[str, Any] = {}

    def progress(self, done: int, total: int) -> None:
        """Store the progress with a heartbeat; raise ``JobLost`` if another worker has the job."""
        self._update(done=done, total=total, heartbeat_at=timezone.now())

    def _update(self, **values: Any) -> None:
        if not filter_claimed(self.id, self.attempt).update(**values):
            raise JobLost(f"Another worker has taken over job {self.id}.")


def filter_claimed(job_id: int, attempt: int) -> Any:
    """Return the queryset of the job, empty once another attempt has claimed it."""
    return Job.objects.filter(pk=job_id, state=JobState.RUNNING, attempts=attempt)
