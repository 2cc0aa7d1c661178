"""Scheduled tasks of links: draining the spool and refreshing the redirector's table."""

from datetime import datetime

from cms.jobs.scheduler import every
from outreach.links.drain import drain_spool
from outreach.links.snapshot import refresh_snapshot

REFRESH_ANYWAY_SECONDS = 600


@every(seconds=2, name="links.drain", on_each_machine=True)
def drain(*, at: datetime) -> None:
    drain_spool()


# With the redirector's own quarter of a second, codes follow a withdrawal by another machine within two seconds.
@every(seconds=0.5, name="links.table", on_each_machine=True)
def refresh(*, at: datetime) -> None:
    refresh_snapshot(at=at, older_than_seconds=REFRESH_ANYWAY_SECONDS)
