"""The report as Vietnamese offices file it: the head with the country's name and motto, then numbered sections."""

import io
import json
from pathlib import Path
from typing import cast

import typst
import xlsxwriter
from docx import Document
from docx.document import Document as DocxDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt

from cms.render.fonts import load_typst_fonts
from outreach.reports.figures import Report
from outreach.reports.letterhead import Head

TEMPLATE = Path(__file__).resolve().parents[2] / "media_templates" / "documents" / "report.typ"

# The head of an official document is written in Vietnamese whatever the language of the rest (Decree 30/2020/NĐ-CP).
COUNTRY = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"


def write_docx(report: Report, *, head: Head) -> bytes:
    document = Document()
    document.styles["Normal"].font.name = "Times New Roman"
    document.styles["Normal"].font.size = Pt(13)
    for text, bold in ((COUNTRY, True), (MOTTO, True), (head.desk, False), (head.made_on, False)):
        _centred(document, text, bold=bold)
    _centred(document, head.title, bold=True, size=15)
    _centred(document, head.campaign)
    _centred(document, head.days)
    for number, section in enumerate(report.sections, start=1):
        document.add_heading(f"{number}. {section.title}", level=2)
        table = document.add_table(rows=0, cols=2, style="Table Grid")
        for line in section.lines:
            cells = table.add_row().cells
            cells[0].text, cells[1].text = line.label, str(line.value)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _centred(document: DocxDocument, text: str, *, bold: bool = False, size: int = 13) -> None:
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = paragraph.add_run(text)
    run.bold, run.font.size = bold, Pt(size)


def write_xlsx(report: Report, *, head: Head, rows: dict[str, tuple[tuple[str, ...], list[tuple[str, ...]]]]) -> bytes:
    """Write the numbers on the first sheet and each number's rows on a sheet of its own; no cell is a formula."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as book:
        bold = book.add_format({"bold": True})
        sheet = book.add_worksheet("1")
        sheet.set_column(0, 0, 60)
        for line_number, text in enumerate((COUNTRY, MOTTO, head.desk, head.title, head.campaign, head.days)):
            sheet.write_string(line_number, 0, text, bold)
        at = 7
        for section in report.sections:
            sheet.write_string(at, 0, section.title, bold)
            for line_at, line in enumerate(section.lines, start=at + 1):
                sheet.write_string(line_at, 0, line.label)
                sheet.write_url(line_at, 1, f"internal:'{line.key}'!A1", string=str(line.value))
            at += len(section.lines) + 2
        for key, (headings, cells) in rows.items():
            page = book.add_worksheet(key)
            for column, heading in enumerate(headings):
                page.write_string(0, column, str(heading), bold)
            for number, row in enumerate(cells, start=1):
                for column, cell in enumerate(row):
                    page.write_string(number, column, cell)
    return out.getvalue()


def write_pdf(report: Report, *, head: Head) -> bytes:
    """Write PDF/A by Typst; the same report gives the same bytes."""
    sections = [
        {"title": section.title, "lines": [[line.label, str(line.value)] for line in section.lines]}
        for section in report.sections
    ]
    words = {"country": COUNTRY, "national_motto": MOTTO, **head.__dict__, "sections": sections}
    compiler = typst.Compiler(
        input=TEMPLATE, root=TEMPLATE.parent, font_paths=load_typst_fonts(), ignore_system_fonts=True
    )
    inputs = {"report": json.dumps(words, ensure_ascii=False)}
    pdf = compiler.compile(format="pdf", sys_inputs=inputs, pdf_standards=["a-2b"], timestamp=0)
    return cast(bytes, pdf)
