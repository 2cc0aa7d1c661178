"""Tables (CSV) of reports of use: the template, and reading one without saving anything of it."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import StringIO

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from cms.users.models import User
from outreach.holdings.models import HeldItem, UseKind
from outreach.holdings.use_reports import Use, report_use, require_valid
from outreach.links.scans_csv import SIGNS_OF_A_FORMULA
from outreach.organisations.models import Organisation
from outreach.portal.use_forms import UseForm

LARGEST = 500_000
MOST_ROWS = 500
TYPED = ("place", "starts_on", "ends_on", "air_time", "audience", "copies", "address", "evidence")
COLUMNS = ("number", "title", "language", "kind", *TYPED)
WHOLE = "0"
"""The number of the kit as a whole."""


class UseTableRefused(Exception):
    """The file isn't a table that can be read; the text says what to do."""


@dataclass(frozen=True)
class UseTableFault:
    """A fault in a row; ``column`` is "" for the row as a whole."""

    row: int
    column: str
    text: str


@dataclass(frozen=True)
class TableRow:
    """A row that says of a use: its number in the file, and the use if all of it could be read."""

    number: int
    title: str
    use: Use


@dataclass(frozen=True)
class UseTable:
    """A table as read. Nothing of it is saved while it has ``faults``; ``text`` is what was read."""

    text: str
    rows: tuple[TableRow, ...]
    faults: tuple[UseTableFault, ...]


def write_template(held: Sequence[HeldItem], *, title: str) -> str:
    """Return the table to fill in. A row of which only the first three columns are filled is no report."""
    written = StringIO()
    writer = csv.writer(written)
    writer.writerow(COLUMNS)
    blank = [""] * (len(COLUMNS) - 3)
    writer.writerow([WHOLE, _escape(title), "", *blank])
    writer.writerows([str(row.pk), _escape(row.title), row.language, *blank] for row in held)
    return "\ufeff" + written.getvalue()


def _escape(title: str) -> str:
    return f"'{title}" if title[:1] in SIGNS_OF_A_FORMULA else title


def decode(file: File | None) -> str:
    """Return the text of a table that a spreadsheet wrote; raise ``UseTableRefused``."""
    if file is None:
        raise UseTableRefused(_("Choose the file first."))
    if (file.size or 0) > LARGEST:
        raise UseTableRefused(_("The file is too large. Divide it into several."))
    content = file.read()
    encoding = "utf-16" if content[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    try:
        return str(content.decode(encoding))
    except UnicodeDecodeError as error:
        raise UseTableRefused(_not_a_table()) from error


def read_table(text: str, *, held: Sequence[HeldItem], edition_key: str, at: datetime) -> UseTable:
    """Return the reports in the table and its faults by row, without saving anything; raise ``UseTableRefused``."""
    if len(text) > LARGEST:
        raise UseTableRefused(_("The file is too large. Divide it into several."))
    known = {str(row.pk): row for row in held}
    rows: list[TableRow] = []
    faults: list[UseTableFault] = []
    for number, cells in _list_filled(text):
        row = known.get(cells["number"])
        if row is None and cells["number"] not in {"", WHOLE}:
            faults.append(UseTableFault(number, "number", _("This number isn't in the table for this edition.")))
            continue
        if cells["kind"] not in {"", *UseKind.values}:
            text_of = _("Write one of these: %(words)s.") % {"words": ", ".join(UseKind.values)}
            faults.append(UseTableFault(number, "kind", text_of))
            continue
        form = UseForm(
            {name: cells[name] for name in TYPED} | {"item": str(row.pk) if row else ""},
            kind=UseKind(cells["kind"] or UseKind.SHOWN),
            held=list(held),
        )
        found = list(_list_faults(form, number=number, edition_key=edition_key, at=at))
        faults += found
        if not found:
            rows.append(TableRow(number, row.title if row else "", form.read_use(edition_key=edition_key)))
    if not rows and not faults:
        raise UseTableRefused(_("The table has no row that is filled in."))
    return UseTable(text, tuple(rows), tuple(faults))


def _list_filled(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the rows that say anything of a use, each with its number in a spreadsheet."""
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    try:
        reader = csv.DictReader(StringIO(text), delimiter=delimiter, strict=True)
        if not {"place", "starts_on"} <= set(reader.fieldnames or ()):
            raise UseTableRefused(_not_a_table())
        for count, read in enumerate(reader):
            if count >= MOST_ROWS:
                raise UseTableRefused(_("The file is too large. Divide it into several."))
            cells = {name: str(read.get(name) or "").strip() for name in COLUMNS}
            if any(cells[name] for name in ("kind", *TYPED)):
                yield count + 2, cells
    except csv.Error as error:
        raise UseTableRefused(_not_a_table()) from error


def _list_faults(form: UseForm, *, number: int, edition_key: str, at: datetime) -> Iterator[UseTableFault]:
    if form.is_valid():
        try:
            require_valid(form.read_use(edition_key=edition_key), at=at)
        except ValidationError as refusal:
            form.add_error(None, refusal)
    for name, errors in form.errors.items():
        yield from (UseTableFault(number, "" if name == "__all__" else name, str(error)) for error in errors)


@transaction.atomic
def save_table(table: UseTable, *, organisation: Organisation, by: User, at: datetime) -> None:
    """Save all reports of a table without faults; one sent twice is saved once."""
    for row in table.rows:
        report_use(organisation=organisation, use=row.use, by=by, at=at)


def _not_a_table() -> str:
    return _("This isn't the table. Download it below, fill it in, and save it as CSV (UTF-8).")
