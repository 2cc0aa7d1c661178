"""Admin pages of reports: the figures of a period, the rows behind each figure, and the documents."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cms.published import get_campaign_names
from cms.users.permissions import requires
from cms.users.roles import Capability
from outreach.reports.figures import BY_KEY, FIGURES, build_report, get_cells
from outreach.reports.forms import PeriodForm
from outreach.reports.letterhead import Letterhead
from outreach.reports.periods import Period, PeriodKind, PeriodRefused, get_days, get_period
from outreach.reports.seal import make_seal
from translations.campaign.reading import get_folder
from translations.languages import SOURCE

MEDIA_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
PAGE_SIZE = 100


def read_period(query: Any) -> Period:
    """Return the period that a query string names; raise ``PeriodRefused`` if its days make no period."""
    zone = timezone.get_current_timezone()
    kind = query.get("kind", PeriodKind.MONTH)
    try:
        first = date.fromisoformat(query.get("first") or timezone.localdate().isoformat())
        if kind == PeriodKind.DAYS:
            return get_days(first=first, last=date.fromisoformat(query.get("last", "")), zone=zone)
        return get_period(kind=PeriodKind(kind), day=first, zone=zone)
    except ValueError as error:
        if isinstance(error, PeriodRefused):
            raise
        raise PeriodRefused(_("These days are not valid dates. Choose the days again.")) from error


def describe_days(period: Period) -> str:
    return _("From %(first)s to %(last)s") % {"first": f"{period.first:%d/%m/%Y}", "last": f"{period.last:%d/%m/%Y}"}


@requires(Capability.SEE_REPORTS)
def index(request: HttpRequest) -> HttpResponse:
    try:
        period = read_period(request.GET)
    except PeriodRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("reports")
    query = f"kind=days&first={period.first.isoformat()}&last={period.last.isoformat()}"
    context = {
        "report": build_report(period=period),
        "period": period,
        "days": describe_days(period),
        "form": PeriodForm(initial={"kind": period.kind, "first": period.first, "last": period.last}),
        "query": query,
        "formats": list(MEDIA_TYPES),
    }
    return render(request, "reports/admin/index.html", context)


@requires(Capability.SEE_REPORTS)
def rows(request: HttpRequest, key: str) -> HttpResponse:
    """Show the rows behind one figure."""
    if key not in BY_KEY:
        raise Http404
    figure = BY_KEY[key]
    try:
        period = read_period(request.GET)
    except PeriodRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("reports")
    page = Paginator(figure.rows(period), PAGE_SIZE).get_page(request.GET.get("p"))
    context = {"figure": figure, "days": describe_days(period), "page": page, "cells": get_cells(figure, page)}
    return render(request, "reports/admin/rows.html", context)


@requires(Capability.SEE_REPORTS)
def document(request: HttpRequest, extension: str) -> HttpResponse:
    """Send the report as a PDF, DOCX or XLSX document."""
    if extension not in MEDIA_TYPES:
        raise Http404
    try:
        period = read_period(request.GET)
    except PeriodRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("reports")
    from outreach.reports.documents import write_docx, write_xlsx  # slow to import

    report = build_report(period=period)
    from outreach.reports.signed import write_signed_pdf

    letterhead, seal = _make_letterhead(period), make_seal(at=timezone.now())
    if extension == "pdf":
        content = write_signed_pdf(report, letterhead=letterhead, seal=seal, period=period)
    elif extension == "docx":
        content = write_docx(report, letterhead=letterhead, seal=seal)
    else:
        cells = {figure.key: (figure.headings, get_cells(figure, figure.rows(period))) for figure in FIGURES}
        content = write_xlsx(report, letterhead=letterhead, seal=seal, rows=cells)
    response = HttpResponse(content, content_type=MEDIA_TYPES[extension])
    name = f"report-{period.first.isoformat()}-{period.last.isoformat()}.{extension}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _make_letterhead(period: Period) -> Letterhead:
    titles = {
        PeriodKind.WEEK: _("Weekly report"),
        PeriodKind.MONTH: _("Monthly report"),
        PeriodKind.QUARTER: _("Quarterly report"),
        PeriodKind.DAYS: _("Report"),
    }
    campaign = get_campaign_names(get_language() or SOURCE)
    return Letterhead(
        heading=get_folder().letterhead,
        desk=campaign.desk_name,
        campaign=campaign.name,
        title=str(titles[period.kind]),
        days=describe_days(period),
        issued_on=date_format(timezone.localdate(), "DATE_FORMAT"),
    )
