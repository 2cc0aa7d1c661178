from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class JobState(models.TextChoices):
    QUEUED = "queued", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")


UNFINISHED = (JobState.QUEUED, JobState.RUNNING)


class Job(models.Model):
    """A long task that shows its progress. It may be killed at any moment and run again, so handlers are idempotent.

    There is at most one unfinished job for each kind and key, so requesting a job twice is harmless.
    """

    kind = models.CharField(_("kind"), max_length=60)
    key = models.CharField(max_length=200)
    params = models.JSONField(default=dict)
    state = models.CharField(_("state"), max_length=10, choices=JobState.choices, default=JobState.QUEUED)
    done = models.PositiveIntegerField(_("done"), default=0)
    total = models.PositiveIntegerField(_("of"), default=0)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    heartbeat_at = models.DateTimeField(_("last heartbeat"), null=True, blank=True)
    error = models.TextField(_("what went wrong"), blank=True)
    result = models.JSONField(default=dict)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "key"],
                condition=models.Q(state__in=["queued", "running"]),
                name="job_one_unfinished_a_key",
            )
        ]
        indexes = [models.Index(fields=["state", "heartbeat_at"], name="job_for_the_reaper")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}: {self.state}"


class ProcessKind(models.TextChoices):
    WORKER = "worker"
    SCHEDULER = "scheduler"
    RELAY = "relay"


class RunningProcess(models.Model):
    """A worker, a relay or the scheduler, as long as it runs. ``name`` is its machine and process id.

    ``report`` is what relays and the scheduler say of what is on their machine's disk.
    """

    kind = models.CharField(max_length=10, choices=ProcessKind)
    name = models.CharField(max_length=200)
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    report = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind"], condition=models.Q(kind="scheduler"), name="process_one_scheduler"
            ),
            models.UniqueConstraint(fields=["kind", "name"], name="process_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"
