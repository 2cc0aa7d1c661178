"""Admin pages of codes: the list with its figures, one code with its destination, and the scans as CSV."""

from collections import Counter
from typing import cast
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cms.users.models import User
from cms.users.permissions import requires
from cms.users.roles import Capability, may
from outreach.links import destinations, retirement
from outreach.links.creation import link_address
from outreach.links.figures_section import describe_figures
from outreach.links.forms import CodeFilterForm, DaysForm, DestinationForm, list_items
from outreach.links.models import DestinationChange, Link, Scan
from outreach.links.scans_csv import write_csv
from outreach.links.statistics import get_scans, read_rows
from outreach.organisations.members import get_names
from outreach.recalls.titles import find_item_title
from translations.languages import SOURCE

PAGE_SIZE = 50
THE_DESK = UUID(int=0)
"""The organisation of codes that are the desk's own."""


@requires(Capability.SEE_REPORTS)
def index(request: HttpRequest) -> HttpResponse:
    """Show the codes that match the filters, and the scans of all of them."""
    items = list_items()
    form = CodeFilterForm(request.GET, items=items)
    links = form.choose_links()
    page = Paginator(links.order_by("-created_at", "code"), PAGE_SIZE).get_page(request.GET.get("p"))
    shown = list(page)
    people = _count_people(shown)
    names = get_names({link.organisation_key for link in shown if link.organisation_key})
    titles = _name_items({link.item for link in shown}, items=items)
    context = {
        "form": form,
        "page": page,
        "rows": [
            (link, titles[link.item], names.get(link.organisation_key or THE_DESK, ""), people[link.pk])
            for link in shown
        ],
        **describe_figures(links, form.read_period()),
    }
    return render(request, "links/admin/index.html", context)


@requires(Capability.SEE_REPORTS)
def show(request: HttpRequest, code: str) -> HttpResponse:
    """Show a code: its scans, where it leads, and the history of that."""
    link = get_object_or_404(Link, pk=code)
    return _render_code(request, link, form=DestinationForm(items=list_items()))


@requires(Capability.SEE_REPORTS)
def download(request: HttpRequest) -> StreamingHttpResponse:
    """Send the counts of the chosen codes by hour, language and country as CSV."""
    form = CodeFilterForm(request.GET, items=list_items())
    period = form.read_period()
    scans = get_scans(since=period.since, until=period.until).filter(link__in=form.choose_links())
    content = write_csv(read_rows(scans, since=period.since))
    response = StreamingHttpResponse(content, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="scans-{period.since:%Y-%m-%d}.csv"'
    return response


@requires(Capability.MAKE_POSTERS)
@require_POST
def propose(request: HttpRequest, code: str) -> HttpResponse:
    """Propose another destination for a code."""
    link = get_object_or_404(Link, pk=code)
    form = DestinationForm(request.POST, items=list_items())
    if not form.is_valid():
        return _render_code(request, link, form=form)
    kind, _colon, key = form.cleaned_data["item"].partition(":")
    by, at = cast(User, request.user), timezone.now()
    try:
        destinations.propose(link, kind=kind, key=key, reason=form.cleaned_data["reason"], by=by, at=at)
    except destinations.DestinationRefused as refusal:
        form.add_error(None, str(refusal))
        return _render_code(request, link, form=form)
    text = _("The destination was proposed. The code points where it did until a second person approves it.")
    messages.success(request, text)
    return redirect("code", code)


@requires(Capability.MAKE_POSTERS)
@require_POST
def decide(request: HttpRequest, change_id: int) -> HttpResponse:
    """Approve or reject a proposed destination."""
    change = get_object_or_404(DestinationChange, pk=change_id)
    by, at = cast(User, request.user), timezone.now()
    try:
        if "approve" in request.POST:
            destinations.approve(change, by=by, at=at)
            text = _("The code points to the other item now. The redirectors follow within seconds.")
        else:
            destinations.reject(change, by=by, at=at)
            text = _("The proposal was rejected. The code points where it did.")
    except destinations.DestinationRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, text)
    return redirect("code", change.link_id)


@requires(Capability.MAKE_POSTERS)
@require_POST
def retire(request: HttpRequest, code: str) -> HttpResponse:
    """Retire a code, or take it back into use."""
    link = get_object_or_404(Link, pk=code)
    if link.retired_at is None:
        retirement.retire(link, at=timezone.now())
        messages.success(request, _("The code is listed as retired. It still points where it did."))
    else:
        retirement.reuse(link)
        messages.success(request, _("The code is in use again."))
    return redirect("code", code)


def _render_code(request: HttpRequest, link: Link, *, form: DestinationForm) -> HttpResponse:
    changes = list(link.destination_changes.select_related("proposed_by", "decided_by").order_by("-pk"))
    open_change = next((change for change in changes if change.is_approved is None), None)
    named = {item for change in changes for item in (change.old_item, change.item)}
    titles = _name_items({*named, link.item, link.destination}, items=list_items())
    organisation = link.organisation_key or THE_DESK
    period_form = DaysForm(request.GET)
    context = {
        "link": link,
        "address": link_address(link.code),
        "title": titles[link.item],
        "leads_to": titles[link.destination],
        "organisation": get_names({organisation}).get(organisation, ""),
        "changes": [(change, titles[change.old_item], titles[change.item]) for change in changes],
        "open_change": open_change,
        "open_item": titles[open_change.item] if open_change else "",
        "can_change": may(request.user, Capability.MAKE_POSTERS),
        "destination_form": form,
        "form": period_form,
        **describe_figures(Link.objects.filter(pk=link.pk), period_form.read_period()),
    }
    return render(request, "links/admin/code.html", context)


def _count_people(links: list[Link]) -> Counter[str]:
    """Return the scans of people since the beginning, by code."""
    scans = Scan.objects.by_people().filter(link__in=links)
    return Counter({row["link_id"]: row["number"] for row in scans.values("link_id").annotate(number=Count("pk"))})


def _name_items(names: set[tuple[str, str]], *, items: dict[str, str]) -> dict[tuple[str, str], str]:
    """Return the titles of items: the public one, else the last under which it was delivered, else its kind."""
    return {
        (kind, key): items.get(f"{kind}:{key}") or find_item_title(kind=kind, key=key, language=SOURCE) or kind
        for kind, key in names
    }
