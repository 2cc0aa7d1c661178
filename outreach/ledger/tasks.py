from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from django.conf import settings
from django.db import connection
from django.utils import timezone

from cms.jobs.kinds import job_kind
from cms.jobs.queue import enqueue
from cms.jobs.running import RunningJob
from cms.jobs.scheduler import every
from outreach.ledger.checkpoints import make_checkpoint
from outreach.ledger.inspection import inspect_ledger
from outreach.ledger.mailing import is_due, mail_checkpoint

QUEUE = "ledger"
"""Its jobs need the signing key and the journals beside it, which one machine has."""


@every(seconds=3600, name="ledger.make_checkpoint")
def request_checkpoint(*, at: datetime) -> None:
    enqueue(kind="ledger.make_checkpoint", key="hourly", params={})


@job_kind("ledger.make_checkpoint", queue=QUEUE)
def make(job: RunningJob) -> None:
    checkpoint(at=timezone.now())


def checkpoint(*, at: datetime) -> None:
    """Make a checkpoint. If none can be made, the people who keep the checkpoints are told at once."""
    try:
        make_checkpoint(at=at)
    except Exception:
        if is_due(at=at, is_alarm=True):
            enqueue(kind="ledger.mail_checkpoint", key="alarm", params={"is_alarm": True})
        raise


@every(seconds=3600, name="ledger.mail_checkpoint")
def request_mail(*, at: datetime) -> None:
    if settings.LEDGER_MAIL_TO:
        enqueue(kind="ledger.mail_checkpoint", key="daily", params={"is_alarm": False})


@job_kind("ledger.mail_checkpoint", queue=QUEUE)
def mail(job: RunningJob) -> None:
    job.result["mailed"] = mail_checkpoint(at=timezone.now(), is_alarm=job.params["is_alarm"])


@job_kind("ledger.inspect", queue=QUEUE)
def inspect(job: RunningJob) -> None:
    """Inspect the ledger. Progress is written by a thread of its own: the inspection reads in one transaction."""
    with ThreadPoolExecutor(1) as pool:

        def report(done: int, total: int) -> None:
            if connection.vendor == "postgresql":  # SQLite has one writer, which is the inspection's transaction
                pool.submit(_report, job, done, total).result()

        outcome = inspect_ledger(at=timezone.now(), progress=report)
    job.progress(outcome.checked, outcome.checked)
    job.result = {
        "checked": outcome.checked,
        "checkpoints": outcome.checkpoints,
        "findings": [[finding.kind.value, finding.detail] for finding in outcome.findings],
    }


def _report(job: RunningJob, done: int, total: int) -> None:
    try:
        job.progress(done, total)
    finally:
        connection.close()
