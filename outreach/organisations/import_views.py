"""Admin views of imports: read a table, look at what it would change, apply that; and the table as it is now."""

from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cms.users.models import User
from cms.users.permissions import requires
from cms.users.roles import Capability
from outreach.organisations.forms import OrganisationTableForm
from outreach.organisations.importing import ImportRefused, apply_import, get_digest, plan_rows, start_import
from outreach.organisations.models import Organisation, OrganisationImport
from outreach.organisations.tables import COLUMNS, TableRefused, write_csv, write_xlsx

_MEDIA_TYPES = {"csv": "text/csv", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


@requires(Capability.MANAGE_ORGANISATIONS)
def imports(request: HttpRequest) -> HttpResponse:
    """Show the imports so far, and read a table."""
    form = OrganisationTableForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            made = start_import(file=file, name=file.name, by=cast(User, request.user), at=timezone.now())
        except TableRefused as refused:
            form.add_error("file", refused)
        else:
            return redirect("outreach_organisation_import", pk=made.pk)
    newest = OrganisationImport.objects.select_related("made_by", "applied_by").order_by("-pk")[:20]
    context = {"form": form, "imports": newest, "columns": COLUMNS}
    return render(request, "organisations/imports.html", context, status=422 if form.errors else 200)


@requires(Capability.MANAGE_ORGANISATIONS)
@require_safe
def import_plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what the table would change now."""
    found = get_object_or_404(OrganisationImport.objects.select_related("applied_by"), pk=pk)
    plans = [] if found.applied_at else plan_rows(found.rows)
    counts = {name: sum(plan.action == name for plan in plans) for name in ("create", "change", "same", "fault")}
    context = {
        "import": found,
        "plans": [plan for plan in plans if plan.action != "same"],
        "counts": counts,
        "is_as_shown": get_digest(plans) == found.digest,
        "has_effect": bool(counts["create"] or counts["change"]),
    }
    return render(request, "organisations/import.html", context)


@requires(Capability.MANAGE_ORGANISATIONS)
@require_POST
def apply(request: HttpRequest, pk: int) -> HttpResponse:
    get_object_or_404(OrganisationImport, pk=pk)
    try:
        count = apply_import(pk=pk, by=cast(User, request.user), at=timezone.now())
    except ImportRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Applied. Organisations changed or added: %(count)d.") % {"count": count})
    return redirect("outreach_organisation_import", pk=pk)


@requires(Capability.MANAGE_ORGANISATIONS)
@require_safe
def table(request: HttpRequest, extension: str) -> HttpResponse:
    """Send all organisations as a table that can be edited and imported."""
    if extension not in _MEDIA_TYPES:
        raise Http404
    rows = Organisation.objects.order_by("country", "pk")
    content = write_xlsx(rows) if extension == "xlsx" else write_csv(rows)
    disposition = f'attachment; filename="organisations-{timezone.localdate():%Y-%m-%d}.{extension}"'
    return HttpResponse(content, content_type=_MEDIA_TYPES[extension], headers={"Content-Disposition": disposition})
