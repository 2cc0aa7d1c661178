"""Official documents as DOCX in the layout of Decree 30/2020/NĐ-CP, Annex I: A4, Times New Roman, two-column head."""

import io
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override
from docx import Document
from docx.document import Document as DocxDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Emu, Mm, Pt
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from outreach.reports.figures import ReportSection
from outreach.reports.narrative import NarrativeBlock
from outreach.reports.official import OfficialDocument, end_lines, write_number

CENTRE, RIGHT, JUSTIFIED = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.JUSTIFY
TEXT_WIDTH, LEFT_COLUMN = Mm(160), Mm(64)
NAME_COLUMN = Mm(76)
MOTTO_WIDTH, SHORT_LINE = Mm(64), Mm(24)
FONT = "Times New Roman"
HEADINGS = ("Heading 1", "Heading 2")


def write_docx(document: OfficialDocument) -> bytes:
    """Return the document as DOCX."""
    docx = Document()
    _set_up_page(docx, document)
    with override(document.language):
        _write_head(docx, document)
        _write_title(docx, document)
        for block in document.blocks:
            _write_block(docx, block)
        for number, section in enumerate(document.report.sections, start=1):
            _write_section(docx, section, number=number, column_names=document.column_names)
        _add(docx, document.as_of, italic=True, align=JUSTIFIED, before=6)
        _write_signature(docx, document)
        _write_annex(docx, document)
    out = io.BytesIO()
    docx.save(out)
    return out.getvalue()


def _set_up_page(docx: DocxDocument, document: OfficialDocument) -> None:
    section = docx.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = section.right_margin = Mm(20)
    section.left_margin, section.header_distance = Mm(30), Mm(8)
    section.different_first_page_header_footer = True
    _mark(section.first_page_header.paragraphs[0], document.mark)
    header = section.header.paragraphs[0]
    header.alignment = CENTRE
    _add_page_number(header)
    if document.mark:
        _mark(section.header.add_paragraph(), document.mark)
    docx.core_properties.title = f"{document.type_name} {document.abstract}"
    docx.core_properties.language = document.language
    docx.core_properties.author = document.issuing_body
    normal = docx.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(14)
    for name in ("w:eastAsia", "w:cs"):
        normal.element.rPr.rFonts.set(qn(name), FONT)
    for name in HEADINGS:
        _set_up_heading(docx.styles[name])
    normal.paragraph_format.space_after, normal.paragraph_format.line_spacing = Pt(0), 1.0


def _mark(paragraph: Paragraph, mark: str) -> None:
    paragraph.alignment = CENTRE
    paragraph.add_run(mark.upper()).bold = True


def _add_page_number(paragraph: Paragraph) -> None:
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        run = paragraph.add_run()
        run.font.size = Pt(13)
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        part.text = text or None
        run._r.append(part)


def _write_head(docx: DocxDocument, document: OfficialDocument) -> None:
    table = _add_columns(docx, LEFT_COLUMN, TEXT_WIDTH - LEFT_COLUMN, rows=2)
    left, right = table.rows[0].cells
    if document.parent_body:
        _add(left, document.parent_body, size=12, align=CENTRE)
    _add(left, document.issuing_body, size=12, bold=True, align=CENTRE)
    _draw_line(left, length=SHORT_LINE, within=LEFT_COLUMN)
    for number, line in enumerate(document.national):
        _add(right, line, size=12 if number == 0 else 13, bold=True, align=CENTRE)
    if document.national:
        _draw_line(right, length=MOTTO_WIDTH, within=TEXT_WIDTH - LEFT_COLUMN)
    left, right = table.rows[1].cells
    _add(left, document.number, size=13, align=CENTRE)
    _add(right, document.place_and_date, size=13, italic=True, align=CENTRE)


def _write_title(docx: DocxDocument, document: OfficialDocument) -> None:
    _add(docx, document.type_name, bold=True, align=CENTRE, before=12)
    _add(docx, document.abstract, bold=True, align=CENTRE)
    _draw_line(docx, length=Mm(55), within=TEXT_WIDTH)
    if document.addressed_to:
        lines = end_lines(document.addressed_to)
        text = lines[0].lstrip("- ") if len(lines) == 1 else "\n".join(["", *lines])
        _add(docx, f"{document.greeting} {text}", align=CENTRE, before=6)


def _write_block(docx: DocxDocument, block: NarrativeBlock) -> None:
    paragraph = _add(docx, "", align=JUSTIFIED, before=6)
    if block.kind in ("h2", "h3"):
        paragraph.style = docx.styles[HEADINGS[0 if block.kind == "h2" else 1]]
    else:
        paragraph.paragraph_format.first_line_indent = Cm(1.27)
    if block.mark:
        paragraph.add_run(f"{block.mark} ")
    for each in block.runs:
        run = paragraph.add_run(each.text)
        run.bold, run.italic = each.bold or block.kind in ("h2", "h3"), each.italic


