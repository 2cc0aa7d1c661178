"""Partners' portal: pages and actions for the user's organisations. Others' is 404; what is withheld, 410."""

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cms.files.serving import serve_file
from cms.published import get_contacts, is_everything_withdrawn
from cms.users.models import User
from cms.users.permissions import requires
from cms.users.roles import Capability
from outreach.holdings.use_reports import list_reports
from outreach.kits.downloads import (
    EditionWithheld,
    acknowledge_edition,
    open_edition,
    open_file,
    record_download,
    record_opening,
)
from outreach.kits.editions import EditionRefused
from outreach.kits.models import EditionState, KitEdition, KitFile
from outreach.kits.receipts import make_edition_receipt
from outreach.kits.renewal import renew_edition
from outreach.ledger.proofs import NotYetSigned, ProofFails, prove_edition
from outreach.organisations.members import organisations_of
from outreach.portal.editions import describe_edition
from outreach.portal.forms import RemovalForm
from outreach.portal.overview import get_overview, name_recalls
from outreach.portal.pictures import NoPicture, get_picture
from outreach.portal.screens import get_screens
from outreach.recalls.answers import confirm_removal, get_lifted_recalls, get_open_recalls, note_opened
from outreach.recalls.models import RecallRecipient
from outreach.recalls.recall import RecallRefused
from outreach.recalls.titles import get_title
from outreach.redirector.robots import is_prefetch
from translations.languages import SOURCE

REPORTS_SHOWN = 10


def get_edition(request: HttpRequest, key: UUID) -> KitEdition:
    """Return a finished edition of one of the user's organisations; raise ``Http404`` for any other."""
    own = KitEdition.objects.filter(organisation__in=organisations_of(request.user), state=EditionState.FINISHED)
    return get_object_or_404(own.select_related("kit", "organisation"), key=key)


def _is_reading(request: HttpRequest) -> bool:
    """Return whether a person asked for the page, and not a browser in advance."""
    return request.method == "GET" and not is_prefetch(request.headers.get("Sec-Purpose", ""))


@requires(Capability.USE_PORTAL)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    language, now = get_language() or SOURCE, timezone.now()
    organisations = list(organisations_of(request.user))
    keys = [organisation.key for organisation in organisations]
    is_withdrawn = is_everything_withdrawn()
    sections = [
        {
            "organisation": organisation,
            "uses": list_reports([organisation])[:REPORTS_SHOWN],
            "contacts": get_contacts(organisation.contact_keys, language=language),
            "screens": get_screens(organisation, at=now),
        }
        for organisation in organisations
    ]
    rehearsals = [recipient for recipient in get_open_recalls(keys) if recipient.recall.is_rehearsal]
    context = {
        "overview": get_overview(organisations, is_everything_withdrawn=is_withdrawn, language=language, at=now),
        "sections": sections,
        "has_several": len(organisations) > 1,
        "lifted_recalls": name_recalls(get_lifted_recalls(keys, at=now), language=language),
        "is_everything_withdrawn": is_withdrawn,
        "rehearsals": name_recalls(rehearsals, language=language),
        "now": now,
    }
    return render(request, "portal/home.html", context)


@requires(Capability.USE_PORTAL)
@require_safe
def edition(request: HttpRequest, key: UUID) -> HttpResponse:
    found = get_edition(request, key)
    if _is_reading(request):
        record_opening(edition=found, by=cast(User, request.user), at=timezone.now())
    return _show_edition(request, found)


def _show_edition(request: HttpRequest, edition: KitEdition, *, refusal: str = "") -> HttpResponse:
    """Show the edition; after a refused download say why, with 410 for tools that keep what they get as the file."""
    described = describe_edition(
        edition, language=get_language() or SOURCE, at=timezone.now(), query=request.GET.dict()
    )
    context = {"edition": edition, "described": described, "refusal": refusal}
    return render(request, "portal/edition.html", context, status=410 if refusal else 200)


