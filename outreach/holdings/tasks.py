from django.utils import timezone

from cms.jobs.kinds import job_kind
from cms.jobs.running import RunningJob
from cms.jobs.scheduler import every
from outreach.holdings import register_notices, take_down_notices
from outreach.holdings.holdings import mark_all_outdated
from outreach.holdings.sent_log import read_log

every(seconds=600, name="holdings.mark_all_outdated")(mark_all_outdated)
every(seconds=60, name="holdings.read_sent_log")(read_log)
every(seconds=600, name=register_notices.JOB)(register_notices.send_due_notices)
every(seconds=600, name=take_down_notices.JOB)(take_down_notices.send_due_notices)


@job_kind(register_notices.JOB)
def send_register_notices(job: RunningJob) -> None:
    job.result["notices"] = register_notices.send_due_notices(at=timezone.now())


@job_kind(take_down_notices.JOB)
def send_take_down_notices(job: RunningJob) -> None:
    job.result["notices"] = take_down_notices.send_due_notices(at=timezone.now())
