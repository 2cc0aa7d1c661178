"""Scheduled tasks of links: draining the spool, the redirector's table, and the daily check of codes."""

from datetime import datetime

from django.utils import timezone

from cms.jobs.kinds import job_kind
from cms.jobs.queue import enqueue
from cms.jobs.running import JobRefused, RunningJob
from cms.jobs.scheduler import every
from outreach.links.drain import drain_spool
from outreach.links.failing_notice import tell_of_failing
from outreach.links.following import SiteAway, follow_codes
from outreach.links.models import Link
from outreach.links.snapshot import refresh_snapshot

REFRESH_ANYWAY_SECONDS = 600
FOLLOWING = "links.follow"


@every(seconds=2, name="links.drain", on_each_machine=True)
def drain(*, at: datetime) -> None:
    drain_spool()


# With the redirector's own quarter of a second, codes follow a withdrawal by another machine within two seconds.
@every(seconds=0.5, name="links.table", on_each_machine=True)
def refresh(*, at: datetime) -> None:
    refresh_snapshot(at=at, older_than_seconds=REFRESH_ANYWAY_SECONDS)


@every(seconds=86_400, name=FOLLOWING)
def request_following(*, at: datetime) -> None:
    if Link.objects.exists():
        enqueue(kind=FOLLOWING, key="daily", params={})


@job_kind(FOLLOWING)
def follow(job: RunningJob) -> None:
    """Follow each code to its end, and tell the desk of those that fail since the last time."""
    try:
        failing = follow_codes(at=timezone.now(), progress=job.progress)
    except SiteAway as error:
        raise JobRefused(str(error)) from error
    job.result = {"failing": [link.code for link in failing]}
    tell_of_failing(failing)
