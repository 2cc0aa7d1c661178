"""Examinations of what runs and of who is there: queue, workers, scheduler, contacts that are due, people."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Min
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from cms.core.fronts import find_failing
from cms.facts.verification import find_lapsed, find_lapsing
from cms.installation.diagnosis import Diagnosis, describe_age, judge
from cms.installation.first_administrator import find_administrators
from cms.jobs.models import ProcessKind
from cms.jobs.presence import find_present, find_silent
from cms.users.models import User
from cms.users.roles import DESK, get_roles

SERVICES = {
    ProcessKind.WORKER: "nho-nguon-worker@1",
    ProcessKind.SCHEDULER: "nho-nguon-scheduler",
    ProcessKind.RELAY: "nho-nguon-relay",
}
GONE = " there. If that machine is gone for good: manage.py relay --forget NAME"
LONG_WAIT, TOO_LONG_WAIT = timedelta(minutes=5), timedelta(hours=1)


def examine_queue(at: datetime) -> Iterator[Diagnosis]:
    oldest = DBTaskResult.objects.ready().aggregate(oldest=Min("enqueued_at"))["oldest"]
    age = at - oldest if oldest else timedelta()
    text = f"The oldest task has been waiting for {describe_age(age.total_seconds())}."
    yield judge(
        "queue",
        ok="No task has been waiting for long.",
        warning=text if age > LONG_WAIT else "",
        error=text if age > TOO_LONG_WAIT else "",
        advice="Start another worker (systemctl start nho-nguon-worker@3), or look into the workers' logs.",
    )


def examine_processes(at: datetime) -> Iterator[Diagnosis]:
    """Yield how many workers, schedulers and relays have been seen within the last half minute."""
    present, silent = find_present(), find_silent()
    for kind, service in SERVICES.items():
        names = list(present.filter(kind=kind).values_list("name", flat=True))
        lost = ", ".join(silent.filter(kind=kind).values_list("name", flat=True))
        is_relay = kind == ProcessKind.RELAY
        error = f"No {kind} is running." if not names and not is_relay else ""
        if is_relay and lost:
            error = f"No longer heard of: {lost}. Codes there don't follow withdrawals."
        yield judge(
            str(kind),
            ok=f"{len(names)} running: {', '.join(names)}." if names else "None is running; one machine needs none.",
            warning=f"No longer heard of: {lost}." if lost else "",
            error=error,
            advice=f"Run: systemctl restart {service}" + (GONE if is_relay else ""),
        )


def examine_contacts(at: datetime) -> Iterator[Diagnosis]:
    today = timezone.localdate(at)
    late, soon = find_lapsed(today=today).count(), find_lapsing(today=today).count()
    yield judge(
        "contacts",
        ok="The verification of no contact ends soon.",
        warning=f"{late} contacts are overdue for verification, {soon} will be soon." if late or soon else "",
        advice="Call them, and record it in the register of contacts.",
    )


def examine_people(at: datetime) -> Iterator[Diagnosis]:
    """Yield whether somebody can administer accounts, and who at the desk gets no mail."""
    administrators = [user for user in find_administrators() if user.has_usable_password()]
    yield judge(
        "people",
        ok=f"Administrators who can sign in: {len(administrators)}.",
        warning="" if administrators else "No administrator has chosen a password yet.",
        advice="Open the link of manage.py setup; if it is lost: manage.py setup --new-link",
    )
    without = User.objects.filter(is_active=True, email="").prefetch_related("groups")
    names = [user.username for user in without if DESK & get_roles(user)]
    shown = ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
    yield judge(
        "people",
        ok="Everyone at the desk has a mail address.",
        warning=f"No mail reaches {shown}: they learn of no assignment and no alarm." if names else "",
        advice="Add their addresses under Settings, Users.",
    )


def examine_fronts(at: datetime) -> Iterator[Diagnosis]:
    failing = ", ".join(find_failing().values_list("address", flat=True))
    yield judge(
        "front servers",
        ok="Every front server is told of each change of the public pages."
        if settings.PURGE_ADDRESSES
        else "None is named.",
        error=f"Not told of changes: {failing}." if failing else "",
        advice="Start nginx there, or correct PURGE_ADDRESSES. Until then it may show what was withdrawn.",
    )
