"""Reports as PDF, DOCX and XLSX, in the form of official documents: letterhead, then numbered sections."""

import io
import json
from dataclasses import asdict
from pathlib import Path
from typing import cast

import xlsxwriter
from django.utils.translation import get_language
from docx import Document
from docx.document import Document as DocxDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt

from cms.render.fonts import make_compiler
from outreach.reports.figures import PeriodReport
from outreach.reports.letterhead import Letterhead
from outreach.reports.seal import Seal
from translations.languages import SOURCE, get_language_entry

TEMPLATE = Path(__file__).resolve().parents[2] / "media_templates" / "documents" / "report.typ"


def write_docx(report: PeriodReport, *, letterhead: Letterhead, seal: Seal) -> bytes:
    """Return the report as DOCX, one table a section."""
    document = Document()
    document.styles["Normal"].font.name = "Times New Roman"
    document.styles["Normal"].font.size = Pt(13)
    for text in letterhead.heading:
        _centred(document, text, bold=True)
    _centred(document, letterhead.desk)
    _centred(document, letterhead.issued_on)
    _centred(document, letterhead.title, bold=True, size=15)
    _centred(document, letterhead.campaign)
    _centred(document, letterhead.days)
    for number, section in enumerate(report.sections, start=1):
        document.add_heading(f"{number}. {section.title}", level=2)
        table = document.add_table(rows=0, cols=2, style="Table Grid")
        for line in section.lines:
            cells = table.add_row().cells
            cells[0].text, cells[1].text = line.label, str(line.value)
    _write_seal(document, seal)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _write_seal(document: DocxDocument, seal: Seal) -> None:
    document.add_heading(seal.title, level=2)
    document.add_paragraph(seal.sentence)
    for label, value in seal.lines:
        document.add_paragraph(f"{label}: {value}")


def _centred(document: DocxDocument, text: str, *, bold: bool = False, size: int = 13) -> None:
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = paragraph.add_run(text)
    run.bold, run.font.size = bold, Pt(size)


def write_xlsx(
    report: PeriodReport,
    *,
    letterhead: Letterhead,
    seal: Seal,
    rows: dict[str, tuple[tuple[str, ...], list[tuple[str, ...]]]],
) -> bytes:
    """Return the report as XLSX: figures on the first sheet, each figure's rows on a sheet of its own, no formulas."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as book:
        bold = book.add_format({"bold": True})
        sheet = book.add_worksheet("1")
        sheet.set_column(0, 0, 60)
        heading = (*letterhead.heading, letterhead.desk, letterhead.title, letterhead.campaign, letterhead.days)
        for line_number, text in enumerate(heading):
            sheet.write_string(line_number, 0, text, bold)
        at = len(heading) + 1
        for section in report.sections:
            sheet.write_string(at, 0, section.title, bold)
            for line_at, line in enumerate(section.lines, start=at + 1):
                sheet.write_string(line_at, 0, line.label)
                sheet.write_url(line_at, 1, f"internal:'{line.key}'!A1", string=str(line.value))
            at += len(section.lines) + 2
        sheet.write_string(at, 0, seal.title, bold)
        for line_at, (label, value) in enumerate([(seal.sentence, ""), *seal.lines], start=at + 1):
            sheet.write_string(line_at, 0, label)
            sheet.write_string(line_at, 1, value)
        for key, (headings, cells) in rows.items():
            page = book.add_worksheet(key)
            for column, column_heading in enumerate(headings):
                page.write_string(0, column, str(column_heading), bold)
            for number, row in enumerate(cells, start=1):
                for column, cell in enumerate(row):
                    page.write_string(number, column, cell)
    return out.getvalue()


def write_pdf(report: PeriodReport, *, letterhead: Letterhead, seal: Seal) -> bytes:
    """Return the report as PDF/A-2b; the same report gives the same bytes."""
    sections = [
        {"title": section.title, "lines": [[line.label, str(line.value)] for line in section.lines]}
        for section in report.sections
    ]
    texts = {
        "language": get_language_entry(get_language() or SOURCE).tag.split("-")[0],
        **letterhead.__dict__,
        "sections": sections,
        "seal": asdict(seal),
    }
    inputs = {"report": json.dumps(texts, ensure_ascii=False)}
    pdf = make_compiler(TEMPLATE).compile(format="pdf", sys_inputs=inputs, pdf_standards=["a-2b"], timestamp=0)
    return cast(bytes, pdf)
