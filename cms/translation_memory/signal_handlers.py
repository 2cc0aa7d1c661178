from typing import Any

from cms.approvals.models import Approval
from cms.core.models import BasePage
from cms.translation_memory.indexing import index_approval


def index_published(*, instance: Any, **kwargs: Any) -> None:
    """In the publication's own transaction, so that no approval is current without being in the memory."""
    if isinstance(instance, BasePage) and (approval := Approval.objects.of(instance).current().first()):
        index_approval(approval=approval)
