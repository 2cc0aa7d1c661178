"""The status of items in each language, read in a fixed number of queries for any number of items."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, get_page_models

from cms.approvals.models import Approval, Submission, SubmissionState
from cms.approvals.staleness import (
    SourceVersion,
    explain_master_change,
    find_master_change,
    is_up_to_date,
    read_histories,
)
from cms.core.models import BasePage
from cms.films.reference_masters import Original, read_originals
from translations.languages import CODES, SOURCE


class Status(models.TextChoices):
    MISSING = "missing", _("Missing")
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("In review")
    APPROVED = "approved", _("Approved")
    OUT_OF_DATE = "out_of_date", _("Out of date")
    WITHDRAWN = "withdrawn", _("Withdrawn")


@dataclass(frozen=True)
class Cell:
    """An item in one language. ``live``: it is public now, whatever its draft; ``due_at``: when it will be."""

    language: str
    status: Status
    live: bool = False
    page_id: int | None = None
    submission_id: int | None = None
    due_at: datetime | None = None
    master_change: Original | None = None
    """The film's present picture, if its subtitles were approved with another one."""

    @property
    def reason(self) -> str:
        """The reason why the subtitles are out of date by their picture; empty if they aren't."""
        return explain_master_change(self.master_change.since) if self.master_change else ""


@dataclass(frozen=True)
class ItemStatus:
    translation_key: UUID
    kind: str
    title: str
    source_page_id: int
    cells: tuple[Cell, ...]

    def get_cell(self, language: str) -> Cell:
        return next(cell for cell in self.cells if cell.language == language)


@dataclass
class _Rows:
    """The rows about a set of items, by key and language."""

    pages: dict[tuple[UUID, str], dict[str, Any]] = field(default_factory=dict)
    in_force: dict[tuple[UUID, str], list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    histories: dict[UUID, list[SourceVersion]] = field(default_factory=dict)
    withdrawn: set[tuple[UUID, str]] = field(default_factory=set)
    open: dict[tuple[UUID, str], int] = field(default_factory=dict)
    originals: dict[UUID, list[Original]] = field(default_factory=dict)


def get_kinds() -> dict[str, type[BasePage]]:
    """Return the page classes of items by kind. Index pages are no items."""
    return {model.kind: model for model in get_page_models() if issubclass(model, BasePage) and model.kind}


def find_source_pages(*, kind: str = "", text: str = "") -> QuerySet[Page]:
    """Return the source pages with a revision, newest first: pages only set up by a command have none."""
    kinds = get_kinds()
    models_asked = [kinds[kind]] if kind in kinds else list(kinds.values())
    pages: QuerySet[Page] = Page.objects.type(*models_asked).filter(
        locale__language_code=SOURCE, latest_revision__isnull=False
    )
    if text:
        pages = pages.filter(draft_title__icontains=text)
    return pages.order_by("-latest_revision_created_at", "-pk")


def get_statuses(pages: Iterable[Page], *, languages: Iterable[str] = CODES) -> list[ItemStatus]:
    """Return the status of these source pages in these languages, in the order given."""
    sources = list(pages)
    rows = _read({page.translation_key for page in sources})
    wanted = tuple(languages)
    return [
        ItemStatus(
            translation_key=page.translation_key,
            kind=page.cached_content_type.model_class().kind,
            title=page.draft_title or page.title,
            source_page_id=page.pk,
            cells=tuple(_make_cell(rows, page.translation_key, language) for language in wanted),
        )
        for page in sources
    ]


def _read(keys: set[UUID]) -> _Rows:
    rows = _Rows()
    pages = Page.objects.filter(translation_key__in=keys, alias_of__isnull=True)
    for row in pages.values("pk", "translation_key", "live", language=models.F("locale__language_code")):
        rows.pages[row["translation_key"], row["language"]] = row
    approvals = Approval.objects.filter(translation_key__in=keys)
    wanted = ("translation_key", "language", "source_digest", "published_at", "due_at", "master_sha256")
    for row in approvals.in_force().order_by("approved_at", "pk").values(*wanted):
        rows.in_force[row["translation_key"], row["language"]].append(row)
    rows.histories = read_histories(keys)
    rows.originals = read_originals(keys)
    rows.withdrawn = set(
        approvals.filter(withdrawn_at__isnull=False).values_list("translation_key", "language").distinct()
    )
    submissions = Submission.objects.filter(translation_key__in=keys, state=SubmissionState.OPEN)
    for key, language, submission in submissions.values_list("translation_key", "language", "pk"):
        rows.open[key, language] = submission
    return rows


def _make_cell(rows: _Rows, key: UUID, language: str) -> Cell:
    page = rows.pages.get((key, language))
    approvals = rows.in_force.get((key, language), [])
    awaiting = [approval for approval in approvals if approval["published_at"] is None]
    return Cell(
        language=language,
        status=_find_status(rows, key, language),
        live=bool(page and page["live"] and len(approvals) > len(awaiting)),
        page_id=page["pk"] if page else None,
        submission_id=rows.open.get((key, language)),
        due_at=awaiting[-1]["due_at"] if awaiting else None,
        master_change=_find_master_change(rows, key, language),
    )


def _find_master_change(rows: _Rows, key: UUID, language: str) -> Original | None:
    approvals = rows.in_force.get((key, language), [])
    approved_with = approvals[-1]["master_sha256"] if approvals else ""
    return find_master_change(originals=rows.originals.get(key, ()), language=language, approved_with=approved_with)


def _find_status(rows: _Rows, key: UUID, language: str) -> Status:
    approvals = rows.in_force.get((key, language), [])
    if (key, language) in rows.open:
        return Status.SUBMITTED
    if approvals:
        followed = approvals[-1]["source_digest"]
        is_current = language == SOURCE or is_up_to_date(history=rows.histories.get(key, ()), digest=followed)
        is_current = is_current and _find_master_change(rows, key, language) is None
        return Status.APPROVED if is_current else Status.OUT_OF_DATE
    if (key, language) in rows.withdrawn:
        return Status.WITHDRAWN
    return Status.DRAFT if (key, language) in rows.pages else Status.MISSING
