from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from cms.files.serving import serve_file
from cms.users.permissions import requires
from cms.users.roles import Capability
from outreach.holdings.holdings import keep_behind, list_deliveries, list_invalid_items, list_valid_items
from outreach.holdings.models import HeldItem, HeldItemQuerySet, UseReport
from outreach.organisations.models import Organisation

PAGE_SIZE = 50


@requires(Capability.SEE_LEDGER, Capability.MANAGE_ORGANISATIONS)
def holdings(request: HttpRequest) -> HttpResponse:
    """Show the organisations with the number of items that they hold, and of those no longer valid."""
    held, invalid = (_count(rows) for rows in (HeldItem.objects.held(), HeldItem.objects.invalid()))
    page = Paginator(Organisation.objects.active().order_by("country", "pk"), PAGE_SIZE).get_page(request.GET.get("p"))
    rows = [(organisation, held.get(organisation.key, 0), invalid.get(organisation.key, 0)) for organisation in page]
    return render(request, "holdings/holdings.html", {"rows": rows, "page": page})


def _count(rows: HeldItemQuerySet) -> dict[UUID, int]:
    """Count the rows of each organisation, from an index alone."""
    return dict(rows.order_by().values_list("organisation_key").annotate(number=Count("*")))


@requires(Capability.SEE_LEDGER, Capability.MANAGE_ORGANISATIONS)
def organisation(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show an organisation's deliveries, held items, reports of use and recalls: of each list, a page."""
    found = get_object_or_404(Organisation, key=key)
    lists: dict[str, QuerySet[Any]] = {
        "invalid": list_invalid_items(key),
        "valid": list_valid_items(key),
        "deliveries": list_deliveries(key),
        "uses": UseReport.objects.current().filter(organisation=found).order_by("-reported_at", "-pk"),
        "notices": found.recalls_received.select_related("recall").order_by("-pk"),
    }
    turned, number = request.GET.get("list"), request.GET.get("p")
    pages = {name: Paginator(rows, PAGE_SIZE).get_page(number if name == turned else 1) for name, rows in lists.items()}
    context = {**pages, "organisation": found, "behind": keep_behind(pages["valid"])}
    return render(request, "holdings/organisation.html", context)


@requires(Capability.SEE_LEDGER, Capability.MANAGE_ORGANISATIONS)
@require_safe
def photo(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Send the photograph of a report of use."""
    found = get_object_or_404(UseReport, pk=pk)
    if not found.photo:
        raise Http404
    return serve_file(
        request,
        storage_name=found.photo,
        filename=f"report-{pk}.jpg",
        content_type="image/jpeg",
        sha256=found.photo_sha256,
        as_attachment=False,
    )
