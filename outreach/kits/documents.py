"""Texts of items as documents: tagged PDF to print and read aloud by a screen reader, DOCX to set anew.

Both are only a layout of what is approved. The same text gives the same bytes.
"""

import io
import json
import zipfile
from dataclasses import asdict, replace
from functools import lru_cache
from typing import Any, cast

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override
from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt

from cms.published import PublishedCorrection, PublishedItem, get_campaign_names
from cms.render.fonts import get_script_fonts, make_compiler
from cms.render.formats import TEMPLATES_DIR
from cms.render.wording import keep_together
from outreach.kits.flow import FlowPart, read_flow
from translations.campaign.reading import get_folder
from translations.dates import write_day
from translations.languages import get_language_entry

TEMPLATE = TEMPLATES_DIR / "documents" / "item.typ"
PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_KEPT_TYPESET = 64
_FIXED_TIME = (1980, 1, 1, 0, 0, 0)
_STYLES = {"list": "List Bullet", "steps": "List Number", "quote": "Quote", "paragraph": "Normal"}


def get_address(item: PublishedItem) -> str:
    """Return the address of the item on the campaign's site."""
    return f"{settings.SITE_ADDRESS}{item.url}"


def write_pdf(item: PublishedItem) -> bytes:
    """Return the item as PDF/UA-1."""
    language = item.ref.language
    entry, setting = get_language_entry(language), get_script_fonts(language)
    parts = [_keep_part(part, language=language) for part in _read_parts(item)]
    contacts = [
        {"name": contact.name, "hours": contact.hours, "values": [value.text for value in contact.values]}
        for contact in item.contacts
    ]
    content = {
        "title": keep_together(item.title, language=language),
        "summary": keep_together(item.summary, language=language),
        "marks": [keep_together(mark, language=language) for mark in list_marks(item)],
        "parts": [asdict(part) for part in parts],
        "contacts": contacts,
        "campaign": get_campaign_names(language).short_name,
        "address": get_address(item),
        "accent": get_folder().colours["lacquer"],
        "lang": entry.tag.split("-")[0],
        "script": entry.script.lower(),
        "direction": entry.direction,
        "fonts": list(setting.families),
        "leading": setting.leading,
    }
    return _typeset(json.dumps(content, ensure_ascii=False, sort_keys=True))


@lru_cache(maxsize=_KEPT_TYPESET)
def _typeset(content: str) -> bytes:
    """Return the PDF of this content; a worker builds the same text for one organisation after the other."""
    pdf = make_compiler(TEMPLATE).compile(
        format="pdf", sys_inputs={"item": content}, pdf_standards=["ua-1"], timestamp=0
    )
    return cast(bytes, pdf)


def list_marks(item: PublishedItem) -> list[str]:
    """Return what readers must know before the text: that it is a demonstration, a notice, corrections."""
    with override(item.ref.language):
        marks = [_("Demonstration material")] if item.is_demonstration else []
        marks += [item.notice] if item.notice else []
        return [*marks, *(_write_correction(each, language=item.ref.language) for each in item.corrections)]


def _write_correction(correction: PublishedCorrection, *, language: str) -> str:
    day = correction.corrected_on
    head = _("Correction")
    return f"{head}, {write_day(day, language=language)}: {correction.text}" if day else f"{head}: {correction.text}"


def _read_parts(item: PublishedItem) -> tuple[FlowPart, ...]:
    parts = read_flow(block.html for block in item.text)
    if not item.contacts:
        return parts
    with override(item.ref.language):
        return (*parts, FlowPart("heading", (_("Who to contact"),), level=2))


def _keep_part(part: FlowPart, *, language: str) -> FlowPart:
    return replace(
        part,
        lines=tuple(keep_together(line, language=language) for line in part.lines),
        rows=tuple(tuple(keep_together(cell, language=language) for cell in row) for row in part.rows),
    )


def write_docx(item: PublishedItem) -> bytes:
    """Return the item as DOCX, with headings, lists, its language and its direction."""
    document = Document()
    _prepare(document, item)
    document.add_heading(item.title, level=1)
    for mark in list_marks(item):
        document.add_paragraph(mark, style="Intense Quote")
    if item.summary:
        document.add_paragraph(item.summary, style="Subtitle")
    for part in _read_parts(item):
        _add_part(document, part)
    for contact in item.contacts:
        paragraph = document.add_paragraph()
        paragraph.add_run(contact.name).bold = True
        paragraph.add_run(f" · {contact.hours}" if contact.hours else "")
        for value in contact.values:
            paragraph.add_run(f"\n{value.text}")
    document.add_paragraph(get_address(item))
    if get_language_entry(item.ref.language).direction == "rtl":
        _turn(document)
    return save_docx(document)


def _prepare(document: Any, item: PublishedItem) -> None:
    entry, families = get_language_entry(item.ref.language), get_script_fonts(item.ref.language).families
    properties = document.core_properties
    properties.title, properties.language = item.title, entry.tag
    properties.author, properties.comments = get_campaign_names(item.ref.language).short_name, ""
    properties.created = properties.modified = item.approved_at.replace(tzinfo=None)
    set_fonts(document, family=families[0], size=12, tag=entry.tag)


def set_fonts(document: Any, *, family: str, size: int, tag: str) -> None:
    """Set the font of all scripts, its size and the language of the document's ordinary text."""
    style = document.styles["Normal"]
    style.font.name, style.font.size = family, Pt(size)
    properties = style.element.get_or_add_rPr()
    fonts = properties.get_or_add_rFonts()
    for script in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(script), family)
    complex_size = OxmlElement("w:szCs")
    complex_size.set(qn("w:val"), str(2 * size))
    properties.find(qn("w:sz")).addnext(complex_size)
    language = OxmlElement("w:lang")
    for script in ("w:val", "w:eastAsia", "w:bidi"):
        language.set(qn(script), tag)
    properties.append(language)


def _add_part(document: Any, part: FlowPart) -> None:
    if part.kind == "heading":
        document.add_heading(" ".join(part.lines), level=part.level)
    elif part.kind == "table":
        table = document.add_table(rows=0, cols=len(part.rows[0]), style="Table Grid")
        for row in part.rows:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text
    elif part.kind == "paragraph":
        document.add_paragraph("\n".join(part.lines))
    else:
        for line in part.lines:
            document.add_paragraph(line, style=_STYLES[part.kind])


def _turn(document: Any) -> None:
    """Set every paragraph from right to left."""
    cells = [cell for table in document.tables for row in table.rows for cell in row.cells]
    paragraphs = [*document.paragraphs, *(paragraph for cell in cells for paragraph in cell.paragraphs)]
    for paragraph in paragraphs:
        paragraph._p.get_or_add_pPr().append(OxmlElement("w:bidi"))
        for run in paragraph.runs:
            run._r.get_or_add_rPr().append(OxmlElement("w:rtl"))


def save_docx(document: Any) -> bytes:
    """Return the document's bytes, which don't depend on the time at which it was written."""
    written, fixed = io.BytesIO(), io.BytesIO()
    document.save(written)
    with zipfile.ZipFile(written) as archive, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as out:
        for name in archive.namelist():
            entry = zipfile.ZipInfo(name, date_time=_FIXED_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            out.writestr(entry, archive.read(name))
    return fixed.getvalue()
