"""The rows behind the figures as XLSX, made by a job and opened again."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import time_machine
from django.core.files.storage import default_storage
from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from cms.jobs.models import Job
from cms.jobs.queue import run_pending_jobs
from outreach.reports import workbook
from outreach.reports.tasks import JOB, KEPT_FOR, forget_workbooks
from tests.journeys.person import say
from tests.reports.conftest import NOW, PLACE, Office

PATH = "/admin/outreach/reports/workbooks/"


def make(office: Office) -> tuple[str, Workbook]:
    lead = office.open_as(office.lead)
    answer = lead.post(PATH, {"kind": "month", "first": "2026-11-24"})
    run_pending_jobs()
    page = lead.get(answer["Location"])
    address = f"{answer['Location']}file/"
    assert f'href="{address}"' in page.content.decode()
    file = lead.get(address)
    assert "report-2026-11-01-2026-11-30.xlsx" in file["Content-Disposition"]
    return address, load_workbook(BytesIO(b"".join(file.streaming_content)))


def test_sheets_are_named_and_hold_real_numbers_and_dates_below_frozen_headings(office: Office) -> None:
    _address, book = make(office)

    first, *others = book.worksheets
    assert first.title == say("Figures") and [sheet.title[:3] for sheet in others] == [f"{n}. " for n in range(1, 10)]
    assert all(sheet.freeze_panes == "A2" for sheet in others)
    uses = next(sheet for sheet in others if sheet.title[3:] == say("Uses reported by partners")[:25])
    headings, row = uses.iter_rows(values_only=True)
    assert headings[1:3] == (say("Organisation"), say("Where it was shown"))
    times = [f"{row[0]:%Y-%m-%d %H:%M}", f"{row[3]:%Y-%m-%d}"]
    assert (times, row[1:3], row[4:]) == (
        ["2026-11-24 10:00", "2026-11-24"],
        ("Đại sứ quán tại Seoul", PLACE),
        (None, 120),
    )
    assert {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row} <= {"s", "n", "d"}


def test_each_number_leads_to_a_sheet_with_as_many_rows(office: Office) -> None:
    _address, book = make(office)

    counted = 0
    for label, number, before in book.worksheets[0].iter_rows(min_row=4, max_col=3):
        if label.hyperlink is None:
            continue
        sheet = book[label.hyperlink.location.partition("'!")[0].strip("'")]
        assert sheet.max_row == 1 + number.value
        assert before.value == 0
        counted += 1
    assert counted == 9


def test_rows_that_no_sheet_holds_go_on_in_the_next(office: Office, monkeypatch) -> None:
    monkeypatch.setattr(workbook, "ROWS_OF_A_SHEET", 1)

    _address, book = make(office)

    approvals = [sheet for sheet in book if sheet.title.startswith("1. ")]
    assert [sheet.max_row for sheet in approvals] == [2, 2]


def test_file_is_its_askers_and_is_gone_after_a_week(office: Office) -> None:
    address, _book = make(office)
    job = Job.objects.get(kind=JOB)
    assert office.open_as(office.writer).get(address).status_code == 404

    with time_machine.travel(NOW + KEPT_FOR + timedelta(hours=1)):
        forget_workbooks(at=NOW + KEPT_FOR + timedelta(hours=1))

    assert not default_storage.exists(job.result["storage_name"])
    assert office.open_as(office.lead).get(address).status_code == 404
