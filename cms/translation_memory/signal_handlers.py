from typing import Any

from cms.approvals.models import Approval
from cms.core.models import BasePage
from cms.translation_memory.indexing import index_approval


def index_published(*, instance: Any, **kwargs: Any) -> None:
    """Index the approval in the transaction of its publication, so that every current approval is in the memory."""
    if isinstance(instance, BasePage) and (approval := Approval.objects.of(instance).current().first()):
        index_approval(approval=approval)
