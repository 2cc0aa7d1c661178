"""The table: every item in every language, and the work that waits for this person."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from cms.core.hooks import desk_menu
from cms.translation_desk.approval import get_approving_capability
from cms.translation_desk.forms import TableFilter
from cms.translation_desk.models import Submission, SubmissionState
from cms.translation_desk.presentation import name_language
from cms.translation_desk.status import Cell, ItemStatus, Status, find_source_pages, get_kinds, get_statuses
from cms.users.permissions import requires
from cms.users.roles import Capability, may
from translations.languages import LANGUAGES, SOURCE

ITEMS_A_PAGE = 40


@dataclass(frozen=True)
class ShownCell:
    cell: Cell
    url: str
    language_name: str


@dataclass(frozen=True)
class ShownItem:
    item: ItemStatus
    kind_name: str
    cells: list[ShownCell]


@requires(Capability.SEE_DESK)
def table(request: HttpRequest) -> HttpResponse:
    form = TableFilter(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    sources = find_source_pages(kind=asked.get("kind", ""), text=asked.get("text", ""))
    if asked.get("status"):
        items = _keep(get_statuses(sources), status=asked["status"], language=asked.get("language", ""))
        shown = Paginator(items, ITEMS_A_PAGE).get_page(request.GET.get("p"))
        statuses = list(shown)
    else:
        shown = Paginator(sources, ITEMS_A_PAGE).get_page(request.GET.get("p"))
        statuses = get_statuses(shown)
    languages = [entry for entry in LANGUAGES if asked.get("language") in ("", None, entry.code)]
    context: dict[str, Any] = {
        "header_title": _("Translation desk"),
        "page_title": _("Translation desk"),
        "header_icon": "globe",
        "form": form,
        "languages": languages,
        "items": [_show(item, [entry.code for entry in languages]) for item in statuses],
        "page_obj": shown,
        "waiting": find_waiting(request.user),
        "menu": desk_menu.collect(),
        "statuses": Status,
        "may_withdraw": may(request.user, Capability.WITHDRAW),
        "may_translate": may(request.user, Capability.TRANSLATE),
    }
    return render(request, "translation_desk/table.html", context)


def find_waiting(user: Any) -> list[Submission]:
    """Return what is in review and this person may decide on, oldest first, without their own texts."""
    submissions = Submission.objects.filter(state=SubmissionState.OPEN).select_related("submitted_by")
    return [
        submission
        for submission in submissions.order_by("submitted_at")
        if may(user, get_approving_capability(submission.language), language=submission.language)
        and user.pk not in submission.author_keys
    ]


def _keep(items: list[ItemStatus], *, status: str, language: str) -> list[ItemStatus]:
    return [
        item for item in items if any(cell.status == status and language in ("", cell.language) for cell in item.cells)
    ]


def _show(item: ItemStatus, languages: list[str]) -> ShownItem:
    names = {entry.code: name_language(entry) for entry in LANGUAGES}
    cells = [item.get_cell(language) for language in languages]
    shown = [ShownCell(cell, find_work(item, cell), names[cell.language]) for cell in cells]
    return ShownItem(item, str(get_kinds()[item.kind]._meta.verbose_name), shown)


def find_work(item: ItemStatus, cell: Cell) -> str:
    """Return where the work on this cell is done."""
    if cell.submission_id is not None:
        return reverse("desk_review", args=[cell.submission_id])
    if cell.language == SOURCE:
        return reverse("wagtailadmin_pages:edit", args=[item.source_page_id])
    return reverse("desk_write", args=[item.translation_key, cell.language])
