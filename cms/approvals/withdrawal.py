"""Withdrawal: taking an item down at once, in one language or in all."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.models import Page

from cms.approvals.models import Approval, Submission, SubmissionState
from cms.approvals.permissions import require
from cms.approvals.refusals import DeskRefusal
from cms.users.models import User
from cms.users.roles import Capability


@transaction.atomic
def withdraw(*, translation_key: UUID, language: str | None, by: User, reason: str, at: datetime) -> list[Approval]:
    """Take an item down at once, in one language or (None) in all, and return the approvals withdrawn.

    Approvals that are not due yet are withdrawn too, and reviews are cancelled. Raise ``PermissionDenied`` or
    ``DeskRefusal``.
    """
    require(by, Capability.WITHDRAW)
    if not reason.strip():
        raise DeskRefusal("reason", _("Say why the item is taken down: the reason is empty."))
    chosen = {"translation_key": translation_key} | ({"language": language} if language else {})
    approvals = list(Approval.objects.filter(**chosen).in_force().select_for_update())
    if not approvals:
        raise DeskRefusal("nothing", _("Nothing of this item is approved, so there is nothing to take down."))
    return take_down(approvals, by=by, reason=reason.strip(), at=at)


def take_down(approvals: list[Approval], *, by: User, reason: str, at: datetime) -> list[Approval]:
    """Withdraw these approvals, cancel the reviews of their texts, and take their pages down; return the approvals.

    Whoever calls this has made sure that ``by`` may.
    """
    for approval in approvals:
        approval.withdrawn_at, approval.withdrawn_by, approval.withdrawal_reason = at, by, reason
        approval.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawal_reason"])
    for approval in approvals:
        same = {"translation_key": approval.translation_key, "language": approval.language}
        for submission in Submission.objects.filter(**same, state=SubmissionState.OPEN).select_related("page"):
            if submission.page and (state := submission.page.current_workflow_state):
                state.cancel(user=by)
    for approval in approvals:
        page = Page.objects.filter(pk=approval.page_id).first()
        if page is not None and page.live:
            # The permission is the project's own table's, which was asked before.
            UnpublishPageAction(page.specific, user=by).execute(skip_permission_checks=True)
    return approvals
