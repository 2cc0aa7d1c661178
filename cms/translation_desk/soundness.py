"""Whether what the desk has stored still agrees: approvals with pages, submissions with Wagtail's steps.

The desk's own rules keep these together in one transaction each. What breaks them is a hand in the database, a row
deleted by code, or a backup of which only a part came back. What follows from other rows is mended; what only a person
may decide (to take down, to approve) is told and left.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from wagtail.models import Page, WorkflowState

from cms.core.models import BasePage
from cms.translation_desk import item_languages
from cms.translation_desk.models import Approval, LanguageApprovalTask, Submission, SubmissionState
from cms.translation_desk.segments import digest, extract, get_texts
from cms.translation_desk.status import get_kinds

ROUNDS = 5
"""Mending one thing may show another: a submission taken back leaves a review without one."""


@dataclass(frozen=True)
class Fault:
    """``mend`` puts it right; None where a person has to decide."""

    text: str
    mend: Callable[[], object] | None = None


@dataclass(frozen=True)
class Outcome:
    mended: tuple[str, ...]
    left: tuple[str, ...]
    rows: int
    """Rows of the table, derived anew."""


def find_faults() -> list[Fault]:
    """Return all that doesn't agree; nothing is written."""
    rows = (Fault(f"Row of the table {line}.", item_languages.rebuild) for line in item_languages.find_differences())
    return [*_find_in_records(), *rows]


@transaction.atomic
def rebuild() -> Outcome:
    """Mend what can be derived, and derive every row of the table anew: a second time finds nothing to mend."""
    mended = [f"Row of the table {line}." for line in item_languages.find_differences()]
    for _round in range(ROUNDS):
        mends = [(fault.text, fault.mend) for fault in _find_in_records() if fault.mend is not None]
        for text, mend in mends:
            mend()
            mended.append(text)
        if not mends:
            break
    left = tuple(fault.text for fault in _find_in_records())
    return Outcome(mended=tuple(mended), left=left, rows=item_languages.rebuild())


def _find_in_records() -> list[Fault]:
    return [
        *_find_lost_submissions(),
        *_find_undecided_approvals(),
        *_find_stray_reviews(),
        *_find_unsound_pages(),
    ]


def _find_lost_submissions() -> Iterator[Fault]:
    """A submission is open as long as Wagtail's step on its page is."""
    for submission in Submission.objects.filter(state=SubmissionState.OPEN).select_related("task_state"):
        step = submission.task_state
        if step is None or step.status != step.STATUS_IN_PROGRESS or submission.page_id is None:
            yield Fault(f"Submission {submission.pk} ({submission}) is open, its step isn't.", _cancel(submission))


def _cancel(submission: Submission) -> Callable[[], object]:
    def mend() -> None:
        submission.state = SubmissionState.CANCELLED
        submission.save(update_fields=["state"])

    return mend


def _find_undecided_approvals() -> Iterator[Fault]:
    """Where there is an approval, its submission was approved, by the same person at the same time."""
    for approval in Approval.objects.exclude(submission__state=SubmissionState.APPROVED).select_related("submission"):
        yield Fault(f"Approval {approval.pk} ({approval}) stands on a submission not approved.", _decide(approval))


def _decide(approval: Approval) -> Callable[[], object]:
    def mend() -> None:
        submission = approval.submission
        submission.state = SubmissionState.APPROVED
        submission.decided_by_id, submission.decided_at = approval.approved_by_id, approval.approved_at
        submission.save(update_fields=["state", "decided_by", "decided_at"])

    return mend


def _find_stray_reviews() -> Iterator[Fault]:
    """A review of Wagtail's that no open submission belongs to can be neither approved nor sent back: it is ended."""
    tasks = LanguageApprovalTask.objects.values("pk")
    states = WorkflowState.objects.filter(status=WorkflowState.STATUS_IN_PROGRESS, current_task_state__task__in=tasks)
    held = Submission.objects.filter(state=SubmissionState.OPEN).values("task_state")
    for state in states.exclude(current_task_state__in=held):
        yield Fault(f"Review {state.pk} of “{state.content_object}” has no submission.", state.cancel)


def _find_unsound_pages() -> Iterator[Fault]:
    for kind in get_kinds().values():
        for page in kind.objects.live().select_related("locale").iterator(chunk_size=200):
            yield from _check_page(page)


def _check_page(page: BasePage) -> Iterator[Fault]:
    segments = extract(page)
    if not get_texts(segments):
        return
    now = digest(segments)
    history = Approval.objects.of(page)
    current = history.current().first()
    if current is not None and current.digest == now:
        return
    name = f"“{page.title}” ({page.pk}, {page.locale.language_code})"
    last = history.filter(digest=now, withdrawn_at__isnull=True).order_by("-approved_at", "-pk").first()
    if current is None and last is not None:
        yield Fault(f"{name} is live with approval {last.pk}, which says otherwise.", _restore(last, page))
    else:
        yield Fault(f"{name} is live with a text that isn't the approved one. Take it down, or have it approved.")


def _restore(approval: Approval, page: Page) -> Callable[[], object]:
    def mend() -> None:
        approval.published_at = approval.published_at or page.last_published_at or timezone.now()
        approval.superseded_at = None
        approval.save(update_fields=["published_at", "superseded_at"])

    return mend
