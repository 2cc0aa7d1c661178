"""Wagtail's workflow and drafts as the desk's submissions: submit, cancel, postpone; no workflow end publishes."""

from typing import Any

from django.utils import timezone
from wagtail.models import Revision, TaskState

from cms.approvals.deletion_guard import require_deletable
from cms.approvals.models import Approval, LanguageApprovalTask, Submission, SubmissionState
from cms.approvals.refusals import refuse_outside_the_desk
from cms.approvals.revoked_contacts import take_down_typed
from cms.approvals.schedule import follow_draft
from cms.approvals.submission import open_submission
from cms.core import page_cache
from cms.core.models import BasePage
from cms.facts.models import Revocation


def submit(*, instance: TaskState, user: Any, **kwargs: Any) -> None:
    """Open a submission for the step that Wagtail started, whichever button started it."""
    if isinstance(instance.task.specific, LanguageApprovalTask):
        open_submission(step=instance, by=user, at=timezone.now())


def cancel_submission(*, instance: TaskState, **kwargs: Any) -> None:
    """Cancel the submission whose step was cancelled in Wagtail."""
    for submission in Submission.objects.filter(task_state_id=instance.pk, state=SubmissionState.OPEN):
        submission.state = SubmissionState.CANCELLED
        submission.save(update_fields=["state"])


def postpone_by_draft(*, instance: Revision, raw: bool = False, **kwargs: Any) -> None:
    """Postpone the page's awaiting text if the draft that was saved says so, whatever saved it."""
    if not raw and "embargo_until" in instance.content:  # which pages have, and no snippet has
        follow_draft(revision=instance, at=timezone.now())


def take_typed_contact_down(*, instance: Revocation, created: bool, raw: bool = False, **kwargs: Any) -> None:
    """Take down the live pages on which what was revoked is typed."""
    if created and not raw:
        take_down_typed(revocation=instance)


def refuse_workflow_end(**kwargs: Any) -> None:
    """Refuse the end of a workflow that no approval of the desk ended."""
    refuse_outside_the_desk()


def raise_public_version(*, instance: Approval, created: bool, **kwargs: Any) -> None:
    """Raise the public version for a changed approval: readers' notices depend on it.

    A new one shows once its page is saved live, which raises the version itself. No front server keeps the public text
    past the moment at which another is to take its place.
    """
    if instance.published_at is None and instance.due_at > timezone.now():
        page_cache.schedule_version(at=instance.due_at)
    if not created:
        page_cache.raise_version()


def refuse_deletion(*, instance: BasePage, **kwargs: Any) -> None:
    require_deletable(page=instance)
