"""Worklist of a user: the open assignments of the user and of their languages' groups, the soonest due first."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from wagtail.models import Page

from cms.approvals.models import Submission, SubmissionState
from cms.approvals.permissions import get_approving_capability
from cms.approvals.status import Status
from cms.translation_desk.models import Assignment, TranslationStatus
from cms.users.models import User
from cms.users.roles import Capability, may
from translations.languages import CODES, SOURCE, TARGETS, Language, get_language_entry

SUBMITTED = (Status.SUBMITTED, Status.APPROVED)
READ_AHEAD = 200
"""The most submissions searched for those that this user may decide on, and the most out-of-date texts listed."""


@dataclass(frozen=True)
class Task:
    """One item in one language to work on."""

    row: TranslationStatus
    title: str
    source_page_id: int | None

    @property
    def assignment(self) -> Assignment | None:
        return self.row.assignment

    @property
    def status(self) -> Status:
        return Status(self.row.status)

    @property
    def entry(self) -> Language:
        return get_language_entry(self.row.language)

    @property
    def url(self) -> str:
        return get_task_address(self)

    def is_overdue(self, today: date) -> bool:
        """Say whether the due date has passed and the text isn't submitted."""
        due_on = self.row.assignment.due_on if self.row.assignment else None
        return due_on is not None and due_on < today and self.status not in SUBMITTED


def get_task_address(task: Task) -> str:
    """Return the address of the work: the review page, Wagtail's editor (for a source) or the side-by-side page."""
    row = task.row
    if row.submission_id is not None:
        return reverse("desk_review", args=[row.submission_id])
    if row.language == SOURCE:
        return reverse("wagtailadmin_pages:edit", args=[task.source_page_id])
    return reverse("desk_write", args=[row.translation_key, row.language])


def find_languages(user: User) -> list[str]:
    """Return the languages that this user translates into."""
    return [code for code in TARGETS if may(user, Capability.TRANSLATE, language=code)]


def get_worklist(user: User) -> list[Task]:
    """Return the open tasks of this user and of their groups, in one query; those without a due date come last."""
    languages = find_languages(user)
    if not languages:
        return []
    rows = (
        _with_titles()
        .filter(
            Q(assignment__assignee=user)
            | Q(assignment__isnull=False, assignment__assignee=None, language__in=languages)
        )
        .order_by(F("assignment__due_on").asc(nulls_last=True), "assignment__at", "pk")
    )
    return [Task(row, row.title or "", row.source_page_id) for row in rows]


def get_out_of_date(user: User) -> list[Task]:
    """Return the texts of this user's languages that are out of date and assigned to no one else, live ones first.

    What is on the user's worklist isn't repeated. In one query; none for a user who doesn't translate.
    """
    languages = find_languages(user)
    if not languages:
        return []
    rows = _with_titles().filter(status=Status.OUT_OF_DATE, language__in=languages, assignment__isnull=True)
    return [Task(row, row.title or "", row.source_page_id) for row in rows.order_by("-live", "-pk")[:READ_AHEAD]]


def may_review(user: User) -> bool:
    """Return whether this user decides on submissions in any language."""
    return any(may(user, get_approving_capability(code), language=code) for code in CODES)


def find_reviewable(user: User) -> list[Submission]:
    """Return the open submissions that this user may decide on, the oldest first, without the user's own."""
    languages = [code for code in CODES if may(user, get_approving_capability(code), language=code)]
    if not languages:
        return []
    rows = Submission.objects.filter(state=SubmissionState.OPEN, language__in=languages).order_by("submitted_at")
    light = rows.defer("snapshot", "source_snapshot").select_related("submitted_by")
    return [submission for submission in light[:READ_AHEAD] if user.pk not in submission.author_keys]


def find_own_submissions(user: User) -> QuerySet[Submission]:
    """Return what this user submitted and nobody has decided on, the newest first."""
    rows = Submission.objects.filter(state=SubmissionState.OPEN, submitted_by=user).order_by("-submitted_at")
    return rows.defer("snapshot", "source_snapshot")


def _with_titles() -> QuerySet[Any]:
    """Return the rows of the status index with their assignments, and with the title and key of their source."""
    source = Page.objects.filter(translation_key=OuterRef("translation_key"), locale__language_code=SOURCE)
    return TranslationStatus.objects.select_related("assignment__assignee", "assignment__by").annotate(
        title=Subquery(source.values("draft_title")[:1]), source_page_id=Subquery(source.values("pk")[:1])
    )


def find_sent_back(tasks: list[Task]) -> dict[tuple[str, str], Submission]:
    """Return the submissions that were sent back and not submitted again, by key and language, in one query."""
    keys = {task.row.translation_key for task in tasks}
    rows = Submission.objects.filter(translation_key__in=keys).defer("snapshot", "source_snapshot")
    newest = {
        (str(row.translation_key), row.language): row
        for row in rows.select_related("decided_by").order_by("submitted_at", "pk")
    }
    return {cell: row for cell, row in newest.items() if row.state == SubmissionState.CHANGES_REQUESTED}
