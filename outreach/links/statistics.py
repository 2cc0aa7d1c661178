"""Scans of a period, for reports. The scans that this machine has spooled are drained first."""

from datetime import datetime

from outreach.links.drain import drain_spool
from outreach.links.models import Scan, ScanQuerySet


def get_scans(*, since: datetime, until: datetime) -> ScanQuerySet:
    """Return the scans of a period, including those of robots, for further filtering."""
    drain_spool()
    return Scan.objects.between(since, until)
