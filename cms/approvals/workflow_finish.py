"""What Wagtail calls when a workflow ends. Wagtail imports this while its own models load: nothing at the top may."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wagtail.models import WorkflowState

    from cms.users.models import User


def finish_workflow(workflow_state: "WorkflowState", user: "User") -> None:
    """Publish exactly the text that was approved (architecture, "Approval"), unless its time is still to come.

    A workflow that ends without an approval of the desk (its step approved by code, or taken out) publishes nothing.
    """
    from django.utils import timezone

    from cms.approvals.models import Approval
    from cms.approvals.publishing import go_live
    from cms.approvals.refusals import refuse_outside_the_desk

    now = timezone.now()
    approval = Approval.objects.awaiting().filter(submission__task_state__workflow_state=workflow_state).first()
    if approval is None:
        refuse_outside_the_desk()
    if approval.due_at <= max(now, approval.approved_at):
        go_live(approval=approval, at=max(now, approval.approved_at))
