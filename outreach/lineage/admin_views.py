from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.published import list_published
from cms.users.permissions import requires
from cms.users.roles import Capability, may
from outreach.lineage.chain import NodeKind, flatten, trace
from outreach.lineage.finding import find_matches
from outreach.lineage.forms import PastHoldingsForm
from outreach.lineage.past_holdings import get_end, list_held_before, recount
from outreach.lineage.rows import read_lineage
from translations.languages import SOURCE

PAGE_SIZE = 50


@requires(Capability.SEE_LINEAGE)
def index(request: HttpRequest) -> HttpResponse:
    """Show everything that a code, key or digest names and, if it is of one item, the item's lineage."""
    query = request.GET.get("q", "")
    matches = find_matches(query) if query else []
    if query and not matches:
        messages.warning(
            request, _("No item has this code, key or digest. Check it character by character; nothing was changed.")
        )
    items = {(match.kind, match.key) for match in matches if match.kind}
    context = {
        "q": query,
        "matches": matches,
        "matched": {match.node for match in matches},
        "is_list": request.GET.get("view") == "list",
        "kinds": NodeKind.choices,
        "may_see_holdings": may(request.user, Capability.SEE_LEDGER)
        or may(request.user, Capability.MANAGE_ORGANISATIONS),
        "items": [] if matches else list_published(language=SOURCE),
    }
    if len(items) == 1:
        ((kind, key),) = items
        rows = read_lineage(kind=kind, key=key, number=request.GET.get("p"))
        trees = trace(rows)
        context |= {"page": rows.page, "trees": trees, "nodes": list(flatten(trees)) if context["is_list"] else []}
    return render(request, "lineage/admin/index.html", context)


@requires(Capability.SEE_LEDGER, Capability.MANAGE_ORGANISATIONS)
def held_on(request: HttpRequest) -> HttpResponse:
    """Show what an organisation held on a day."""
    form = PastHoldingsForm(request.GET if "day" in request.GET else None, initial=request.GET.dict())
    context: dict[str, Any] = {"form": form}
    if form.is_valid():
        key = form.cleaned_data["organisation"].key
        end = get_end(form.cleaned_data["day"], zone=timezone.get_current_timezone())
        rows = list_held_before(end, organisation_key=key)
        page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("p"))
        context |= {"page": page, "held": recount(page, end=end, organisation_key=key)}
    return render(request, "lineage/admin/held_on.html", context)
