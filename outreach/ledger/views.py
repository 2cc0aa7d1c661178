from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from cms.users.permissions import requires
from cms.users.roles import Capability
from outreach.ledger import triggers
from outreach.ledger.forms import EventFilterForm
from outreach.ledger.ledger import get_head
from outreach.ledger.models import LedgerEvent
from outreach.ledger.verification import describe, verify
from outreach.organisations.members import get_names

PAGE_SIZE = 50
NO_ORGANISATION = UUID(int=0)


@requires(Capability.SEE_LEDGER)
def events(request: HttpRequest) -> HttpResponse:
    """Show the ledger's events, newest first, with filters."""
    form = EventFilterForm(request.GET)
    rows = LedgerEvent.objects.order_by("-seq")
    if form.is_valid():
        rows = rows.filter(**form.get_conditions())
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("p"))
    names = get_names({event.organisation_key for event in page if event.organisation_key})
    context = {
        "form": form,
        "page": page,
        "rows": [(event, names.get(event.organisation_key or NO_ORGANISATION, "")) for event in page],
        "head": get_head(),
        "missing_triggers": triggers.find_missing(),
    }
    return render(request, "ledger/events.html", context)


@requires(Capability.SEE_LEDGER)
@require_POST
def verify_now(request: HttpRequest) -> HttpResponse:
    outcome = verify()
    add_message = messages.success if outcome.is_intact else messages.error
    add_message(request, describe(outcome))
    return redirect("outreach_ledger")
