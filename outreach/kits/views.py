from typing import cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cms.users.models import User
from cms.users.permissions import requires
from cms.users.roles import Capability, may
from outreach.holdings.holdings import keep_behind
from outreach.holdings.models import Delivery, HeldItem
from outreach.kits.editions import EditionRefused, create_kit, get_exclusions, get_outdated_items, request_edition
from outreach.kits.forms import KitForm, get_item_choices
from outreach.kits.models import EditionState, Kit, KitEdition
from outreach.kits.outgoing import find_withheld
from outreach.organisations.models import Organisation

PAGE_SIZE = 50


@requires(Capability.BUILD_KITS)
def kits(request: HttpRequest) -> HttpResponse:
    rows = Kit.objects.prefetch_related("organisations").order_by("-created_at", "-pk")
    return render(request, "kits/kits.html", {"page": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("p"))})


@requires(Capability.BUILD_KITS)
def new_kit(request: HttpRequest) -> HttpResponse:
    form = KitForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        kit = create_kit(
            title=form.cleaned_data["title"],
            organisations=form.cleaned_data["organisations"],
            items=form.get_items(),
            by=cast(User, request.user),
            at=timezone.now(),
        )
        messages.success(request, _("The kit was created. Now build its editions."))
        return redirect("outreach_kit", kit.pk)
    return render(request, "kits/new_kit.html", {"form": form}, status=422 if form.errors else 200)


@requires(Capability.BUILD_KITS)
def kit(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a kit: for each organisation its newest edition, parts that may not leave, and a button for a new one."""
    found = get_object_or_404(Kit, pk=pk)
    newest = {
        edition.organisation_id: edition
        for edition in found.editions.select_related("organisation", "job", "kit").order_by("number")
    }
    finished = [edition for edition in newest.values() if edition.state == EditionState.FINISHED]
    withheld = find_withheld(finished, at=timezone.now())
    rows = [
        (organisation, edition, withheld.get(edition.pk, ()) if edition else ())
        for organisation in found.organisations.order_by("country", "pk")
        for edition in [newest.get(organisation.pk)]
    ]
    labels = dict(get_item_choices())
    items = [labels.get(f"{item.kind}:{item.key}", str(item)) for item in found.items.order_by("position", "pk")]
    return render(request, "kits/kit.html", {"kit": found, "rows": rows, "items": items})


@requires(Capability.BUILD_KITS)
@require_POST
def build(request: HttpRequest, pk: int, organisation_pk: int) -> HttpResponse:
    """Request the next edition for an organisation."""
    found = get_object_or_404(Kit, pk=pk)
    organisation = get_object_or_404(Organisation, pk=organisation_pk)
    try:
        request_edition(kit=found, organisation=organisation, by=cast(User, request.user), at=timezone.now())
    except EditionRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("outreach_kit", found.pk)


@requires(Capability.BUILD_KITS, Capability.SEE_LEDGER)
def edition(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the files, the exclusions and the delivery of an edition."""
    found = get_object_or_404(KitEdition.objects.select_related("kit", "organisation", "job"), pk=pk)
    held = HeldItem.objects.filter(edition_key=str(found.key), organisation_key=found.organisation.key)
    is_finished = found.state == EditionState.FINISHED
    withheld = find_withheld([found], at=timezone.now())[found.pk] if is_finished else ()
    reasons = {entry.file.pk: entry.reason for entry in withheld if entry.file}
    context = {
        "edition": found,
        "files": [(file, reasons.get(file.pk)) for file in found.files.order_by("path")],
        "withheld": withheld,
        "may_build": bool(withheld) and may(request.user, Capability.BUILD_KITS),
        "outdated": get_outdated_items(found),
        "behind": keep_behind(held.order_by("pk")),
        "exclusions": get_exclusions(found),
        "delivery": Delivery.objects.filter(edition_key=str(found.key)).first(),
        "may_recall": may(request.user, Capability.SEND_RECALL),
    }
    return render(request, "kits/edition.html", context)
