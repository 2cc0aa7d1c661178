"""The table: every item in every language, how far each language is, and the work that waits for this person."""

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

from cms.approvals.models import Submission, SubmissionState
from cms.approvals.permissions import get_approving_capability
from cms.approvals.staleness import explain_master_change
from cms.approvals.status import Status, get_kinds
from cms.core.hooks import desk_menu
from cms.core.language_names import name_language
from cms.translation_desk.filters import TableFilter
from cms.translation_desk.models import TranslationStatus
from cms.translation_desk.status_index import Progress, read_progress, read_rows
from cms.translation_desk.worklist import Task, find_own_work, find_work_address
from cms.users.models import User
from cms.users.permissions import requires
from cms.users.roles import Capability, may
from translations.languages import CODES, LANGUAGES, SOURCE, TARGETS, Language, get_language_entry

ITEMS_A_PAGE = 40
FIRST_OF_A_LIST = 5
ANY_KEY = UUID(int=0)
"""Stands for an item's key in an address that is looked up once for all items."""
READ_AHEAD = 200
"""So many submissions are looked through for those that this person may decide on."""


@dataclass(frozen=True)
class ShownCell:
    row: TranslationStatus
    status: str
    status_name: str
    url: str
    language_name: str
    is_overdue: bool
    reason: str = ""
    """Why a film's subtitles are out of date though their source stands."""


@dataclass(frozen=True)
class ShownItem:
    key: str
    title: str
    source_page_id: int
    kind_name: str
    cells: list[ShownCell]


@dataclass(frozen=True)
class ShownProgress:
    """How far a language is: the states that there are, in order, each with its count and its share of the bar."""

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
    languages = [entry for entry in LANGUAGES if form.language_asked in ("", entry.code)]
    waiting, own_work = find_waiting(user), find_own_work(user)
    context: dict[str, Any] = {
        "header_title": _("Translation desk"),
        "page_title": _("Translation desk"),
        "header_icon": "globe",
        "form": form,
        "languages": languages,
        "items": _show(pages, [entry.code for entry in languages], today),
        "page_obj": page_obj,
        "progress": [_measure(found) for found in progress if found.language in {entry.code for entry in languages}],
        "waiting": waiting[:FIRST_OF_A_LIST],
        "more_waiting": len(waiting) > FIRST_OF_A_LIST,
        "own_work": own_work[:FIRST_OF_A_LIST],
        "more_work": len(own_work) > FIRST_OF_A_LIST,
        "today": today,
        "menu": desk_menu.collect(),
        "statuses": Status,
        "may_assign": may(user, Capability.ASSIGN_WORK),
        "may_withdraw": may(user, Capability.WITHDRAW),
        "may_translate": may(user, Capability.TRANSLATE),
    }
    return render(request, "translation_desk/table.html", context)


def _read_page(form: TableFilter, number: str | None) -> tuple[list[Page], PageOfTable[Any]]:
    """Return one page of the table, in one query that counts as well; beyond the last page stands the first."""
    place = int(number) if number and number.isascii() and number.isdigit() and len(number) < 7 else 1
    counted = form.find_matching().annotate(found=Window(Count("*"))).defer_streamfields()
    for first in dict.fromkeys([max(place, 1), 1]):
        pages = list(counted[(first - 1) * ITEMS_A_PAGE : first * ITEMS_A_PAGE])
        if pages:
            break
    found = pages[0].found if pages else 0
    return pages, Paginator(range(found), ITEMS_A_PAGE).page(first if pages else 1)


def find_waiting(user: Any) -> list[Submission]:
    """Return what is in review and this person may decide on, oldest first, without their own texts."""
    languages = [code for code in CODES if may(user, get_approving_capability(code), language=code)]
    if not languages:
        return []
    rows = Submission.objects.filter(state=SubmissionState.OPEN, language__in=languages).order_by("submitted_at")
    light = rows.defer("snapshot", "source_snapshot").select_related("submitted_by")
    return [submission for submission in light[:READ_AHEAD] if user.pk not in submission.author_keys]


def _measure(progress: Progress) -> ShownProgress:
    total = progress.total
    parts = [
        (status, progress.counts[status], 100 * progress.counts[status] / total)
        for status in ORDER
        if progress.counts[status]
    ]
    percent = 100 * progress.counts[Status.APPROVED] // total if total else 0
    return ShownProgress(get_language_entry(progress.language), total, percent, parts)


ORDER = (Status.APPROVED, Status.OUT_OF_DATE, Status.SUBMITTED, Status.DRAFT, Status.WITHDRAWN, Status.MISSING)


def _show(pages: list[Page], languages: list[str], today: date) -> list[ShownItem]:
    kinds = {model: str(model._meta.verbose_name) for model in get_kinds().values()}
    rows = read_rows([page.translation_key for page in pages])
    show = CellWriter(today)
    return [
        ShownItem(
            key=str(page.translation_key),
            title=page.draft_title or page.title,
            source_page_id=page.pk,
            kind_name=kinds[page.cached_content_type.model_class()],
            cells=[show(rows[page.translation_key][code], page.pk) for code in languages],
        )
        for page in pages
    ]


class CellWriter:
    """Makes cells, of which a page of the table has hundreds: what they share is looked up once."""

    def __init__(self, today: date) -> None:
        self.today = today
        self.languages = {entry.code: name_language(entry) for entry in LANGUAGES}
        self.statuses = {status.value: str(status.label) for status in Status}
        self.addresses = {code: reverse("desk_write", args=[ANY_KEY, code]) for code in TARGETS}

    def __call__(self, row: TranslationStatus, source_page_id: int) -> ShownCell:
        task = Task(row, "", source_page_id)
        return ShownCell(
            row=row,
            status=row.status,
            status_name=self.statuses[row.status],
            url=self._find_address(task),
            language_name=self.languages[row.language],
            is_overdue=task.is_overdue(self.today),
            reason=explain_master_change(row.master_since) if row.master_since else "",
        )

    def _find_address(self, task: Task) -> str:
        """Return what ``find_work_address`` returns; most cells lead to the side-by-side page."""
        row = task.row
        if row.submission_id is not None or row.language == SOURCE:
            return find_work_address(task)
        return self.addresses[row.language].replace(str(ANY_KEY), str(row.translation_key))
