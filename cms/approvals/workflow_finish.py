"""The function that Wagtail calls when it ends a workflow by its own rules (``WAGTAIL_FINISH_WORKFLOW_ACTION``)."""

from typing import Any

from cms.approvals.signals import workflow_ended


def finish_workflow(workflow_state: Any, user: Any) -> None:
    """Publish nothing: only an approval does (``approval.py``). The handler of the signal refuses."""
    workflow_ended.send(sender=type(workflow_state), workflow_state=workflow_state)
