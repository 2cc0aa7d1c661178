"""View of the table: every item in every language, the progress, and the user's own work."""

from dataclasses import dataclass
from datetime import date
from typing import Any, cast
from uuid import UUID

from django.core.paginator import Page as PageOfTable
from django.core.paginator import Paginator
from django.db.models import Count, Window
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page

from cms.approvals.staleness import explain_master_change
from cms.approvals.status import Status, get_kinds
from cms.core.language_names import name_language
from cms.translation_desk.filters import TableFilter
from cms.translation_desk.models import TranslationStatus
from cms.translation_desk.status_index import Progress, read_progress, read_rows
from cms.translation_desk.worklist import Task, find_reviewable, get_task_address, get_worklist
from cms.users.models import User
from cms.users.permissions import requires
from cms.users.roles import Capability, may
from translations.languages import LANGUAGES, SOURCE, TARGETS, Language, get_language_entry

ITEMS_A_PAGE = 40
SHORT_LIST = 5
PLACEHOLDER_KEY = UUID(int=0)
"""Replaced by each item's key in an address that is reversed once for all items."""


@dataclass(frozen=True)
class TableCell:
    row: TranslationStatus
    status: str
    status_name: str
    url: str
    language_name: str
    is_overdue: bool
    assign_url: str
    """The address to assign this text, if it is missing and assigned to nobody."""
    reason: str = ""
    """The reason why a film's subtitles are out of date though their source hasn't changed."""


@dataclass(frozen=True)
class TableItem:
    key: str
    title: str
    source_url: str
    kind_name: str
    cells: list[TableCell]


@dataclass(frozen=True)
class ProgressBar:
    """Progress of a language: its states in order, each with its count and its percentage of the bar."""

    entry: Language
    total: int
    percent: int
    parts: list[tuple[Status, int, float]]


@requires(Capability.SEE_DESK)
def table(request: HttpRequest) -> HttpResponse:
    user, today = cast(User, request.user), timezone.localdate()
    form = TableFilter(request.GET, user=user, today=today)
    progress = read_progress(form.find_items())
    pages, page_obj = _read_page(form, request.GET.get("p"))
    languages = [entry for entry in LANGUAGES if form.chosen_language in ("", entry.code)]
    reviewable, worklist = find_reviewable(user), get_worklist(user)
    may_write = may(user, Capability.WRITE_SOURCE)
    context: dict[str, Any] = {
        "header_title": _("Translation desk"),
        "page_title": _("Translation desk"),
        "header_icon": "globe",
        "form": form,
        "languages": languages,
        "items": _build_items(pages, [entry.code for entry in languages], today, may_write=may_write),
        "page_obj": page_obj,
        "progress": [
            _build_progress_bar(found) for found in progress if found.language in {entry.code for entry in languages}
        ],
        "reviewable": reviewable[:SHORT_LIST],
        "has_more_reviewable": len(reviewable) > SHORT_LIST,
        "worklist": worklist[:SHORT_LIST],
        "has_longer_worklist": len(worklist) > SHORT_LIST,
        "today": today,
        "statuses": Status,
        "may_assign": may(user, Capability.ASSIGN_WORK),
        "may_withdraw": may(user, Capability.WITHDRAW),
        "may_translate": may(user, Capability.TRANSLATE),
    }
    return render(request, "translation_desk/table.html", context)


def _read_page(form: TableFilter, number: str | None) -> tuple[list[Page], PageOfTable[Any]]:
    """Return one page of the table and the total, in one query; the first page if there is no such page."""
    place = int(number) if number and number.isascii() and number.isdigit() and len(number) < 7 else 1
    counted = form.find_matching().annotate(found=Window(Count("*"))).defer_streamfields()
    for first in dict.fromkeys([max(place, 1), 1]):
        pages = list(counted[(first - 1) * ITEMS_A_PAGE : first * ITEMS_A_PAGE])
        if pages:
            break
    found = pages[0].found if pages else 0
    return pages, Paginator(range(found), ITEMS_A_PAGE).page(first if pages else 1)


def _build_progress_bar(progress: Progress) -> ProgressBar:
    total = progress.total
    parts = [
        (status, progress.counts[status], 100 * progress.counts[status] / total)
        for status in ORDER
        if progress.counts[status]
    ]
    percent = 100 * progress.counts[Status.APPROVED] // total if total else 0
    return ProgressBar(get_language_entry(progress.language), total, percent, parts)


ORDER = (Status.APPROVED, Status.OUT_OF_DATE, Status.SUBMITTED, Status.DRAFT, Status.WITHDRAWN, Status.MISSING)


def _build_items(pages: list[Page], languages: list[str], today: date, *, may_write: bool) -> list[TableItem]:
    kinds = {model: str(model._meta.verbose_name) for model in get_kinds().values()}
    rows = read_rows([page.translation_key for page in pages])
    build_cell = CellBuilder(today, may_write=may_write)
    return [
        TableItem(
            key=str(page.translation_key),
            title=page.draft_title or page.title,
            source_url=build_cell.get_source_address(page.translation_key, page.pk),
            kind_name=kinds[page.cached_content_type.model_class()],
            cells=[build_cell(rows[page.translation_key][code], page.pk) for code in languages],
        )
        for page in pages
    ]


class CellBuilder:
    """Builds cells. Names and addresses are looked up once, because a page of the table has hundreds of cells."""

    def __init__(self, today: date, *, may_write: bool) -> None:
        self.today = today
        self.may_write = may_write
        self.languages = {entry.code: name_language(entry) for entry in LANGUAGES}
        self.statuses = {status.value: str(status.label) for status in Status}
        self.assign_address = reverse("desk_assign")
        self.addresses = {code: reverse("desk_write", args=[PLACEHOLDER_KEY, code]) for code in TARGETS}

    def __call__(self, row: TranslationStatus, source_page_id: int) -> TableCell:
        task = Task(row, "", source_page_id)
        return TableCell(
            row=row,
            status=row.status,
            status_name=self.statuses[row.status],
            url=self._get_address(task),
            language_name=self.languages[row.language],
            is_overdue=task.is_overdue(self.today),
            assign_url=self._get_assign_address(row),
            reason=explain_master_change(row.master_since) if row.master_since else "",
        )

    def _get_assign_address(self, row: TranslationStatus) -> str:
        if row.status != Status.MISSING or row.language == SOURCE or row.assignment is not None:
            return ""
        return f"{self.assign_address}?items={row.translation_key}&languages={row.language}"

    def _get_address(self, task: Task) -> str:
        """Return the same as ``get_task_address``, without reversing the address of the side-by-side page each time."""
        row = task.row
        if row.submission_id is not None:
            return get_task_address(task)
        if row.language == SOURCE:
            return self.get_source_address(row.translation_key, task.source_page_id)
        return self.addresses[row.language].replace(str(PLACEHOLDER_KEY), str(row.translation_key))

    def get_source_address(self, key: UUID, page_id: int | None) -> str:
        """Return where the source is edited or, for whoever may not open the page editor, its dossier."""
        if self.may_write:
            return reverse("wagtailadmin_pages:edit", args=[page_id])
        return reverse("desk_dossier", args=[key, SOURCE])
