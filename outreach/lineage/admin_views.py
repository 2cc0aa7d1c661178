from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from cms.published import list_published
from cms.users.permissions import requires
from cms.users.roles import Capability
from outreach.holdings.models import HeldItem
from outreach.lineage.chain import list_held, trace
from outreach.lineage.finding import FoundItem, find_item
from translations.languages import SOURCE

PAGE_SIZE = 50


@requires(Capability.SEE_LINEAGE)
def index(request: HttpRequest) -> HttpResponse:
    """Show the lineage of the item that a code, key or digest belongs to."""
    query = request.GET.get("q", "")
    found: FoundItem | None = find_item(query) if query else None
    if query and found is None:
        messages.warning(
            request, _("No item has this code, key or digest. Check it character by character; nothing was changed.")
        )
    held = list_held(kind=found.kind, key=found.key) if found else HeldItem.objects.none()
    page = Paginator(held, PAGE_SIZE).get_page(request.GET.get("p"))
    context = {
        "page": page,
        "q": query,
        "found": found,
        "trees": trace(kind=found.kind, key=found.key, held=list(page)) if found else (),
        "items": list_published(language=SOURCE) if found is None else (),
    }
    return render(request, "lineage/admin/index.html", context)
