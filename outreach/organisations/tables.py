"""Tables of organisations as CSV and XLSX: the same columns read and written."""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, BinaryIO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from outreach.organisations.models import Organisation
from outreach.organisations.names import NAME_FIELDS
from translations.languages import get_column

LISTS = ("languages", "territories", "outlets", "wanted_topics", "contact_keys")
COLUMNS = ("key", "kind", *NAME_FIELDS, "country", "time_zone", *LISTS, "is_active", "is_another")
LARGEST = 5 * 2**20
_LARGEST_UNPACKED = 60 * 2**20
MOST_ROWS = 5000

Row = dict[str, str]


class TableRefused(ValidationError):
    """The file isn't a table of organisations; the text says why."""


def read_table(file: BinaryIO, *, name: str) -> list[tuple[int, Row]]:
    """Return the rows with their numbers in the file, by column; empty rows are left out. Raise ``TableRefused``."""
    content = file.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise TableRefused(_("The file is larger than 5 MB. Divide it."))
    lines = _read_xlsx(content) if name.lower().endswith(".xlsx") else _read_csv(content)
    numbered = list(enumerate(islice(lines, MOST_ROWS + 2), start=1))
    if len(numbered) > MOST_ROWS + 1:
        raise TableRefused(_("The table has more than %(count)d rows. Divide it.") % {"count": MOST_ROWS})
    heading = [cell.strip() for cell in numbered[0][1]] if numbered else []
    _require_columns(heading)
    rows = [(number, dict(zip(heading, (cell.strip() for cell in cells), strict=False))) for number, cells in numbered]
    return [(number, row) for number, row in rows[1:] if any(row.values())]


def _require_columns(heading: Sequence[str]) -> None:
    unknown = [name for name in heading if name and name not in COLUMNS]
    double = sorted({name for name in heading if name and heading.count(name) > 1})
    if unknown or double or not {"key", get_column("name")} & set(heading):
        text = _("The first row must name the columns, each once. Columns are: %(known)s. Not understood: %(unknown)s.")
        listed = ", ".join([*unknown, *double]) or "—"
        raise TableRefused(text % {"known": ", ".join(COLUMNS), "unknown": listed})


def _read_csv(content: bytes) -> Iterator[list[str]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise TableRefused(_("The file isn't UTF-8. Save it as “CSV UTF-8”, or as XLSX.")) from error
    heading = text.partition("\n")[0]
    delimiter = max(",;\t", key=heading.count)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    except csv.Error as error:
        raise TableRefused(_("The file can't be read as CSV: a quotation mark isn't closed.")) from error


def _read_xlsx(content: bytes) -> Iterator[list[str]]:
    from openpyxl import load_workbook  # slow to import and seldom needed

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > _LARGEST_UNPACKED:
                raise TableRefused(_("The file is larger than 5 MB. Divide it."))
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet: Any = book.worksheets[0]
        for cells in sheet.iter_rows(values_only=True, max_col=len(COLUMNS) * 2):
            yield [_write_cell(cell) for cell in cells]
    except (zipfile.BadZipFile, KeyError, IndexError, ValueError, OSError) as error:
        raise TableRefused(_("The file can't be read as XLSX.")) from error


def _write_cell(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def make_rows(organisations: Iterable[Organisation]) -> Iterator[list[str]]:
    """Yield the heading, and each organisation as a row that reads back without a change."""
    yield list(COLUMNS)
    for organisation in organisations:
        yield [_write_value(organisation, column) for column in COLUMNS]


def _write_value(organisation: Organisation, column: str) -> str:
    if column == "is_another":
        return ""
    value = getattr(organisation, column)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value or "")


def write_csv(organisations: Iterable[Organisation]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerows(make_rows(organisations))
    return out.getvalue().encode("utf-8-sig")


def write_xlsx(organisations: Iterable[Organisation]) -> bytes:
    """Return a workbook in which every cell is text, so that no spreadsheet computes it."""
    import xlsxwriter  # slow to import and seldom needed

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(make_rows(organisations)):
            for column, cell in enumerate(row):
                sheet.write_string(number, column, cell)
    return out.getvalue()
