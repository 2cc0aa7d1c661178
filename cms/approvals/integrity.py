"""Integrity of the desk's records: approvals against pages, submissions against Wagtail's workflow steps.

The desk writes related records in one transaction. They can still contradict each other after a change in the database,
a row deleted by code, or a partly restored backup. A record that follows from others is repaired; a fault that a person
has to decide (to take a page down, to approve a text) is only reported.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from wagtail.models import Page, WorkflowState

from cms.approvals.models import Approval, LanguageApprovalTask, Submission, SubmissionState
from cms.approvals.status import get_kinds
from cms.core.models import BasePage
from cms.segments.page_segments import extract
from cms.segments.segment import digest

ROUNDS = 5
"""Repairing one fault may cause another: a submission that is cancelled leaves a review without one."""


@dataclass(frozen=True)
class IntegrityFault:
    """A record that contradicts another; ``repair`` is None where a person has to decide."""

    text: str
    repair: Callable[[], object] | None = None


@dataclass(frozen=True)
class Repair:
    """Descriptions of the faults that were repaired, and of those left for a person to decide."""

    repaired: tuple[str, ...]
    left: tuple[str, ...]


def find_faults() -> list[IntegrityFault]:
    """Return every record that contradicts another; nothing is written."""
    return [
        *_find_lost_submissions(),
        *_find_undecided_approvals(),
        *_find_orphaned_reviews(),
        *_find_unapproved_pages(),
    ]


@transaction.atomic
def repair() -> Repair:
    """Repair what follows from other records. Idempotent."""
    repaired: list[str] = []
    for _round in range(ROUNDS):
        repairs = [(fault.text, fault.repair) for fault in find_faults() if fault.repair is not None]
        for text, repair_record in repairs:
            repair_record()
            repaired.append(text)
        if not repairs:
            break
    return Repair(repaired=tuple(repaired), left=tuple(fault.text for fault in find_faults()))


def _find_lost_submissions() -> Iterator[IntegrityFault]:
    """Find open submissions whose step in Wagtail isn't in progress."""
    for submission in Submission.objects.filter(state=SubmissionState.OPEN).select_related("task_state"):
        step = submission.task_state
        if step is None or step.status != step.STATUS_IN_PROGRESS or submission.page_id is None:
            yield IntegrityFault(
                f"Submission {submission.pk} ({submission}) is open, its step isn't.", _cancel(submission)
            )


def _cancel(submission: Submission) -> Callable[[], object]:
    def repair_record() -> None:
        submission.state = SubmissionState.CANCELLED
        submission.save(update_fields=["state"])

    return repair_record


def _find_undecided_approvals() -> Iterator[IntegrityFault]:
    """Find approvals whose submission isn't approved."""
    for approval in Approval.objects.exclude(submission__state=SubmissionState.APPROVED).select_related("submission"):
        yield IntegrityFault(
            f"Approval {approval.pk} ({approval}) belongs to a submission that isn't approved.", _approve(approval)
        )


def _approve(approval: Approval) -> Callable[[], object]:
    def repair_record() -> None:
        submission = approval.submission
        submission.state = SubmissionState.APPROVED
        submission.decided_by_id, submission.decided_at = approval.approved_by_id, approval.approved_at
        submission.save(update_fields=["state", "decided_by", "decided_at"])

    return repair_record


def _find_orphaned_reviews() -> Iterator[IntegrityFault]:
    """Find workflows in progress without an open submission: they can be neither approved nor sent back."""
    tasks = LanguageApprovalTask.objects.values("pk")
    states = WorkflowState.objects.filter(status=WorkflowState.STATUS_IN_PROGRESS, current_task_state__task__in=tasks)
    submitted = Submission.objects.filter(state=SubmissionState.OPEN).values("task_state")
    for state in states.exclude(current_task_state__in=submitted):
        yield IntegrityFault(f"Review {state.pk} of “{state.content_object}” has no submission.", state.cancel)


def _find_unapproved_pages() -> Iterator[IntegrityFault]:
    for kind in get_kinds().values():
        for page in kind.objects.live().select_related("locale").iterator(chunk_size=200):
            yield from _check_page(page)


def _check_page(page: BasePage) -> Iterator[IntegrityFault]:
    segments = extract(page)
    if not segments:
        return
    now = digest(segments)
    history = Approval.objects.of(page)
    current = history.current().first()
    if current is not None and current.digest == now:
        return
    name = f"“{page.title}” ({page.pk}, {page.locale.language_code})"
    last = history.filter(digest=now, withdrawn_at__isnull=True).order_by("-approved_at", "-pk").first()
    if current is None and last is not None:
        yield IntegrityFault(f"{name} is live, but its approval {last.pk} isn't in force.", _restore(last, page))
    else:
        yield IntegrityFault(
            f"{name} is live with a text that isn't the approved one. Take it down, or have it approved."
        )


def _restore(approval: Approval, page: Page) -> Callable[[], object]:
    def repair_record() -> None:
        approval.published_at = approval.published_at or page.last_published_at or timezone.now()
        approval.superseded_at = None
        approval.save(update_fields=["published_at", "superseded_at"])

    return repair_record
