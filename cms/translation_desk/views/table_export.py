"""View that exports the filtered table as XLSX: a row for each item and language, and the progress."""

import io
from collections.abc import Iterator
from typing import Any, cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail.models import Page

from cms.approvals.status import Status, get_kinds
from cms.core.language_names import name_language
from cms.translation_desk.filters import TableFilter
from cms.translation_desk.status_index import read_progress
from cms.users.models import User
from cms.users.permissions import requires
from cms.users.roles import Capability
from translations.languages import CODES, get_language_entry

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDTHS = (50, 16, 16, 16, 12, 24, 14, 40)


@requires(Capability.SEE_DESK)
def export(request: HttpRequest) -> HttpResponse:
    form = TableFilter(request.GET, user=cast(User, request.user), today=timezone.localdate())
    progress = read_progress(form.find_items())
    response = HttpResponse(_write(form, progress), content_type=MEDIA_TYPE)
    response["Content-Disposition"] = f'attachment; filename="translations-{timezone.localdate():%Y-%m-%d}.xlsx"'
    return response


def _write(form: TableFilter, progress: list[Any]) -> bytes:
    """Return the workbook. Text is never converted to formulas, addresses or numbers, because users type the titles."""
    import xlsxwriter  # slow to import and seldom needed

    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as book:
        bold = book.add_format({"bold": True})
        sheet = book.add_worksheet(_("Items"))
        headings = [
            _("Item"),
            _("Kind"),
            _("Language"),
            _("State"),
            _("Live"),
            _("Assigned to"),
            _("Due on"),
            _("Note"),
        ]
        for column, (heading, width) in enumerate(zip(headings, WIDTHS, strict=True)):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, heading, bold)
        for number, line in enumerate(_read_rows(form), start=1):
            for column, text in enumerate(line):
                sheet.write_string(number, column, text)
        sheet.freeze_panes(1, 1)
        _write_progress(book.add_worksheet(_("Progress")), progress, bold)
    return out.getvalue()


def _write_progress(sheet: Any, progress: list[Any], bold: Any) -> None:
    sheet.set_column(0, 0, 20)
    for column, head in enumerate([_("Language"), *(str(status.label) for status in Status), _("All")]):
        sheet.write_string(0, column, head, bold)
    for number, found in enumerate(progress, start=1):
        sheet.write_string(number, 0, name_language(get_language_entry(found.language)))
        for column, status in enumerate(Status, start=1):
            sheet.write_number(number, column, found.counts[status])
        sheet.write_number(number, len(Status) + 1, found.total)


def _read_rows(form: TableFilter) -> Iterator[list[str]]:
    """Yield the rows in the order of the table, with two queries."""
    items = _read_items(form)
    order = {key: place for place, key in enumerate(items)}
    rows = form.find_rows().select_related("assignment__assignee")
    wanted = [row for row in rows if row.translation_key in items]
    wanted.sort(key=lambda row: (order[row.translation_key], CODES.index(row.language)))
    names = {code: name_language(get_language_entry(code)) for code in CODES}
    for row in wanted:
        assignment = row.assignment
        yield [
            *items[row.translation_key],
            names[row.language],
            str(Status(row.status).label),
            _("yes") if row.live else "",
            "" if assignment is None else str(assignment.assignee) if assignment.assignee else _("All of a language"),
            f"{assignment.due_on:%d/%m/%Y}" if assignment and assignment.due_on else "",
            assignment.note if assignment else "",
        ]


def _read_items(form: TableFilter) -> dict[UUID, tuple[str, str]]:
    kinds = {model: capfirst(str(model._meta.verbose_name)) for model in get_kinds().values()}
    pages: list[Page] = list(form.find_matching().only("translation_key", "draft_title", "title", "content_type"))
    return {
        page.translation_key: (page.draft_title or page.title, kinds[page.cached_content_type.model_class()])
        for page in pages
    }
