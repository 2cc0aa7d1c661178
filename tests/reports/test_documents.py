"""The report as PDF and DOCX, opened again: the layout of Decree 30/2020/NĐ-CP, the words, figures and checkpoint."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO
from typing import Any

import docx
import pikepdf
import pypdfium2
import pytest
from django.utils.translation import override
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Pt

from outreach.ledger.checkpoints import make_checkpoint
from outreach.reports.docx import write_docx
from outreach.reports.issuing import compose
from outreach.reports.models import Report, ReportState
from outreach.reports.narrative import NarrativeBlock, Run, read_blocks
from outreach.reports.official import OfficialDocument, describe_abstract, describe_day, end_lines
from outreach.reports.pdf import write_pdf
from outreach.reports.periods import PeriodKind, get_period, get_zone
from outreach.reports.seal import make_seal
from tests.approvals.factories import Desk
from tests.journeys.person import say, squeeze
from tests.ledger.factories import record_download
from tests.organisations.factories import OrganisationFactory
from tests.reports.conftest import NOW, Office

COUNTRY = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
SECTIONS = ("Content", "Deliveries", "Reach", "Corrections and recalls")
NUMBERS = {
    "Texts approved, in all languages": 2,
    "Posters released": 0,
    "Kits offered": 0,
    "Downloads": 1,
    "Receipts acknowledged": 0,
    "Uses reported by partners": 1,
    "Scans of codes, without robots": 0,
    "Recalls sent": 0,
    "Removals confirmed": 0,
}
HTML = "<h2>Tình hình</h2><p>Một <b>đậm</b> và <i>nghiêng</i>.</p><ol><li>Một</li><li>Hai</li></ol><ul><li>Ba</li></ul>"


@pytest.fixture
def report(office: Office) -> Report:
    return Report.objects.create(
        kind=PeriodKind.MONTH,
        first=date(2026, 11, 1),
        last=date(2026, 11, 30),
        sections=["content", "delivery", "reach", "correction"],
        narrative=HTML,
        parent_body="Cơ quan cấp trên",
        issuing_body="Ban Chỉ đạo",
        number="05/BC-BCĐ",
        place="Hà Nội",
        dated_on=date(2027, 2, 6),
        addressed_to="Cơ quan A;\n- Cơ quan B.",
        recipients="Như trên\nLưu: VT",
        authority="TM. Ban Chỉ đạo",
        office="Trưởng ban",
        written_by=office.writer,
    )


@pytest.fixture
def document(report: Report) -> OfficialDocument:
    return compose(report, language="vi", at=NOW)


@pytest.fixture
def words(document: OfficialDocument) -> Any:
    return docx.Document(BytesIO(write_docx(document)))


def test_docx_has_the_page_head_and_fonts_of_the_decree(words: Any) -> None:
    page = words.sections[0]
    assert (round(page.page_width.mm), round(page.page_height.mm)) == (210, 297)
    for edge, least, most in (("top", 20, 25), ("bottom", 20, 25), ("left", 30, 35), ("right", 15, 20)):
        assert least <= round(getattr(page, f"{edge}_margin").mm) <= most, edge
    assert page.different_first_page_header_footer
    assert (
        "PAGE" in page.header.paragraphs[0]._p.xml and page.header.paragraphs[0].alignment == WD_ALIGN_PARAGRAPH.CENTER
    )
    assert "PAGE" not in page.first_page_header._element.xml
    assert (words.styles["Normal"].font.name, words.styles["Normal"].font.size) == ("Times New Roman", Pt(14))
    left, right = (cell.paragraphs for cell in words.tables[0].rows[0].cells)
    assert [each.text for each in left][:2] == ["CƠ QUAN CẤP TRÊN", "BAN CHỈ ĐẠO"]
    assert (left[0].runs[0].bold, left[1].runs[0].bold) == (False, True)
    assert [each.text for each in right][:2] == [COUNTRY, MOTTO]
    assert all(each.runs[0].bold and each.alignment == WD_ALIGN_PARAGRAPH.CENTER for each in right[:2])
    assert right[2]._p.find(f".//{qn('w:pBdr')}") is not None
    number, place = (cell.paragraphs[0] for cell in words.tables[0].rows[1].cells)
    assert (number.text, place.text) == ("Số: 05/BC-BCĐ", "Hà Nội, ngày 06 tháng 02 năm 2027")
    assert place.runs[0].italic and not number.runs[0].italic


def test_docx_has_the_title_the_words_and_all_figures(words: Any) -> None:
    texts = [paragraph.text for paragraph in words.paragraphs]
    at = texts.index("BÁO CÁO")
    assert texts[at + 1] == "Kết quả thực hiện Chiến dịch tháng 11 năm 2026"
    assert f"{say('To:')} \n- Cơ quan A;\n- Cơ quan B." in texts
    headings = [paragraph.text for paragraph in words.paragraphs if paragraph.style.name == "Heading 1"]
    assert headings == ["Tình hình", *(f"{number}. {say(title)}" for number, title in enumerate(SECTIONS, start=1))]
    assert texts.index("1. Một") < texts.index("2. Hai") < texts.index("- Ba")
    body = next(paragraph for paragraph in words.paragraphs if paragraph.text == "Một đậm và nghiêng.")
    assert [(run.text, run.bold or False, run.italic or False) for run in body.runs if run.text] == [
        ("Một ", False, False),
        ("đậm", True, False),
        (" và ", False, False),
        ("nghiêng", False, True),
        (".", False, False),
    ]
    assert body.alignment == WD_ALIGN_PARAGRAPH.JUSTIFY
    rows = [tuple(cell.text for cell in row.cells) for table in words.tables[1:5] for row in table.rows[1:]]
    assert [row[:2] for row in rows] == [(say(label), str(number)) for label, number in NUMBERS.items()]
    assert rows[3][2:] == ("0", "+1")
    recipients, signature = words.tables[5].rows[0].cells
    assert [each.text for each in recipients.paragraphs] == ["Nơi nhận:", "- Như trên;", "- Lưu: VT."]
    assert recipients.paragraphs[0].runs[0].bold and recipients.paragraphs[0].runs[0].italic
    assert [each.text for each in signature.paragraphs][:2] == ["TM. BAN CHỈ ĐẠO", "TRƯỞNG BAN"]
    assert "Phụ lục" in texts and any(text.startswith(say("Events signed")) for text in texts)


def test_pdf_says_the_same_is_accessible_and_embeds_its_serif(document: OfficialDocument, words: Any) -> None:
    content = write_pdf(document)

    text = read_pdf(content)
    for paragraph in words.paragraphs:
        for part in paragraph.text.split("\n"):
            assert "".join(part.split()) in "".join(text.split()), part
    for label, number in NUMBERS.items():
        assert f"{say(label)} {number}" in text
    assert content == write_pdf(document)
    with pikepdf.open(BytesIO(content)) as pdf:
        assert pdf.open_metadata()["pdfuaid:part"] == "1"
        assert str(pdf.docinfo["/Title"]) == "BÁO CÁO Kết quả thực hiện Chiến dịch tháng 11 năm 2026"
        assert pdf.Root.Lang == "vi"
        fonts = {str(font.BaseFont) for page in pdf.pages for font in page.Resources.Font.values()}
        assert fonts and all("LiberationSerif" in name for name in fonts)
        box = [float(edge) / 72 * 25.4 for edge in pdf.pages[0].MediaBox]
        assert box == pytest.approx([0, 0, 210, 297], abs=0.5)


def test_draft_is_marked_on_every_page_and_an_issued_one_is_not(report: Report, document: OfficialDocument) -> None:
    mark = say("Draft, not issued").upper()
    pages = pypdfium2.PdfDocument(write_pdf(document))
    assert all(mark in page.get_textpage().get_text_bounded() for page in pages)

    report.state = ReportState.ISSUED
    issued = compose(report, language="vi", at=NOW)

    assert mark not in read_pdf(write_pdf(issued))
    header = docx.Document(BytesIO(write_docx(issued))).sections[0].first_page_header
    assert "".join(each.text for each in header.paragraphs) == ""


def test_english_version_has_one_form_of_date_and_no_vietnamese_but_the_national_lines(report: Report) -> None:
    report.narrative_en = "<p>What was done.</p>"
    text = read_pdf(write_pdf(compose(report, language="en", at=NOW)))

    assert "Hà Nội, 6 February 2027" in text
    assert "REPORT On the campaign's results in November 2026" in text
    assert "The figures are as of 10:00, 24 November 2026 (UTC+07)." in text
    assert COUNTRY in text and "Tình hình" not in text and "What was done." in text


def read_pdf(content: bytes) -> str:
    document = pypdfium2.PdfDocument(content)
    try:
        return squeeze(" ".join(page.get_textpage().get_text_bounded() for page in document))
    finally:
        document.close()


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (PeriodKind.WEEK, "Kết quả thực hiện Chiến dịch tuần 48 năm 2026 (từ ngày 23/11/2026 đến ngày 29/11/2026)"),
        (PeriodKind.MONTH, "Kết quả thực hiện Chiến dịch tháng 11 năm 2026"),
        (PeriodKind.QUARTER, "Kết quả thực hiện Chiến dịch quý 4 năm 2026"),
    ],
)
def test_subject_line_names_the_period(kind: PeriodKind, expected: str) -> None:
    with override("vi"):
        assert describe_abstract(get_period(kind=kind, day=date(2026, 11, 24), zone=get_zone())) == expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2027, 2, 6), "ngày 06 tháng 02 năm 2027"),
        (date(2027, 3, 16), "ngày 16 tháng 3 năm 2027"),
        (date(2027, 12, 1), "ngày 01 tháng 12 năm 2027"),
    ],
)
def test_date_has_zeros_where_the_decree_wants_them(day: date, expected: str) -> None:
    with override("vi"):
        assert describe_day(day) == expected


def test_lines_end_as_the_decree_lists_them_however_they_were_typed() -> None:
    assert end_lines(("- Như trên;", "Lưu: VT, BTT.")) == ["- Như trên;", "- Lưu: VT, BTT."]


def test_narrative_keeps_marks_and_drops_empty_paragraphs() -> None:
    assert read_blocks("<p></p><ul><li>Một <b>hai</b></li></ul>") == [
        NarrativeBlock("li", (Run("Một "), Run("hai", bold=True)), "-")
    ]


def test_a_report_before_the_first_checkpoint_says_so(desk: Desk) -> None:
    assert make_seal(at=NOW).sentence == "The ledger had no signed checkpoint yet when this report was issued."


def test_a_report_has_the_checkpoint_of_its_own_time(office: Office) -> None:
    record_download(OrganisationFactory(), key="call-2")
    make_checkpoint(at=NOW + timedelta(days=2))

    assert dict(make_seal(at=NOW).lines)["Events signed"] == "1"
    assert dict(make_seal(at=NOW + timedelta(days=2)).lines)["Events signed"] == "2"