@requires(Capability.USE_PORTAL)
@require_safe
def download(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """Send the whole edition, or a range of it."""
    found, user = get_edition(request, key), cast(User, request.user)
    try:
        opened = open_edition(edition=found, by=user, at=timezone.now())
    except EditionWithheld as withheld:
        return _show_edition(request, found, refusal=str(withheld))
    return serve_file(
        request,
        storage_name=opened.storage_name,
        filename=opened.filename,
        content_type=opened.content_type,
        sha256=opened.sha256,
        on_sent=lambda sent: record_download(download=opened, sent=sent, by_key=user.key, at=timezone.now()),
        receipt=make_edition_receipt(opened, by=user),
    )


@requires(Capability.USE_PORTAL)
@require_safe
def download_file(request: HttpRequest, key: UUID, pk: int) -> HttpResponseBase:
    """Send one file of an edition, or a range of it."""
    found, user = get_edition(request, key), cast(User, request.user)
    file = get_object_or_404(
        KitFile.objects.select_related("edition__organisation", "edition__kit"), edition=found, pk=pk
    )
    try:
        opened = open_file(file=file, by=user, at=timezone.now())
    except EditionWithheld as withheld:
        return _show_edition(request, found, refusal=str(withheld))
    return serve_file(
        request,
        storage_name=opened.storage_name,
        filename=opened.filename,
        content_type=opened.content_type,
        sha256=opened.sha256,
        storage=opened.storage,
        offload=not opened.is_inside,
        on_sent=lambda sent: record_download(download=opened, sent=sent, by_key=user.key, at=timezone.now()),
        receipt=make_edition_receipt(opened, by=user),
    )


@requires(Capability.USE_PORTAL)
@require_safe
def picture(request: HttpRequest, key: UUID, pk: int) -> HttpResponseBase:
    """Send the small picture of a file of an edition, for as long as the file itself may leave."""
    found, user = get_edition(request, key), cast(User, request.user)
    file = get_object_or_404(
        KitFile.objects.select_related("edition__organisation", "edition__kit"), edition=found, pk=pk
    )
    try:
        open_file(file=file, by=user, at=timezone.now())
        name = get_picture(file)
    except EditionWithheld as withheld:
        return HttpResponse(str(withheld), content_type="text/plain; charset=utf-8", status=410)
    except NoPicture as error:
        raise Http404 from error
    return serve_file(
        request,
        storage_name=name,
        filename=f"{pk}.webp",
        content_type="image/webp",
        as_attachment=False,
        offload=False,
    )


@requires(Capability.USE_PORTAL)
@require_safe
def proof(request: HttpRequest, key: UUID) -> HttpResponse:
    """Send the proof that the events about this edition are in the ledger, for ``verifier.py``."""
    found = get_edition(request, key)
    try:
        proved = prove_edition(organisation_key=found.organisation.key, edition_key=str(found.key))
    except NotYetSigned:
        messages.info(request, _("The proof will be here within an hour of the delivery. Please come back then."))
        return redirect("portal:edition", key=found.key)
    except ProofFails:
        messages.error(
            request, _("There is no proof now, because the ledger isn't what was signed. Please tell the desk.")
        )
        return redirect("portal:edition", key=found.key)
    return JsonResponse(
        proved,
        headers={
            "Content-Disposition": f'attachment; filename="proof-{found.number}.json"',
            "Cache-Control": "private, no-store",
        },
    )


@requires(Capability.USE_PORTAL)
@require_POST
def renew(request: HttpRequest, key: UUID) -> HttpResponse:
    """Have a clean new edition built in place of one of which parts may not leave any more."""
    found = get_edition(request, key)
    try:
        renew_edition(edition=found, by=cast(User, request.user), at=timezone.now())
    except EditionRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("A new edition is being built. It will be here in a few minutes."))
    return redirect("portal:edition", key=found.key)


@requires(Capability.USE_PORTAL)
@require_POST
def acknowledge(request: HttpRequest, key: UUID) -> HttpResponse:
    found = get_edition(request, key)
    acknowledge_edition(edition=found, by=cast(User, request.user), at=timezone.now())
    messages.success(request, _("Thank you. The desk now knows that this edition has reached you."))
    return redirect("portal:edition", key=found.key)


@requires(Capability.USE_PORTAL)
def recall(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a recall with its deadline, and receive the confirmation that the item was removed."""
    own = RecallRecipient.objects.filter(organisation__in=organisations_of(request.user))
    recipient = get_object_or_404(own.select_related("recall", "organisation"), pk=pk)
    user, now = cast(User, request.user), timezone.now()
    form = RemovalForm(request.POST or None)
    if _is_reading(request):
        note_opened(recipient=recipient, by=user, at=now)
    elif request.method == "POST" and form.is_valid():
        try:
            confirm_removal(recipient=recipient, evidence=form.cleaned_data["evidence"], by=user, at=now)
        except RecallRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Thank you. The desk now knows that you have taken it down."))
            return redirect("portal:home")
    title = get_title(recipient.recall, language=get_language() or SOURCE)
    return render(request, "portal/recall.html", {"recipient": recipient, "title": title, "form": form, "now": now})
