"""The report as DOCX, PDF and XLSX, opened again: the letterhead, the headings, and the numbers with their rows."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pikepdf
import pypdfium2
import pytest
import time_machine
from django.test import Client
from docx.enum.text import WD_ALIGN_PARAGRAPH
from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from cms.campaign.loading import load_campaign
from cms.users.roles import Role
from outreach.holdings.models import UseReport
from outreach.ledger.checkpoints import make_checkpoint
from outreach.ledger.models import Checkpoint
from outreach.ledger.signing import get_public_key
from outreach.reports.seal import make_seal
from tests.approvals.factories import Desk, make_person
from tests.journeys.person import say, squeeze
from tests.ledger.factories import record_download
from tests.organisations.factories import OrganisationFactory
from tests.posters.factories import publish_call, publish_korean

NOW = datetime(2026, 11, 24, 3, tzinfo=UTC)
COUNTRY = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
CAMPAIGN = "Chiến dịch 500 ngày đêm đẩy mạnh thực hiện tìm kiếm, quy tập và xác định danh tính hài cốt liệt sĩ"
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
PLACE = '=HYPERLINK("https://example.org/","Sảnh")'


SEAL = ("Events signed", "Root of their tree", "Signed on", "Ledger and key", "Signature")


@pytest.fixture(autouse=True)
def in_november() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def lead(desk: Desk, kept: Path) -> Client:
    """Signed in, with two approvals and one reported use this month, and a checkpoint; reads Vietnamese."""
    load_campaign()
    publish_korean(desk, publish_call(desk))
    seoul = OrganisationFactory(name="Đại sứ quán tại Seoul")
    UseReport.objects.create(organisation=seoul, place=PLACE, starts_on=NOW.date(), audience=120, reported_at=NOW)
    record_download(seoul)
    make_checkpoint(at=NOW)
    client = Client()
    client.force_login(make_person(Role.DESK_LEAD, interface_language="vi"), backend="cms.users.backends.UserBackend")
    return client


def fetch(lead: Client, extension: str, media_type: str) -> bytes:
    answer = lead.get(f"/admin/outreach/reports/document.{extension}", {"kind": "month"})
    assert (answer.status_code, answer["Content-Type"]) == (200, media_type)
    assert answer["Content-Disposition"] == f'attachment; filename="report-2026-11-01-2026-11-30.{extension}"'
    return answer.content


def expect_lines() -> list[tuple[str, str]]:
    return [(say(label), str(number)) for label, number in NUMBERS.items()]


def test_docx_has_the_letterhead_numbered_headings_and_all_numbers(lead: Client) -> None:
    content = fetch(lead, "docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document")

    document = docx.Document(BytesIO(content))
    paragraphs = [paragraph for paragraph in document.paragraphs if paragraph.style.name == "Normal"]
    texts = [paragraph.text for paragraph in paragraphs]
    assert texts[:2] == [COUNTRY, MOTTO]
    assert say("Monthly report") in texts and CAMPAIGN in texts
    assert all(paragraph.alignment == WD_ALIGN_PARAGRAPH.CENTER for paragraph in paragraphs[:7])
    assert paragraphs[0].runs[0].bold
    headings = [paragraph.text for paragraph in document.paragraphs if paragraph.style.name == "Heading 2"]
    numbered = [f"{number}. {say(title)}" for number, title in enumerate(SECTIONS, start=1)]
    assert headings == [*numbered, say("Checkpoint of the ledger")]
    assert texts[-5:] == [f"{say(label)}: {value}" for label, value in zip(SEAL, read_checkpoint(), strict=True)]
    rows = [tuple(cell.text for cell in row.cells) for table in document.tables for row in table.rows]
    assert rows == expect_lines()


def test_pdf_says_the_same_in_letters_that_can_be_searched_and_is_meant_for_archives(lead: Client) -> None:
    content = fetch(lead, "pdf", "application/pdf")

    text = read_pdf(content)
    assert COUNTRY in text and MOTTO in text and CAMPAIGN in text
    assert say("Monthly report").upper() in text
    for number, title in enumerate(SECTIONS, start=1):
        assert f"{number}. {say(title)}" in text
    for label, number in expect_lines():
        assert f"{label} {number}" in text
    together = "".join(text.split())
    for label, value in zip(SEAL, read_checkpoint(), strict=True):
        assert f"{say(label)}{value}".replace(" ", "") in together
    with pikepdf.open(BytesIO(content)) as document:
        assert document.open_metadata().pdfa_status == "2B"
        assert str(document.docinfo["/Title"]) == say("Monthly report")


def read_checkpoint() -> tuple[str, ...]:
    """The parts of the newest checkpoint, as a report prints them."""
    note = Checkpoint.objects.latest("size").note
    name, size, root, _empty, line = note.splitlines()
    signature = line.split(" ")[2]
    assert get_public_key().startswith(f"{name}+{base64.b64decode(signature)[:4].hex()}+")
    key = "+".join(get_public_key().split("+", 2)[:2])
    return size, root, "24/11/2026 10:00 +07", key, signature


def read_pdf(content: bytes) -> str:
    document = pypdfium2.PdfDocument(content)
    try:
        return squeeze(" ".join(page.get_textpage().get_text_bounded() for page in document))
    finally:
        document.close()


@pytest.fixture
def book(lead: Client) -> Workbook:
    content = fetch(lead, "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
    return load_workbook(BytesIO(content))


def test_xlsx_has_the_letterhead_and_each_number_leads_to_a_sheet_with_as_many_rows(book: Workbook) -> None:
    first = book.worksheets[0]

    assert [first.cell(1, 1).value, first.cell(2, 1).value] == [COUNTRY, MOTTO]
    assert CAMPAIGN in [cell.value for cell in first["A"]]
    found: dict[Any, Any] = {}
    for label, number in first.iter_rows(min_row=8, max_col=2):
        if number.hyperlink is None:
            continue
        found[label.value] = number.value
        sheet = re.fullmatch(r"'?(\w+)'?!A1", number.hyperlink.location)
        assert sheet and book[sheet[1]].max_row == 1 + int(number.value)
    assert list(found.items()) == expect_lines()
    cells = [(label.value, value.value) for label, value in first.iter_rows(min_row=first.max_row - 4, max_col=2)]
    assert cells == [(say(label), value) for label, value in zip(SEAL, read_checkpoint(), strict=True)]


def test_a_report_before_the_first_checkpoint_says_so(desk: Desk, kept: Path) -> None:
    assert make_seal(at=NOW).sentence == "The ledger had no signed checkpoint yet when this report was issued."


def test_a_report_has_the_checkpoint_of_its_own_time(desk: Desk, kept: Path) -> None:
    seoul = OrganisationFactory()
    for days in (2, 0):
        record_download(seoul, key=f"call-{days}")
        make_checkpoint(at=NOW - timedelta(days=days))

    assert dict(make_seal(at=NOW - timedelta(days=1)).lines)["Events signed"] == "1"
    assert dict(make_seal(at=NOW).lines)["Events signed"] == "2"


def test_xlsx_shows_the_rows_behind_a_number_as_text_even_where_a_partner_typed_a_formula(book: Workbook) -> None:
    headings, row = book["uses"].iter_rows(values_only=True)

    assert headings[1:3] == (say("Organisation"), say("Where it was shown"))
    assert row[1:3] == ("Đại sứ quán tại Seoul", PLACE)
    assert row[5] == "120"
    assert {row[3] for row in book["approvals"].iter_rows(min_row=2, values_only=True)} == {"vi", "ko"}
    assert {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
