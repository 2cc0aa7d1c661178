"""Scheduled publishing, and the job that sends the desk's mails."""

from cms.approvals.publishing import publish_due
from cms.jobs.kinds import job_kind
from cms.jobs.running import RunningJob
from cms.jobs.scheduler import every
from cms.translation_desk.notices import JOB, Notice, send
from cms.users.models import User

every(seconds=15, name="translation_desk.publish_due")(publish_due)


@job_kind(JOB)
def send_mail(job: RunningJob) -> None:
    """Send a mail. It is retried if it fails, and may be sent twice if the worker is killed right after sending."""
    recipient = User.objects.filter(pk=job.params["recipient"], is_active=True).exclude(email="").first()
    if recipient is not None:
        send(notice=Notice(job.params["notice"]), recipient=recipient, rows=job.params["rows"])