def _write_section(docx: DocxDocument, section: ReportSection, *, number: int, column_names: tuple[str, ...]) -> None:
    heading = docx.add_paragraph(style=HEADINGS[0])
    heading.add_run(f"{number}. {section.title}").bold = True
    widths = [NAME_COLUMN, *[(TEXT_WIDTH - NAME_COLUMN) // (len(column_names) - 1)] * (len(column_names) - 1)]
    table = docx.add_table(rows=1, cols=len(column_names), style="Table Grid")
    _set_widths(table, widths)
    _fill(table.rows[0].cells, column_names, widths=widths, bold=True)
    repeated = OxmlElement("w:tblHeader")
    table.rows[0]._tr.get_or_add_trPr().append(repeated)
    for line in section.lines:
        values = [write_number(line.value)]
        if line.before is not None:
            values += [write_number(line.before), line.difference]
        row = table.add_row()
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        _fill(row.cells, (line.label, *values), widths=widths)


def _fill(cells: Any, texts: tuple[str, ...], *, widths: list[int], bold: bool = False) -> None:
    for column, (cell, text, width) in enumerate(zip(cells, texts, widths, strict=True)):
        cell.width = width
        paragraph = _add(cell, text, size=13, bold=bold, align=RIGHT if column else WD_ALIGN_PARAGRAPH.LEFT, before=2)
        paragraph.paragraph_format.space_after = Pt(2)


def _write_signature(docx: DocxDocument, document: OfficialDocument) -> None:
    _add(docx, "")
    table = _add_columns(docx, LEFT_COLUMN + Mm(14), TEXT_WIDTH - LEFT_COLUMN - Mm(14), rows=1)
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    left, right = table.rows[0].cells
    if document.recipients:
        _add(left, document.recipients_label, size=12, bold=True, italic=True)
        for line in end_lines(document.recipients):
            _add(left, line, size=11)
    for text in filter(None, (document.authority, document.office)):
        _add(right, text, bold=True, align=CENTRE)
    _add(right, "\n\n\n", align=CENTRE)
    _add(right, document.signer, bold=True, align=CENTRE)


def _write_annex(docx: DocxDocument, document: OfficialDocument) -> None:
    title = _add(docx, _("Annex"), bold=True, align=CENTRE)
    title.paragraph_format.page_break_before = True
    _add(docx, document.seal.title, bold=True, align=CENTRE)
    _add(docx, _("(With the report: %(abstract)s)") % {"abstract": document.abstract}, italic=True, align=CENTRE)
    _add(docx, document.seal.sentence, align=JUSTIFIED, before=6)
    for label, value in document.seal.lines:
        _add(docx, f"{label}: {value}", before=6)


def _add_columns(docx: DocxDocument, left: int, right: int, *, rows: int) -> Table:
    """Add a table without borders, whose cells are empty."""
    table = docx.add_table(rows=rows, cols=2)
    _set_widths(table, [left, right])
    for row in table.rows:
        for cell, width in zip(row.cells, (left, right), strict=True):
            cell.width = width
    return table


def _set_widths(table: Table, widths: list[int]) -> None:
    """Set the columns' widths. Word reads those of the cells, LibreOffice these."""
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Emu(width)


def _add(
    parent: DocxDocument | _Cell,
    text: str,
    *,
    size: int = 14,
    bold: bool = False,
    italic: bool = False,
    align: WD_ALIGN_PARAGRAPH = WD_ALIGN_PARAGRAPH.LEFT,
    before: int = 0,
) -> Paragraph:
    """Add a paragraph; the first of a cell is the one that it has."""
    first = parent.paragraphs[0] if isinstance(parent, _Cell) else None
    paragraph = first if first is not None and first.alignment is None and not first.text else parent.add_paragraph()
    paragraph.alignment, paragraph.paragraph_format.space_before = align, Pt(before)
    run = paragraph.add_run(text)
    run.bold, run.italic, run.font.size = bold, italic, Pt(size)
    return paragraph


def _draw_line(parent: DocxDocument | _Cell, *, length: int, within: int) -> None:
    """Draw a line of this length in the middle, as the lower border of an empty paragraph."""
    paragraph = _add(parent, "", size=4, align=CENTRE)
    paragraph.paragraph_format.line_spacing = Pt(3)
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = (within - length) // 2
    borders = OxmlElement("w:pBdr")
    line = OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        line.set(qn(f"w:{name}"), value)
    borders.append(line)
    paragraph._p.get_or_add_pPr().append(borders)


def _set_up_heading(style: Any) -> None:
    """Keep the heading's level for those who hear it, and set it as the decree does: black, in the text's font."""
    style.font.size = Pt(14)
    properties = style.element.get_or_add_rPr()
    for name in ("w:color", "w:rFonts"):
        for old in properties.findall(qn(name)):
            properties.remove(old)
    fonts = OxmlElement("w:rFonts")
    for name in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{name}"), FONT)
    properties.insert(0, fonts)
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(12), Pt(4)
