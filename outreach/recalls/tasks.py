from django.utils import timezone

from cms.jobs.kinds import job_kind
from cms.jobs.running import RunningJob
from cms.jobs.scheduler import every
from outreach.recalls.reminders import mail_due_notices

every(seconds=600, name="recalls.mail_due_notices")(mail_due_notices)


@job_kind("recalls.mail_notices")
def mail_notices(job: RunningJob) -> None:
    job.result["notices"] = mail_due_notices(at=timezone.now())
