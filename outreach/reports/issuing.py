"""The way of a report: written, submitted with frozen figures, issued by a second person, corrected by a new version.

A report that was issued never changes. Its documents are kept as they were, and the ledger has their checksums.
"""

import hashlib
from datetime import datetime
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from cms.credentials.signing import PDF, sign
from cms.credentials.signing import record as record_signature
from cms.monitoring.machine_failures import SigningAway
from cms.users.models import User
from outreach.ledger.actions import Action
from outreach.ledger.ledger import record
from outreach.reports.figures import SECTIONS, PeriodReport, ReportLine, ReportSection, build_report
from outreach.reports.models import Report, ReportDocument, ReportState
from outreach.reports.official import OfficialDocument, make_document, write_day
from outreach.reports.periods import get_period_before, get_zone
from outreach.reports.seal import Seal, make_seal
from translations.campaign.reading import get_folder

FOLDER = "reports"
CORRECTED = "number", "submitted_by", "submitted_at", "issued_by", "issued_at", "returned_because"


class ReportRefused(Exception):
    """Nothing was changed; the text says why and what to do."""


def list_languages() -> tuple[str, ...]:
    """Return the languages in which reports are written: those of the desk, the source language first."""
    folder = get_folder()
    return (folder.source, *(code for code in folder.admin_languages if code != folder.source))


def freeze(report: Report, *, at: datetime) -> dict[str, Any]:
    """Return the report's figures and the ledger's checkpoint as of this moment, in each language of reports."""
    frozen: dict[str, Any] = {"as_of": at.isoformat()}
    for language in list_languages():
        with override(language), timezone.override(get_zone()):
            figures = build_report(period=report.period, sections=report.sections)
            seal = make_seal(at=at)
        frozen[language] = {
            "sections": [
                [section.title, [[line.key, line.label, line.value, line.before] for line in section.lines]]
                for section in figures.sections
            ],
            "seal": [seal.title, seal.sentence, [list(line) for line in seal.lines]],
        }
    return frozen


def compose(report: Report, *, language: str, at: datetime) -> OfficialDocument:
    """Return the report as a document: of a draft with the figures as of now, else with the frozen ones."""
    frozen = report.frozen or freeze(report, at=at)
    as_of = datetime.fromisoformat(frozen["as_of"]).astimezone(get_zone())
    title, sentence, lines = frozen[language]["seal"]
    with override(language):
        values = {"moment": f"{as_of:%H:%M}, {write_day(as_of.date())}", "offset": f"{as_of:%z}"[:3]}
        told = _("The figures are as of %(moment)s (UTC%(offset)s).") % values
    return make_document(
        report,
        figures=_read_figures(report, frozen[language]["sections"]),
        seal=Seal(title, sentence, tuple((label, value) for label, value in lines)),
        as_of=told,
        language=language,
    )


def _read_figures(report: Report, sections: list[Any]) -> PeriodReport:
    read = (ReportSection(title, tuple(ReportLine(*line) for line in lines)) for title, lines in sections)
    return PeriodReport(report.period, tuple(read), get_period_before(report.period))


@transaction.atomic
def submit(report: Report, *, by: User, at: datetime) -> Report:
    """Freeze the figures and hand the report to a second person; raise ``ReportRefused`` unless it is a draft."""
    report = _lock(report, ReportState.DRAFT)
    if not set(report.sections) & set(SECTIONS):
        raise ReportRefused(_("Choose at least one section of figures. Nothing was submitted."))
    report.frozen = freeze(report, at=at)
    report.state, report.submitted_by, report.submitted_at, report.returned_because = (
        ReportState.SUBMITTED,
        by,
        at,
        "",
    )
    report.save()
    return report


@transaction.atomic
def return_to_writer(report: Report, *, reason: str) -> Report:
    """Make the report a draft again; its figures are counted anew when it is submitted."""
    report = _lock(report, ReportState.SUBMITTED)
    if not reason.strip():
        raise ReportRefused(_("Say why it is returned: the reason is empty. Nothing was changed."))
    report.state, report.frozen, report.returned_because = ReportState.DRAFT, {}, reason.strip()
    report.save()
    return report


@transaction.atomic
def issue(report: Report, *, by: User, at: datetime) -> Report:
    """Issue the report: keep its documents and put their checksums on the ledger.

    Raise ``ReportRefused`` if it doesn't wait for approval, ``by`` wrote or submitted it, or nothing can be signed.
    """
    report = _lock(report, ReportState.SUBMITTED)
    if by.pk in (report.written_by_id, report.submitted_by_id):
        raise ReportRefused(_("You wrote or submitted this report. Another person must approve it."))
    report.state, report.issued_by, report.issued_at = ReportState.ISSUED, by, at
    report.save()
    documents = [_keep(report, language=language, at=at) for language in list_languages()]
    checksums = {f"{each.language}.{each.extension}": each.sha256 for pair in documents for each in pair}
    data = {
        "report": str(report.key),
        "kind": report.kind,
        "first": report.first.isoformat(),
        "last": report.last.isoformat(),
        "version": report.version,
        "corrects": str(report.corrects.key) if report.corrects else "",
        "sha256": checksums,
    }
    record(action=Action.REPORT_ISSUED, at=at, by_key=str(by.pk), data=data)
    return report


@transaction.atomic
def correct(report: Report, *, by: User) -> Report:
    """Return the draft of the report's next version; raise ``ReportRefused`` if it isn't the newest issued one."""
    report = _lock(report, ReportState.ISSUED)
    if Report.objects.filter(corrects=report).exists():
        raise ReportRefused(_("There is a newer version of this report. Open that one."))
    kept = {
        field.attname: getattr(report, field.attname)
        for field in Report._meta.concrete_fields
        if field.name not in {"id", "key", "state", "frozen", "version", "corrects", "written_by", *CORRECTED}
    }
    return Report.objects.create(**kept, version=report.version + 1, corrects=report, written_by=by)


def _lock(report: Report, state: ReportState) -> Report:
    current = Report.objects.select_for_update().get(pk=report.pk)
    if current.state != state:
        raise ReportRefused(
            _("This report has changed meanwhile: %(state)s. Open it again.") % {"state": current.get_state_display()}
        )
    return current


def _keep(report: Report, *, language: str, at: datetime) -> list[ReportDocument]:
    from outreach.reports.docx import write_docx  # slow to import
    from outreach.reports.pdf import get_origin, write_pdf

    document = compose(report, language=language, at=at)
    pdf = write_pdf(document)
    origin = get_origin(document, key=str(report.key), pdf=pdf)
    try:
        signed = sign(pdf, media_type=PDF, origin=origin)
    except SigningAway as error:
        raise ReportRefused(
            _("The report can't be signed now, so it was not issued. Try again later, or tell an administrator.")
        ) from error
    record_signature(signed, media_type=PDF, origin=origin, at=at)
    return [
        _keep_file(report, signed, language=language, extension="pdf"),
        _keep_file(report, write_docx(document), language=language, extension="docx"),
    ]


def _keep_file(report: Report, content: bytes, *, language: str, extension: str) -> ReportDocument:
    digest = hashlib.sha256(content).hexdigest()
    name = default_storage.save(f"{FOLDER}/{digest}.{extension}", ContentFile(content))
    return ReportDocument.objects.create(
        report=report, language=language, extension=extension, sha256=digest, size=len(content), storage_name=name
    )
