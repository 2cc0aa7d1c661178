"""Readings of scanned codes: the scans of the last hour, those that wait on disk, and the redirector."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from cms.monitoring.readings import Reading
from outreach.links.models import Scan
from outreach.links.own_spool import get_spool
from outreach.links.redirector_health import RedirectorAway, ask_redirector
from outreach.links.spool_state import describe_spool

HOUR = timedelta(hours=1)


def read_scans(at: datetime) -> Iterator[Reading]:
    last_hour = Scan.objects.filter(minute__gte=at - HOUR)
    for is_robot, by in ((False, "people"), (True, "robots")):
        count = last_hour.filter(is_robot=is_robot).count()
        yield Reading("outreach_scans_last_hour", "Scans of the last hour.", count, {"by": by})
    yield from read_spool(at)
    yield from read_redirector()


def read_spool(at: datetime) -> Iterator[Reading]:
    spool = describe_spool(Path(settings.SPOOL_DIR), at=at)
    age, aside = spool.waiting_seconds, spool.set_aside
    yield Reading("outreach_spool_oldest_seconds", "How long the oldest file of scans has waited.", age)
    yield Reading("outreach_spool_set_aside", "Files of scans that can't be read and were set aside.", aside)
    lost = get_spool().not_kept
    yield Reading("outreach_scans_not_kept", "Scans that couldn't be written.", lost, {"process": "web"})


def read_redirector() -> Iterator[Reading]:
    """Yield whether the redirector answers and keeps scans; nothing if none is set up."""
    if not settings.REDIRECTOR_ADDRESS:
        return
    try:
        state = ask_redirector(settings.REDIRECTOR_ADDRESS)
    except RedirectorAway:
        yield Reading("outreach_redirector_up", "Whether the redirector answers.", 0)
        return
    yield Reading("outreach_redirector_up", "Whether the redirector answers.", 1)
    yield Reading("outreach_redirector_links", "Codes that the redirector knows.", state["links"])
    lost = state["scans_not_kept"]
    yield Reading("outreach_scans_not_kept", "Scans that couldn't be written.", lost, {"process": "redirector"})
