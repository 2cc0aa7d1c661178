from django.utils import timezone

from cms.jobs.clock import every
from cms.jobs.kinds import job_kind
from cms.jobs.running import RunningJob
from outreach.ledger.holdings import mark_all_outdated
from outreach.ledger.notices import mail_due_notices

every(seconds=600, name="ledger.mail_due_notices")(mail_due_notices)
every(seconds=600, name="ledger.mark_all_outdated")(mark_all_outdated)


@job_kind("ledger.mail_notices")
def mail_notices(job: RunningJob) -> None:
    job.result["notices"] = mail_due_notices(at=timezone.now())
