"""Reports as signed PDF: the same report is signed once, and whoever asks for it again gets the same bytes."""

from dataclasses import asdict
from hashlib import sha256

from django.utils import timezone
from django.utils.translation import get_language

from cms.credentials.kept import digest_input, keep_signed
from cms.credentials.models import MadeAs
from cms.credentials.signing import PDF, Origin
from outreach.reports.documents import write_pdf
from outreach.reports.figures import PeriodReport
from outreach.reports.letterhead import Letterhead
from outreach.reports.periods import Period
from outreach.reports.seal import Seal
from translations.languages import SOURCE


def write_signed_pdf(report: PeriodReport, *, letterhead: Letterhead, seal: Seal, period: Period) -> bytes:
    """Return the report in the active language as signed PDF. Its key is the period's first and last day."""
    pdf = write_pdf(report, letterhead=letterhead, seal=seal)
    figures = [[line.label, str(line.value)] for section in report.sections for line in section.lines]
    origin = Origin(
        made_as=MadeAs.REPORT,
        item_kind="report",
        item_key=f"{period.first.isoformat()}/{period.last.isoformat()}",
        language=get_language() or SOURCE,
        words_digest=digest_input(title=letterhead.title, figures=figures, seal=asdict(seal)),
    )
    return keep_signed(
        lambda: pdf,
        input_digest=digest_input(report=sha256(pdf).hexdigest()),
        media_type=PDF,
        origin=origin,
        at=timezone.now(),
    )
