from typing import cast
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cms.users.models import User
from cms.users.permissions import requires
from cms.users.roles import Capability, may
from outreach.ledger import triggers
from outreach.ledger.forms import EventFilterForm, RecallForm
from outreach.ledger.holdings import get_deliveries, get_invalid_items, get_valid_items, keep_behind
from outreach.ledger.ledger import get_head, verify
from outreach.ledger.models import HeldItem, LedgerEvent, Recall, RecallNotice
from outreach.ledger.recall import send_recall
from outreach.ledger.verification import describe
from outreach.organisations.members import get_names
from outreach.organisations.models import Organisation

PAGE_SIZE = 50
NOBODY = UUID(int=0)


@requires(Capability.SEE_LEDGER)
def events(request: HttpRequest) -> HttpResponse:
    """Show the ledger, the newest event first, filtered."""
    form = EventFilterForm(request.GET)
    rows = LedgerEvent.objects.order_by("-seq")
    if form.is_valid():
        rows = rows.filter(**form.get_conditions())
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("p"))
    names = get_names({event.organisation_key for event in page if event.organisation_key})
    context = {
        "form": form,
        "page": page,
        "rows": [(event, names.get(event.organisation_key or NOBODY, "")) for event in page],
        "head": get_head(),
        "missing_triggers": triggers.find_missing(),
    }
    return render(request, "ledger/events.html", context)


@requires(Capability.SEE_LEDGER)
@require_POST
def verify_now(request: HttpRequest) -> HttpResponse:
    outcome = verify()
    tell = messages.success if outcome.whole else messages.error
    tell(request, describe(outcome))
    return redirect("outreach_ledger")


@requires(Capability.SEE_LEDGER, Capability.MANAGE_ORGANISATIONS)
def holdings(request: HttpRequest) -> HttpResponse:
    """Show every organisation with what it holds and how much of that is no longer valid."""
    held = HeldItem.objects.held().order_by().values("organisation_key")
    counts = {
        row["organisation_key"]: row
        for row in held.annotate(
            held=Count("pk"),
            invalid=Count("pk", filter=~Q(outdated_at=None, recalled_at=None, poster_ended_at=None)),
        )
    }
    organisations = Organisation.objects.active().order_by("country", "pk")
    rows = [(organisation, counts.get(organisation.key, {})) for organisation in organisations]
    return render(request, "ledger/holdings.html", {"rows": rows})


@requires(Capability.SEE_LEDGER, Capability.MANAGE_ORGANISATIONS)
def organisation(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show what one organisation received, holds, acknowledged, used and must take down."""
    found = get_object_or_404(Organisation, key=key)
    valid = get_valid_items(key)
    context = {
        "organisation": found,
        "deliveries": get_deliveries(key),
        "invalid": get_invalid_items(key),
        "valid": valid,
        "behind": keep_behind(valid),
        "notices": RecallNotice.objects.filter(organisation=found).select_related("recall").order_by("-pk"),
        "uses": found.use_reports.order_by("-reported_at"),
    }
    return render(request, "ledger/organisation.html", context)


@requires(Capability.SEND_RECALL, Capability.SEE_LEDGER)
def recalls(request: HttpRequest) -> HttpResponse:
    rows = Recall.objects.annotate(
        told=Count("notices"), confirmed=Count("notices", filter=Q(notices__confirmed_at__isnull=False))
    ).order_by("-sent_at", "-pk")
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("p"))
    context = {"page": page, "may_send": may(request.user, Capability.SEND_RECALL)}
    return render(request, "ledger/recalls.html", context)


@requires(Capability.SEND_RECALL)
def new_recall(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    form = RecallForm(request.POST or None, initial={"item": request.GET.get("item", "")}, at=now)
    if request.method == "POST" and form.is_valid():
        recall = send_recall(
            target=form.target,
            reason=form.cleaned_data["reason"],
            deadline=form.cleaned_data["deadline"],
            actor=cast(User, request.user),
            at=now,
        )
        messages.success(request, _("The recall was sent to all who hold it."))
        return redirect("outreach_recall", recall.pk)
    return render(request, "ledger/new_recall.html", {"form": form}, status=422 if form.errors else 200)


@requires(Capability.SEND_RECALL, Capability.SEE_LEDGER)
def recall_status(request: HttpRequest, pk: int) -> HttpResponse:
    recall = get_object_or_404(Recall.objects.select_related("sent_by"), pk=pk)
    notices = recall.notices.select_related("organisation", "confirmed_by").order_by("confirmed_at", "pk")
    context = {"recall": recall, "notices": notices, "now": timezone.now()}
    return render(request, "ledger/recall_status.html", context)
