from django.utils import timezone

from cms.jobs.kinds import job_kind
from cms.jobs.running import RunningJob
from cms.jobs.scheduler import every
from outreach.holdings.holdings import mark_all_outdated
from outreach.holdings.register_notices import JOB, send_due_notices

every(seconds=600, name="holdings.mark_all_outdated")(mark_all_outdated)
every(seconds=600, name=JOB)(send_due_notices)


@job_kind(JOB)
def send_notices(job: RunningJob) -> None:
    job.result["notices"] = send_due_notices(at=timezone.now())
