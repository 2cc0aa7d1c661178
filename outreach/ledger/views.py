import re
from typing import cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from cms.jobs.models import Job
from cms.jobs.queue import enqueue
from cms.users.models import User
from cms.users.permissions import requires
from cms.users.roles import Capability
from outreach.ledger import triggers
from outreach.ledger.findings import FindingKind, LedgerFinding, describe_finding
from outreach.ledger.forms import EventFilterForm
from outreach.ledger.ledger import get_head
from outreach.ledger.listing import list_events, name_people
from outreach.organisations.members import get_names

NUMBER = re.compile(r"[0-9]{1,18}")
INSPECTION = "ledger.inspect"
NO_ORGANISATION = UUID(int=0)


@requires(Capability.SEE_LEDGER)
def events(request: HttpRequest) -> HttpResponse:
    """Show the ledger's events, newest first, with filters."""
    form = EventFilterForm(request.GET)
    page = list_events(
        conditions=form.get_conditions() if form.is_valid() else {},
        before=_read_number(request.GET.get("before")),
        after=_read_number(request.GET.get("after")),
    )
    names = get_names({event.organisation_key for event in page.events if event.organisation_key})
    people = name_people(page.events)
    inspection, findings = _get_last_inspection()
    context = {
        "form": form,
        "inspection": inspection,
        "findings": findings,
        "page": page,
        "rows": [
            (event, names.get(event.organisation_key or NO_ORGANISATION, ""), people[event.by_key])
            for event in page.events
        ],
        "head": get_head(),
        "missing_triggers": triggers.find_missing(),
    }
    return render(request, "ledger/events.html", context)


def _read_number(text: str | None) -> int | None:
    return int(text) if text and NUMBER.fullmatch(text) else None


def _get_last_inspection() -> tuple[Job | None, list[str]]:
    """Return the newest inspection, and what it found in sentences."""
    job = Job.objects.filter(kind=INSPECTION).order_by("-pk").first()
    found = job.result.get("findings", []) if job else []
    return job, [describe_finding(LedgerFinding(FindingKind(kind), detail)) for kind, detail in found]


@requires(Capability.SEE_LEDGER)
@require_POST
def verify_now(request: HttpRequest) -> HttpResponse:
    """Have the ledger inspected by a worker; the page shows the progress and the result."""
    enqueue(kind=INSPECTION, key="whole", params={}, by=cast(User, request.user))
    return redirect("outreach_ledger")
