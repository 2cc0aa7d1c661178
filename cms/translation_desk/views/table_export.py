"""The table as a file: a line for each item and language that the filter lets through, and how far each language is."""

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
    answer = HttpResponse(_write(form, progress), content_type=MEDIA_TYPE)
    answer["Content-Disposition"] = f'attachment; filename="translations-{timezone.localdate():%Y-%m-%d}.xlsx"'
    return answer


def _write(form: TableFilter, progress: list[Any]) -> bytes:
    """No cell is a formula, an address or a number made of text: titles are what people typed."""
    import xlsxwriter  # heavy, and seldom needed

    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as book:
        bold = book.add_format({"bold": True})
        sheet = book.add_worksheet(_("Items"))
        heads = [_("Item"), _("Kind"), _("Language"), _("State"), _("Live"), _("Assigned to"), _("Due on"), _("Note")]
        for column, (head, width) in enumerate(zip(heads, WIDTHS, strict=True)):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, head, bold)
        for number, line in enumerate(_read_lines(form), start=1):
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


def _read_lines(form: TableFilter) -> Iterator[list[str]]:
    """Yield the lines in the order of the table, in two queries."""
    items = _read_items(form)
    order = {key: place for place, key in enumerate(items)}
    rows = form.find_cells().select_related("assignment__assignee")
    wanted = [row for row in rows if row.translation_key in items]
    wanted.sort(key=lambda row: (order[row.translation_key], CODES.index(row.language)))
    names = {code: name_language(get_language_entry(code)) for code in CODES}
    for row in wanted:
        given = row.assignment
        yield [
            *items[row.translation_key],
            names[row.language],
            str(Status(row.status).label),
            _("yes") if row.live else "",
            "" if given is None else str(given.assignee) if given.assignee else _("All of a language"),
            f"{given.due_on:%d/%m/%Y}" if given and given.due_on else "",
            given.note if given else "",
        ]


def _read_items(form: TableFilter) -> dict[UUID, tuple[str, str]]:
    kinds = {model: capfirst(str(model._meta.verbose_name)) for model in get_kinds().values()}
    pages: list[Page] = list(form.find_matching().only("translation_key", "draft_title", "title", "content_type"))
    return {
        page.translation_key: (page.draft_title or page.title, kinds[page.cached_content_type.model_class()])
        for page in pages
    }
