"""Columns of the avails spreadsheet, from ``avails_columns.toml``; as a workbook, as CSV, and read from both."""

import csv
import io
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.core.files.base import File
from django.utils.translation import gettext as _

from cms.files.refusal import UploadRefused, require_size
from cms.files.uploads import clean_document

_FILE = Path(__file__).with_name("avails_columns.toml")
LARGEST = 20_000_000
MOST_ROWS = 50_000
WIDTH = 18


@dataclass(frozen=True)
class AvailsColumn:
    """A column with the group above it; ``field`` is what is kept of it, empty for one that isn't used."""

    group: str
    name: str
    field: str = ""
    required: bool = False


@dataclass(frozen=True)
class AvailsFormat:
    """The version of the format with its columns, and the names of media in it."""

    version: str
    sheet: str
    columns: tuple[AvailsColumn, ...]
    licence_types: Mapping[str, str]
    read_as_online: frozenset[str]


@dataclass(frozen=True)
class AvailsFile:
    """Rows of a file by field, each with its number in the file, and the columns that the format doesn't have."""

    rows: tuple[tuple[int, dict[str, str]], ...]
    unknown: tuple[str, ...]


@lru_cache(maxsize=1)
def get_format() -> AvailsFormat:
    data = tomllib.loads(_FILE.read_text())
    return AvailsFormat(
        version=data["version"],
        sheet=data["sheet"],
        columns=tuple(AvailsColumn(**row) for row in data["columns"]),
        licence_types=data["licence_types"],
        read_as_online=frozenset(data["read_as_online"]["values"]),
    )


def write_workbook(rows: Iterable[Mapping[str, str]]) -> bytes:
    """Return the rows as XLSX. Text stays text: no formulas, addresses or numbers are made of what people typed."""
    import xlsxwriter  # slow to import and seldom needed

    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as book:
        sheet = book.add_worksheet(get_format().sheet)
        sheet.set_column(0, len(get_format().columns) - 1, WIDTH)
        for number, line in enumerate(_lay_out(rows)):
            for column, text in enumerate(line):
                sheet.write_string(number, column, text)
        sheet.freeze_panes(2, 0)
    return out.getvalue()


def write_csv(rows: Iterable[Mapping[str, str]]) -> bytes:
    """Return the rows as CSV in UTF-8 with a byte order mark, which Excel needs."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows(_lay_out(rows))
    return out.getvalue().encode("utf-8-sig")


def read_file(file: File) -> AvailsFile:
    """Return the rows of an XLSX or CSV file; raise ``UploadRefused`` if it has none."""
    require_size(file.size, limit=LARGEST)
    lines = _read_workbook(file) if str(file.name).lower().endswith(".xlsx") else _read_csv(file)
    head, names = next(((number, line) for number, line in lines if "Territory" in line and "Start" in line), (0, []))
    if not head:
        text = _("The file has no row with the names of the columns, such as Territory and Start, of %(version)s.")
        raise UploadRefused(text % {"version": get_format().version})
    fields = {column.name: column.field for column in get_format().columns}
    rows = [
        (number, {fields[name]: value for name, value in zip(names, line, strict=False) if fields.get(name)})
        for number, line in lines
        if any(line) and not _is_comment(line)
    ]
    unknown = tuple(name for name in names if name and name not in fields)
    if len(rows) > MOST_ROWS:
        raise UploadRefused(_("The file has too many rows. Divide it into several files."))
    return AvailsFile(tuple(rows), unknown)


def _lay_out(rows: Iterable[Mapping[str, str]]) -> Iterator[list[str]]:
    columns = get_format().columns
    yield [column.group for column in columns]
    yield [column.name for column in columns]
    for row in rows:
        yield [row.get(column.field, "") for column in columns]


def _read_workbook(file: File) -> Iterator[tuple[int, list[str]]]:
    """Yield the lines of the sheet, or of the first one, of a workbook that was rebuilt by a process of its own."""
    from openpyxl import load_workbook  # slow to import and seldom needed

    book = load_workbook(clean_document(file), read_only=True, data_only=True)
    name = get_format().sheet
    sheet = book[name] if name in book.sheetnames else book.worksheets[0]
    for number, line in enumerate(sheet.iter_rows(values_only=True), start=1):
        yield number, [_write_cell(value) for value in line]


def _read_csv(file: File) -> Iterator[tuple[int, list[str]]]:
    file.seek(0)
    try:
        text = file.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UploadRefused(_("The file is neither XLSX nor CSV in UTF-8. Save it in one of these forms.")) from error
    for number, line in enumerate(csv.reader(io.StringIO(text, newline="")), start=1):
        yield number, [value.strip() for value in line]


def _write_cell(value: Any) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else str(value).strip()


def _is_comment(line: list[str]) -> bool:
    """Return whether the line explains the columns, as the third one of the template does."""
    first = next(filter(None, line)).upper()
    return first.startswith(("//", "REQUIRED", "OPTIONAL"))
