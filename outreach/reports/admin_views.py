"""The desk's pages for reports: the numbers of a period, the rows of each, and the documents."""

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
from outreach.reports.figures import BY_KEY, MEASURES, build_report, get_cells
from outreach.reports.forms import PeriodForm
from outreach.reports.letterhead import Head
from outreach.reports.periods import Period, PeriodKind, PeriodRefused, get_days, get_period
from translations.languages import SOURCE

MEDIA_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
PAGE_SIZE = 100


def read_period(query: Any) -> Period:
    """Read the period from an address; raise ``PeriodRefused`` for days that make none."""
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
        raise PeriodRefused(_("These days are not written as dates. Choose the days again.")) from error


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
    """Show the rows behind one number."""
    if key not in BY_KEY:
        raise Http404
    measure = BY_KEY[key]
    try:
        period = read_period(request.GET)
    except PeriodRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("reports")
    page = Paginator(measure.rows(period), PAGE_SIZE).get_page(request.GET.get("p"))
    context = {"measure": measure, "days": describe_days(period), "page": page, "cells": get_cells(measure, page)}
    return render(request, "reports/admin/rows.html", context)


@requires(Capability.SEE_REPORTS)
def document(request: HttpRequest, extension: str) -> HttpResponse:
    """Give the report as a document."""
    if extension not in MEDIA_TYPES:
        raise Http404
    try:
        period = read_period(request.GET)
    except PeriodRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("reports")
    from outreach.reports.documents import write_docx, write_pdf, write_xlsx  # heavy, and seldom needed

    report = build_report(period=period)
    head = _make_head(period)
    if extension == "pdf":
        content = write_pdf(report, head=head)
    elif extension == "docx":
        content = write_docx(report, head=head)
    else:
        cells = {m.key: (m.headings, get_cells(m, m.rows(period))) for m in MEASURES}
        content = write_xlsx(report, head=head, rows=cells)
    response = HttpResponse(content, content_type=MEDIA_TYPES[extension])
    name = f"report-{period.first.isoformat()}-{period.last.isoformat()}.{extension}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _make_head(period: Period) -> Head:
    titles = {
        PeriodKind.WEEK: _("Weekly report"),
        PeriodKind.MONTH: _("Monthly report"),
        PeriodKind.QUARTER: _("Quarterly report"),
        PeriodKind.DAYS: _("Report"),
    }
    campaign = get_campaign_names(get_language() or SOURCE)
    return Head(
        desk=campaign.desk_name,
        campaign=campaign.name,
        title=str(titles[period.kind]),
        days=describe_days(period),
        made_on=date_format(timezone.localdate(), "DATE_FORMAT"),
    )
