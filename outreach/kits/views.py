from typing import cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cms.core.page_layout import KIND_NAMES
from cms.users.models import User
from cms.users.permissions import requires
from cms.users.roles import Capability, may
from outreach.holdings.holdings import keep_behind
from outreach.holdings.models import Delivery, HeldItem
from outreach.kits.changes import find_edition_before, list_changes
from outreach.kits.contents import list_items
from outreach.kits.editions import EditionRefused, create_kit, get_exclusions, get_outdated_items, request_edition
from outreach.kits.forms import KitForm, KitNameForm, get_item_choices
from outreach.kits.models import EditionState, Kit, KitEdition, KitName
from outreach.kits.names import NameRefused, approve_name, propose_name
from outreach.kits.outgoing import find_withheld
from outreach.kits.preview import preview_edition
from outreach.organisations.models import Organisation
from translations.languages import SOURCE

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
            rule=form.get_rule(),
        )
        messages.success(
            request, _("The kit was created. Before it goes out, a second person has to approve its title.")
        )
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
    context = {
        "kit": found,
        "rows": rows,
        "items": [labels.get(f"{item.kind}:{item.key}", f"{item.kind} {item.key}") for item in list_items(found)],
        "kinds": [KIND_NAMES[kind] for kind in found.kinds if kind in KIND_NAMES],
        "names": found.names.select_related("proposed_by").order_by("language", "approved_at"),
        "user_id": request.user.pk,
    }
    return render(request, "kits/kit.html", context)


@requires(Capability.BUILD_KITS)
def new_name(request: HttpRequest, pk: int) -> HttpResponse:
    """Receive a title and an introduction in one language, for a second person to approve."""
    found = get_object_or_404(Kit, pk=pk)
    form = KitNameForm(request.POST or None, initial={"language": SOURCE})
    if request.method == "POST" and form.is_valid():
        try:
            propose_name(kit=found, by=cast(User, request.user), at=timezone.now(), **form.cleaned_data)
        except NameRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved. Recipients read it as soon as a second person has approved it."))
            return redirect("outreach_kit", found.pk)
    return render(request, "kits/new_name.html", {"kit": found, "form": form}, status=422 if form.errors else 200)


@requires(Capability.BUILD_KITS)
@require_POST
def approve_kit_name(request: HttpRequest, pk: int, name_pk: int) -> HttpResponse:
    """Approve a name that another person wrote."""
    name = get_object_or_404(KitName.objects.select_related("kit"), pk=name_pk, kit=pk)
    try:
        approve_name(name=name, by=cast(User, request.user), at=timezone.now())
    except NameRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("outreach_kit", pk)


@requires(Capability.BUILD_KITS)
def preview(request: HttpRequest, pk: int, organisation_pk: int) -> HttpResponse:
    """Show what an edition for an organisation would be now."""
    found = get_object_or_404(Kit, pk=pk)
    organisation = get_object_or_404(found.organisations, pk=organisation_pk)
    previewed = preview_edition(kit=found, organisation=organisation, at=timezone.now())
    context = {"kit": found, "organisation": organisation, "preview": previewed, "plan": previewed.plan}
    return render(request, "kits/preview.html", context)


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
    before = find_edition_before(found) if is_finished else None
    context = {
        "edition": found,
        "before": before,
        "changes": list_changes(before.manifest, found.manifest) if before else [],
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
