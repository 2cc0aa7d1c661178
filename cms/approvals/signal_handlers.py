from typing import Any

from django.utils import timezone
from wagtail.models import TaskState

from cms.approvals.deletion_guard import require_deletable
from cms.approvals.models import LanguageApprovalTask, Submission, SubmissionState
from cms.approvals.submission import open_submission
from cms.core.models import BasePage


def submit(*, instance: TaskState, user: Any, **kwargs: Any) -> None:
    """Open a submission for the step that Wagtail started, whichever button started it."""
    if isinstance(instance.task.specific, LanguageApprovalTask):
        open_submission(step=instance, by=user, at=timezone.now())


def cancel_submission(*, instance: TaskState, **kwargs: Any) -> None:
    """Cancel the submission of a step that was cancelled in Wagtail."""
    for submission in Submission.objects.filter(task_state_id=instance.pk, state=SubmissionState.OPEN):
        submission.state = SubmissionState.CANCELLED
        submission.save(update_fields=["state"])


def refuse_deletion(*, instance: BasePage, **kwargs: Any) -> None:
    require_deletable(page=instance)
