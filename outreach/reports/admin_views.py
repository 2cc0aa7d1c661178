"""Admin pages of a period's figures as they are now, the rows behind each figure, and those rows as a workbook."""

from datetime import date
from typing import Any, cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cms.files.serving import serve_file
from cms.jobs.models import Job
from cms.users.models import User
from cms.users.permissions import requires
from cms.users.roles import Capability, may
from outreach.reports.figures import BY_KEY, build_report, format_cell, get_cells
from outreach.reports.forms import PeriodForm, choose_period
from outreach.reports.official import write_day
from outreach.reports.periods import Period, PeriodKind, PeriodRefused, get_zone
from outreach.reports.tasks import JOB, request_workbook
from translations.languages import SOURCE

PAGE_SIZE = 100
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def read_period(query: Any) -> Period:
    """Return the period that a query string names; raise ``PeriodRefused`` if its days make no period."""
    try:
        kind = PeriodKind(query.get("kind", PeriodKind.MONTH))
        today = timezone.now().astimezone(get_zone()).date()
        first = date.fromisoformat(query.get("first") or today.isoformat())
        last = date.fromisoformat(query["last"]) if query.get("last") else None
    except ValueError as error:
        raise PeriodRefused(_("These days are not valid dates. Choose the days again.")) from error
    return choose_period(kind=kind, first=first, last=last)


def describe_days(period: Period) -> str:
    return _("From %(first)s to %(last)s") % {"first": write_day(period.first), "last": write_day(period.last)}


@requires(Capability.SEE_REPORTS)
def index(request: HttpRequest) -> HttpResponse:
    try:
        period = read_period(request.GET)
    except PeriodRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("reports")
    query = f"kind={period.kind}&first={period.first.isoformat()}&last={period.last.isoformat()}"
    report = build_report(period=period)
    context = {
        "report": report,
        "period": period,
        "days": describe_days(period),
        "days_before": describe_days(report.before) if report.before else "",
        "form": PeriodForm(initial={"kind": period.kind, "first": period.first, "last": period.last}),
        "query": query,
        "may_write": may(request.user, Capability.WRITE_REPORTS),
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
    cells = [[format_cell(cell) for cell in row] for row in get_cells(figure, page)]
    context = {"figure": figure, "days": describe_days(period), "page": page, "cells": cells}
    return render(request, "reports/admin/rows.html", context)


@requires(Capability.SEE_REPORTS)
@require_POST
def make_workbook(request: HttpRequest) -> HttpResponse:
    """Have the rows of a period written as XLSX and show the progress."""
    try:
        period = read_period(request.POST)
    except PeriodRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("reports")
    job = request_workbook(period=period, language=get_language() or SOURCE, by=cast(User, request.user))
    return redirect("report_workbook", job.pk)


@requires(Capability.SEE_REPORTS)
def workbook(request: HttpRequest, pk: int) -> HttpResponse:
    job = get_object_or_404(Job, pk=pk, kind=JOB, created_by=cast(User, request.user))
    return render(request, "reports/admin/workbook.html", {"job": job})


@requires(Capability.SEE_REPORTS)
def workbook_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    job = get_object_or_404(Job, pk=pk, kind=JOB, created_by=cast(User, request.user))
    if "storage_name" not in job.result:
        raise Http404
    return serve_file(
        request, storage_name=job.result["storage_name"], filename=job.result["name"], content_type=WORKBOOK
    )
