"""Examinations of scanned codes: the redirector, the scans that wait on disk, and codes that lead to no page."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from cms.installation.diagnosis import Diagnosis, describe_age, judge
from cms.jobs.presence import find_present
from outreach.links.models import Link
from outreach.links.redirector_health import RedirectorAway, ask_redirector
from outreach.links.snapshot import get_table_path
from outreach.links.spool_state import SPOOL, SpoolState, describe_spool
from outreach.redirector.link_table import TableFile

SECONDS_TO_DRAIN = 300
DAYS_TO_FOLLOW = timedelta(days=2)
SHOWN = 5


def examine_redirector(at: datetime) -> Iterator[Diagnosis]:
    address = settings.REDIRECTOR_ADDRESS
    if not address:
        warning = "REDIRECTOR_ADDRESS isn't set: codes are answered by the site, and fail with its database."
        ok = "The site itself answers codes, which is enough on one machine."
        is_server = bool(settings.SECURE_PROXY_SSL_HEADER)
        advice = "Start the redirector, and set REDIRECTOR_ADDRESS to where it listens."
        yield judge("redirector", ok=ok, warning=warning if is_server else "", advice=advice)
        return
    try:
        state = ask_redirector(address)
    except RedirectorAway as error:
        text = f"{error} Scanned codes lead nowhere."
        yield judge("redirector", ok="", error=text, advice="Run: systemctl restart nho-nguon-redirector")
        return
    lost = state["scans_not_kept"]
    yield judge(
        "redirector",
        ok=f"The redirector knows {state['links']} links and keeps scans.",
        warning=f"{lost} scans weren't kept since its start." if lost else "",
        error=""
        if state["is_keeping_scans"]
        else "The redirector can't keep scans; readers are redirected all the same.",
        advice="Free space on the disk of DATA_DIR, and see that the service may write in DATA_DIR/spool.",
    )


def examine_spool(at: datetime) -> Iterator[Diagnosis]:
    """Yield how long scans have been waiting on this machine, and on each other with a relay or the scheduler."""
    here = describe_spool(Path(settings.SPOOL_DIR), at=at)
    yield _judge_spool(here, whose="")
    reports = find_present().filter(report__has_key=SPOOL).order_by("name").values_list("name", "report")
    elsewhere = {SpoolState(**report[SPOOL]).place: (name, SpoolState(**report[SPOOL])) for name, report in reports}
    elsewhere.pop(here.place, None)
    for name, state in elsewhere.values():
        yield _judge_spool(state, whose=f" of {name}")


def _judge_spool(state: SpoolState, *, whose: str) -> Diagnosis:
    text = f"Scans{whose} have been waiting for {describe_age(state.waiting_seconds)} to come into the database."
    return judge(
        "spool",
        ok=f"Scans{whose} come into the database.",
        warning=f"{state.set_aside} files of scans{whose} were set aside, as they can't be read."
        if state.set_aside
        else "",
        error=text if state.waiting_seconds > SECONDS_TO_DRAIN else "",
        advice="Start there the scheduler or a relay, which drains them; for files set aside: "
        "manage.py drain_scans --retry",
    )


def examine_codes(at: datetime) -> Iterator[Diagnosis]:
    """Yield how many printed codes lead to a notice instead of a page."""
    table = TableFile(get_table_path()).get()
    failing = sorted(code for code, entry in table.entries.items() if not entry.destination.addresses)
    shown = ", ".join(failing[:SHOWN]) + (f" and {len(failing) - SHOWN} more" if len(failing) > SHOWN else "")
    yield judge(
        "codes",
        ok=f"All {len(table.entries)} codes lead to a page.",
        warning=f"These codes lead to no page but to a notice: {shown}." if failing else "",
        advice="Publish their texts again, lead the codes elsewhere, or recall what carries them.",
    )
    yield _judge_following(at=at)


def _judge_following(*, at: datetime) -> Diagnosis:
    links, since = Link.objects.in_use(), at - DAYS_TO_FOLLOW
    failing = links.failing().count()
    is_forgotten = links.filter(created_at__lt=since).exists() and not links.filter(checked_at__gte=since).exists()
    return judge(
        "codes",
        ok="Codes are followed to their end each day.",
        warning="Codes weren't followed to their end for two days." if is_forgotten else "",
        error=f"{failing} codes fail when they are followed to their end." if failing else "",
        advice="See the page of codes; the scheduler and a worker follow them each day.",
    )
