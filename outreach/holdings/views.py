from uuid import UUID

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from cms.users.permissions import requires
from cms.users.roles import Capability
from outreach.holdings.holdings import get_deliveries, get_invalid_items, get_valid_items, keep_behind
from outreach.holdings.models import HeldItem, UseReport
from outreach.organisations.models import Organisation


@requires(Capability.SEE_LEDGER, Capability.MANAGE_ORGANISATIONS)
def holdings(request: HttpRequest) -> HttpResponse:
    """Show the organisations with the number of items that they hold, and of those no longer valid."""
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
    return render(request, "holdings/holdings.html", {"rows": rows})


@requires(Capability.SEE_LEDGER, Capability.MANAGE_ORGANISATIONS)
def organisation(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show an organisation's deliveries, held items, reports of use and recalls."""
    found = get_object_or_404(Organisation, key=key)
    valid = get_valid_items(key)
    context = {
        "organisation": found,
        "deliveries": get_deliveries(key),
        "invalid": get_invalid_items(key),
        "valid": valid,
        "behind": keep_behind(valid),
        "notices": found.recalls_received.select_related("recall").order_by("-pk"),
        "uses": UseReport.objects.current().filter(organisation=found).order_by("-reported_at"),
    }
    return render(request, "holdings/organisation.html", context)
