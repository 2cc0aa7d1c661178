from django.utils import timezone

from cms.jobs.kinds import job_kind
from cms.jobs.running import RunningJob
from outreach.organisations.invitations import JOB, send_invitation


@job_kind(JOB)
def mail_invitation(job: RunningJob) -> None:
    """Mail an invitation's link; sent again after a failure, with a new link."""
    job.result |= {"sent": send_invitation(pk=job.params["invitation"], at=timezone.now())}
