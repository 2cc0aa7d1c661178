from django.utils import timezone

from cms.jobs.kinds import job_kind
from cms.jobs.running import RunningJob
from cms.jobs.scheduler import every
from outreach.recalls.reminders import send_due_mails

every(seconds=600, name="recalls.mail_due_notices")(send_due_mails)


@job_kind("recalls.mail_notices")
def send_mails(job: RunningJob) -> None:
    job.result["notices"] = send_due_mails(at=timezone.now())
