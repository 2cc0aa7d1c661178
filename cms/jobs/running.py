"""A job while it runs, as its handler sees it."""

from typing import Any

from django.utils import timezone

from cms.jobs.models import Job, JobState


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
