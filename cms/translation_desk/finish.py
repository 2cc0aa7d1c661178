"""What Wagtail calls when a workflow ends. Wagtail imports this while its own models load: nothing at the top may."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wagtail.models import WorkflowState

    from cms.users.models import User


def finish_workflow(workflow_state: "WorkflowState", user: "User") -> None:
    """Publish exactly the text that was approved (architecture, "Approval")."""
    raise NotImplementedError
