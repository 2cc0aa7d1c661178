"""Cover letter (công văn) of an edition as DOCX, in the form of Decree 30/2020/NĐ-CP, for the office that sends it.

Its words are fixed (``cover_letter.toml``); what only the office knows is left open.
"""

import tomllib
from datetime import date
from functools import cache
from typing import Any

from django.conf import settings
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Mm, Pt

from cms.published import get_campaign_names
from cms.render.formats import TEMPLATES_DIR
from outreach.kits.documents import save_docx, set_fonts
from outreach.kits.models import KitEdition
from outreach.kits.names import find_name
from outreach.kits.plan import KitPlan
from outreach.organisations.models import Organisation, OrganisationKind
from translations.campaign.reading import get_folder
from translations.dates import write_day
from translations.languages import SOURCE, get_language_entry

NAME = "cong-van.docx"
WORDS = TEMPLATES_DIR / "kits" / "cover_letter.toml"
LANGUAGE = "vi"
_OFFICES = frozenset({OrganisationKind.MISSION, OrganisationKind.FRONT})
_CENTRE, _JUSTIFY = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.JUSTIFY


def is_due(organisation: Organisation) -> bool:
    """Return whether the organisation gets the letter: one that a Vietnamese campaign writes to in that form."""
    is_ours = SOURCE == LANGUAGE and len(get_folder().letterhead) == 2
    return is_ours and (organisation.kind in _OFFICES or LANGUAGE in organisation.languages)


def write_cover_letter(edition: KitEdition, *, plan: KitPlan, languages: tuple[str, ...], on: date) -> bytes:
    """Return the letter; the same edition gives the same bytes."""
    words, values = _load_words(), _get_values(edition, plan=plan, languages=languages, on=on)
    document = Document()
    _prepare(document)
    _add_head(document, words, values)
    if edition.kit.is_demonstration:
        _add(document, words["demonstration"], align=_CENTRE, bold=True)
    _add(document, words["to"].format(**values), align=_CENTRE, before=12)
    for text in words["body"]:
        paragraph = _add(document, text.format(**values), align=_JUSTIFY, before=6)
        paragraph.paragraph_format.first_line_indent = Cm(1.27)
    _add_foot(document, words)
    return save_docx(document)


@cache
def _load_words() -> dict[str, Any]:
    return tomllib.loads(WORDS.read_text(encoding="utf-8"))


def _get_values(edition: KitEdition, *, plan: KitPlan, languages: tuple[str, ...], on: date) -> dict[str, str | int]:
    campaign, name = get_campaign_names(LANGUAGE), find_name(edition.kit, LANGUAGE)
    return {
        "title": name.title if name else edition.kit.title,
        "organisation": edition.organisation.name,
        "desk": campaign.desk_name or campaign.name,
        "campaign": campaign.name,
        "number": edition.number,
        "day": write_day(on, language=LANGUAGE),
        "items": len(plan.items),
        "files": len(plan.files),
        "languages": ", ".join(get_language_entry(code).autonym for code in languages),
        "portal": f"{settings.SITE_ADDRESS}/{LANGUAGE}/portal/",
    }


def _prepare(document: Any) -> None:
    """Set A4 and the decree's margins and letters."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    set_fonts(document, family="Times New Roman", size=13, tag="vi-VN")
    document.core_properties.author = document.core_properties.comments = ""
    document.core_properties.language = "vi-VN"


def _add_head(document: Any, words: dict[str, Any], values: dict[str, str | int]) -> None:
    table = document.add_table(rows=2, cols=2)
    for row in table.rows:
        row.cells[0].width, row.cells[1].width = Mm(70), Mm(95)
    sender, state = table.rows[0].cells
    _rule(_fill(sender, str(values["desk"]).upper(), bold=True), indent=Mm(20))
    country, motto = get_folder().letterhead
    _fill(state, country, bold=True)
    _rule(_add(state, motto, align=_CENTRE, bold=True), indent=Mm(19))
    number, day = table.rows[1].cells
    _fill(number, words["number"])
    _add(number, words["subject"].format(**values), align=_CENTRE, size=12)
    _fill(day, words["place_and_day"]).runs[0].italic = True


def _add_foot(document: Any, words: dict[str, Any]) -> None:
    receivers, signature = document.add_table(rows=1, cols=2).rows[0].cells
    head = receivers.paragraphs[0].add_run(words["receivers_head"])
    head.bold = head.italic = True
    head.font.size = Pt(12)
    for line in words["receivers"]:
        _add(receivers, line, size=11)
    _fill(signature, words["signature"]).runs[0].italic = True


def _fill(cell: Any, text: str, *, bold: bool = False) -> Any:
    """Write the first paragraph of a cell, in its middle, and return it."""
    paragraph = cell.paragraphs[0]
    paragraph.alignment = _CENTRE
    paragraph.add_run(text).bold = bold
    return paragraph


def _add(place: Any, text: str, *, align: Any = None, bold: bool = False, size: int = 13, before: int = 0) -> Any:
    paragraph = place.add_paragraph()
    paragraph.alignment = align
    paragraph.paragraph_format.space_before, paragraph.paragraph_format.space_after = Pt(before), Pt(0)
    run = paragraph.add_run(text)
    run.bold, run.font.size = bold, Pt(size)
    return paragraph


def _rule(paragraph: Any, *, indent: Any) -> None:
    """Draw the line below words: a border of an empty paragraph, indented on both sides."""
    line = OxmlElement("w:p")
    paragraph._p.addnext(line)
    below = type(paragraph)(line, paragraph._parent)
    below.paragraph_format.left_indent = below.paragraph_format.right_indent = indent
    below.paragraph_format.line_spacing = Pt(4)
    border, bottom = OxmlElement("w:pBdr"), OxmlElement("w:top")
    for name, value in (("w:val", "single"), ("w:sz", "6"), ("w:space", "1"), ("w:color", "000000")):
        bottom.set(qn(name), value)
    border.append(bottom)
    line.get_or_add_pPr().insert_element_before(border, "w:spacing", "w:ind", "w:jc")
