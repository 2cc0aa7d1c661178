"""Official documents as PDF/UA in the layout of Decree 30/2020/NĐ-CP, Annex I, set in Liberation Serif."""

import json
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path
from typing import Any, cast

from django.utils.translation import gettext as _
from django.utils.translation import override

from cms.credentials.kept import digest_input
from cms.credentials.models import MadeAs
from cms.credentials.signing import Origin
from cms.render.fonts import make_compiler
from outreach.reports.figures import ReportLine
from outreach.reports.official import OfficialDocument, end_lines, write_number
from translations.languages import get_language_entry

TEMPLATE = Path(__file__).resolve().parents[2] / "media_templates" / "documents" / "report.typ"


def write_pdf(document: OfficialDocument) -> bytes:
    """Return the document as PDF/UA-1; the same document gives the same bytes."""
    inputs = {"report": json.dumps(_describe(document), ensure_ascii=False)}
    pdf = make_compiler(TEMPLATE).compile(format="pdf", sys_inputs=inputs, pdf_standards=["ua-1"], timestamp=0)
    return cast(bytes, pdf)


def get_origin(document: OfficialDocument, *, key: str, pdf: bytes) -> Origin:
    """Return what the signature of an issued report says: its key, language and the digest of its words."""
    return Origin(
        made_as=MadeAs.REPORT,
        item_kind="report",
        item_key=key,
        language=document.language,
        words_digest=digest_input(report=sha256(pdf).hexdigest()),
    )


def _describe(document: OfficialDocument) -> dict[str, Any]:
    with override(document.language):
        return {
            **{name: value for name, value in vars(document).items() if name not in {"report", "blocks", "seal"}},
            "language": get_language_entry(document.language).tag.split("-")[0],
            "addressed_to": end_lines(document.addressed_to),
            "recipients": end_lines(document.recipients),
            "blocks": [asdict(block) for block in document.blocks],
            "sections": [
                {"title": section.title, "lines": [_describe_line(line) for line in section.lines]}
                for section in document.report.sections
            ],
            "seal": asdict(document.seal),
            "annex": _("Annex"),
            "annex_of": _("(With the report: %(abstract)s)") % {"abstract": document.abstract},
        }


def _describe_line(line: ReportLine) -> list[str]:
    values = [line.label, write_number(line.value)]
    if line.before is None:
        return values
    return [*values, write_number(line.before), line.difference]
