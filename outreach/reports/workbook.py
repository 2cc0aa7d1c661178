"""The rows behind a period's figures as XLSX: real numbers and dates, frozen headings, any number of rows."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from outreach.reports.figures import FIGURES, Cell, Figure, PeriodReport, get_cells
from outreach.reports.official import describe_abstract, write_day
from outreach.reports.seal import Seal

ROWS_OF_A_SHEET = 1_000_000
"""A sheet holds 1,048,576 rows; the next rows are on a sheet of the same name with a number."""
LONGEST_NAME = 31
FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
BATCH = 5_000


def write_workbook(
    path: Path, *, report: PeriodReport, seal: Seal, progress: Callable[[int, int], None] = lambda done, total: None
) -> None:
    """Write the workbook row by row, with flat memory; ``progress`` gets the rows done and all rows."""
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    values = {line.key: line.value for section in report.sections for line in section.lines}
    done = 0
    with xlsxwriter.Workbook(path, options) as book:
        names = {figure.key: _name_sheet(figure, number) for number, figure in enumerate(FIGURES, start=1)}
        _write_figures(book, report=report, seal=seal, names=names)
        formats = _make_formats(book)
        for figure in FIGURES:
            rows = get_cells(figure, _stream(figure.rows(report.period)))
            for count in _write_rows(book, figure, rows, name=names[figure.key], formats=formats):
                progress(done + count, sum(values.values()))
            done += values.get(figure.key, 0)


def _stream(rows: QuerySet[Any] | Iterable[Any]) -> Iterable[Any]:
    return rows.iterator(chunk_size=BATCH) if isinstance(rows, QuerySet) else rows


def _name_sheet(figure: Figure, number: int) -> str:
    name = f"{number}. {str(figure.label).translate(FORBIDDEN)}"
    return name[: LONGEST_NAME - 3].rstrip()


def _make_formats(book: Workbook) -> dict[type, Format]:
    return {
        str: book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}),
        datetime: book.add_format({"num_format": "dd/mm/yyyy hh:mm"}),
        date: book.add_format({"num_format": "dd/mm/yyyy"}),
        int: book.add_format({"num_format": "#,##0"}),
    }


def _write_figures(book: Workbook, *, report: PeriodReport, seal: Seal, names: dict[str, str]) -> None:
    bold, number = book.add_format({"bold": True}), book.add_format({"num_format": "#,##0"})
    sheet = book.add_worksheet(_("Figures"))
    sheet.set_column(0, 0, 60)
    sheet.set_column(1, 2, 16)
    sheet.write_string(0, 0, describe_abstract(report.period), bold)
    days = _("From %(first)s to %(last)s")
    headings = [days % {"first": write_day(each.first), "last": write_day(each.last)} for each in _list_periods(report)]
    for column, heading in enumerate((_("Figure"), *headings)):
        sheet.write_string(2, column, heading, bold)
    sheet.freeze_panes(3, 1)
    at = 3
    for section in report.sections:
        sheet.write_string(at, 0, section.title, bold)
        for line in section.lines:
            at += 1
            sheet.write_url(at, 0, f"internal:'{names[line.key]}'!A1", string=line.label)
            sheet.write_number(at, 1, line.value, number)
            if line.before is not None:
                sheet.write_number(at, 2, line.before, number)
        at += 2
    sheet.write_string(at, 0, seal.title, bold)
    for label, value in ((seal.sentence, ""), *seal.lines):
        at += 1
        sheet.write_string(at, 0, label)
        sheet.write_string(at, 1, value)


def _list_periods(report: PeriodReport) -> list[Any]:
    return [report.period, *([report.before] if report.before else [])]


def _write_rows(
    book: Workbook, figure: Figure, rows: Iterator[tuple[Cell, ...]], *, name: str, formats: dict[type, Format]
) -> Iterator[int]:
    """Write all rows of a figure and yield their count now and then."""
    count, sheet = 0, _add_sheet(book, figure, name, formats)
    for count, row in enumerate(rows, start=1):
        at = (count - 1) % ROWS_OF_A_SHEET
        if at == 0 and count > 1:
            sheet = _add_sheet(book, figure, f"{name} {1 + count // ROWS_OF_A_SHEET}", formats)
        for column, cell in enumerate(row):
            _write_cell(sheet, at + 1, column, cell, formats)
        if count % BATCH == 0:
            yield count
    yield count


def _add_sheet(book: Workbook, figure: Figure, name: str, formats: dict[type, Format]) -> Worksheet:
    sheet = book.add_worksheet(name)
    sheet.set_column(0, len(figure.headings) - 1, 24)
    sheet.freeze_panes(1, 0)
    for column, heading in enumerate(figure.headings):
        sheet.write_string(0, column, str(heading), formats[str])
    return sheet


def _write_cell(sheet: Worksheet, row: int, column: int, cell: Cell, formats: dict[type, Format]) -> None:
    if isinstance(cell, date):  # a moment is a date too
        sheet.write_datetime(row, column, cell, formats[datetime if isinstance(cell, datetime) else date])
    elif isinstance(cell, int):
        sheet.write_number(row, column, cell, formats[int])
    elif cell:
        sheet.write_string(row, column, cell)
