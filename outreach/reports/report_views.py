"""Admin pages of reports that an office signs: written, submitted, issued by a second person, corrected."""

from collections.abc import Callable
from typing import cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cms.files.serving import serve_file
from cms.users.models import User
from cms.users.permissions import requires
from cms.users.roles import Capability, may
from outreach.reports import issuing
from outreach.reports.forms import ReportForm, ReturnForm, make_initial
from outreach.reports.models import Report, ReportDocument, ReportState

MEDIA_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
PAGE_SIZE = 50


@requires(Capability.SEE_REPORTS)
def index(request: HttpRequest) -> HttpResponse:
    page = Paginator(Report.objects.select_related("written_by", "correction"), PAGE_SIZE).get_page(
        request.GET.get("p")
    )
    return render(request, "reports/admin/reports.html", {"page": page, "may_write": _may_write(request)})


@requires(Capability.WRITE_REPORTS)
def add(request: HttpRequest) -> HttpResponse:
    form = ReportForm(request.POST or None, initial=make_initial() | request.GET.dict())
    if request.method == "POST" and form.is_valid():
        form.instance.written_by = cast(User, request.user)
        report = form.save()
        messages.success(request, _("The report is kept as a draft. Look at it, then submit it for approval."))
        return redirect("report", report.pk)
    return render(request, "reports/admin/edit.html", {"form": form})


@requires(Capability.WRITE_REPORTS)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    report = get_object_or_404(Report, pk=pk)
    if report.state != ReportState.DRAFT:
        messages.error(request, _("Only a draft can be edited. Return the report or correct it by a new version."))
        return redirect("report", report.pk)
    form = ReportForm(request.POST or None, instance=report)
    if request.method == "POST" and form.is_valid():
        form.instance.written_by = cast(User, request.user)
        form.save()
        messages.success(request, _("The draft is saved."))
        return redirect("report", report.pk)
    return render(request, "reports/admin/edit.html", {"form": form, "report": report})


@requires(Capability.SEE_REPORTS)
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    people = ("written_by", "submitted_by", "issued_by")
    report = get_object_or_404(Report.objects.select_related("corrects", *people), pk=pk)
    language = request.GET.get("language", "")
    languages = issuing.list_languages()
    language = language if language in languages else languages[0]
    is_own = cast(User, request.user).pk in (report.written_by_id, report.submitted_by_id)
    context = {
        "report": report,
        "document": issuing.compose(report, language=language, at=timezone.now()),
        "language": language,
        "languages": languages,
        "formats": list(MEDIA_TYPES),
        "documents": report.documents.order_by("language", "extension"),
        "newer": Report.objects.filter(corrects=report).first(),
        "return_form": ReturnForm(),
        "may_write": _may_write(request),
        "may_issue": may(request.user, Capability.ISSUE_REPORTS) and not is_own,
    }
    return render(request, "reports/admin/report.html", context)


@requires(Capability.SEE_REPORTS)
def document(request: HttpRequest, pk: int, language: str, extension: str) -> HttpResponseBase:
    """Send a document of a report: as it was issued, or, before that, marked as a draft."""
    report = get_object_or_404(Report, pk=pk)
    if extension not in MEDIA_TYPES or language not in issuing.list_languages():
        raise Http404
    name = f"report-{report.first.isoformat()}-{report.last.isoformat()}-v{report.version}-{language}.{extension}"
    if report.state == ReportState.ISSUED:
        kept = get_object_or_404(ReportDocument, report=report, language=language, extension=extension)
        return serve_file(
            request,
            storage_name=kept.storage_name,
            filename=name,
            content_type=MEDIA_TYPES[extension],
            sha256=kept.sha256,
        )
    from outreach.reports.docx import write_docx  # slow to import
    from outreach.reports.pdf import write_pdf

    composed = issuing.compose(report, language=language, at=timezone.now())
    content = write_pdf(composed) if extension == "pdf" else write_docx(composed)
    response = HttpResponse(content, content_type=MEDIA_TYPES[extension])
    response["Content-Disposition"] = f'attachment; filename="draft-{name}"'
    response["Cache-Control"] = "private, no-store"
    return response


def _act(request: HttpRequest, pk: int, step: Callable[[Report], Report], *, told: str) -> HttpResponse:
    report = get_object_or_404(Report, pk=pk)
    try:
        report = step(report)
    except issuing.ReportRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, told)
    return redirect("report", report.pk)


@requires(Capability.WRITE_REPORTS)
@require_POST
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    by, at = cast(User, request.user), timezone.now()
    told = _("The report waits for approval, with its figures as of now. Another person must approve it.")
    return _act(request, pk, lambda report: issuing.submit(report, by=by, at=at), told=told)


@requires(Capability.ISSUE_REPORTS, Capability.WRITE_REPORTS)
@require_POST
def return_to_writer(request: HttpRequest, pk: int) -> HttpResponse:
    reason = request.POST.get("reason", "")
    told = _("The report is a draft again. Its figures are counted anew when it is submitted.")
    return _act(request, pk, lambda report: issuing.return_to_writer(report, reason=reason), told=told)


@requires(Capability.ISSUE_REPORTS)
@require_POST
def issue(request: HttpRequest, pk: int) -> HttpResponse:
    by, at = cast(User, request.user), timezone.now()
    told = _("The report is issued. Its documents are kept as they are, and the ledger has their checksums.")
    return _act(request, pk, lambda report: issuing.issue(report, by=by, at=at), told=told)


@requires(Capability.WRITE_REPORTS)
@require_POST
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    by = cast(User, request.user)
    told = _("This is the draft of the next version. The issued one stays as it is.")
    return _act(request, pk, lambda report: issuing.correct(report, by=by), told=told)


def _may_write(request: HttpRequest) -> bool:
    return may(request.user, Capability.WRITE_REPORTS)
