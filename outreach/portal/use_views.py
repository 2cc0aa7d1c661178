"""Reports of use in the portal: one by a form, many by a table, corrections, and the photographs in them."""

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cms.files.serving import serve_file
from cms.users.models import User
from cms.users.permissions import requires
from cms.users.roles import Capability
from outreach.holdings.models import HeldItem, UseKind, UseReport
from outreach.holdings.use_reports import AlreadyCorrected, correct_use, report_use
from outreach.kits.models import KitEdition
from outreach.organisations.members import organisations_of
from outreach.portal.use_forms import UseForm
from outreach.portal.use_table import UseTable, UseTableRefused, decode, read_table, save_table, write_template
from outreach.portal.views import get_edition


def _list_held(edition: KitEdition) -> list[HeldItem]:
    rows = HeldItem.objects.filter(organisation_key=edition.organisation.key, edition_key=str(edition.key))
    return list(rows.texts().order_by("title", "language"))


def _read_kind(request: HttpRequest) -> UseKind:
    asked = request.GET.get("kind", "")
    return UseKind(asked) if asked in UseKind.values else UseKind.SHOWN


@requires(Capability.USE_PORTAL)
def report(request: HttpRequest, key: UUID) -> HttpResponse:
    """Receive a report of use; an invalid form is shown again with its values."""
    found, kind = get_edition(request, key), _read_kind(request)
    initial = {"starts_on": timezone.localdate()}
    form = UseForm(request.POST or None, request.FILES or None, kind=kind, held=_list_held(found), initial=initial)
    if request.method == "POST" and form.is_valid():
        use = form.read_use(edition_key=str(found.key))
        try:
            report_use(organisation=found.organisation, use=use, by=cast(User, request.user), at=timezone.now())
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("Thank you. Your report was saved and will be counted."))
            return redirect("portal:edition", key=found.key)
    context = {"edition": found, "form": form, "kind": kind, "kinds": UseKind.choices}
    return render(request, "portal/report.html", context)


def _get_own_report(request: HttpRequest, pk: int) -> UseReport:
    own = UseReport.objects.filter(organisation__in=organisations_of(request.user))
    return get_object_or_404(own.select_related("organisation", "correction"), pk=pk)


@requires(Capability.USE_PORTAL)
def correct_report(request: HttpRequest, pk: int) -> HttpResponse:
    """Receive the correction of a report of use; the ledger keeps both."""
    found = _get_own_report(request, pk)
    if request.method != "POST" and hasattr(found, "correction"):
        messages.info(request, str(AlreadyCorrected()))
        return redirect("portal:home")
    names = ("place", "starts_on", "ends_on", "air_time", "copies", "audience", "address", "evidence")
    initial = {name: getattr(found, name) for name in names}
    form = UseForm(
        request.POST or None, request.FILES or None, kind=UseKind(found.use_kind), held=None, initial=initial
    )
    if request.method == "POST" and form.is_valid():
        try:
            correct_use(report=found, use=form.read_use(), by=cast(User, request.user), at=timezone.now())
        except ValidationError as refusal:
            form.add_error(None, refusal)
        except AlreadyCorrected as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Thank you. The correction was saved."))
            return redirect("portal:home")
    context = {"form": form, "subject": _name_subject(found), "report": found}
    return render(request, "portal/correct_report.html", context)


def _name_subject(report: UseReport) -> str:
    """Return the title of what was shown: the item's, as it was delivered, or the kit's."""
    item = {"kind": report.kind, "key": report.key, "language": report.language}
    held = HeldItem.objects.filter(organisation_key=report.organisation.key, edition_key=report.edition_key, **item)
    titles = list(held.values_list("title", flat=True)[:1]) if report.key else []
    editions = KitEdition.objects.filter(key=report.edition_key) if report.edition_key else KitEdition.objects.none()
    return (titles or [*editions.values_list("kit__title", flat=True), ""])[0]


@requires(Capability.USE_PORTAL)
@require_safe
def photo(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Send the photograph of one of the user's organisations' reports."""
    found = _get_own_report(request, pk)
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


@requires(Capability.USE_PORTAL)
@require_safe
def table_template(request: HttpRequest, key: UUID) -> HttpResponse:
    """Send the table to fill in: a row for the kit and one for each item that the organisation has of it."""
    found = get_edition(request, key)
    content = write_template(_list_held(found), title=found.kit.title)
    headers = {"Content-Disposition": f'attachment; filename="reports-{found.number}.csv"'}
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)


@requires(Capability.USE_PORTAL)
def report_many(request: HttpRequest, key: UUID) -> HttpResponse:
    """Read a table of reports: first only look at it, then save all of it."""
    found = get_edition(request, key)
    table: UseTable | None = None
    refusal = ""
    if request.method == "POST":
        try:
            text = request.POST.get("table", "") or decode(request.FILES.get("file"))
            table = read_table(text, held=_list_held(found), edition_key=str(found.key), at=timezone.now())
        except UseTableRefused as error:
            refusal = str(error)
        if table and not table.faults and "save" in request.POST:
            by = cast(User, request.user)
            save_table(table, organisation=found.organisation, by=by, at=timezone.now())
            messages.success(request, _("Thank you. The reports were saved; one that you sent before is counted once."))
            return redirect("portal:edition", key=found.key)
    context = {"edition": found, "table": table, "refusal": refusal, "kinds": UseKind.choices}
    return render(request, "portal/report_many.html", context, status=400 if refusal else 200)
