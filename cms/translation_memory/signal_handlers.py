"""A published approval enters the translation memory."""

from typing import Any

from cms.approvals.models import Approval
from cms.translation_memory.indexing import index_approval


def index_published(*, approval: Approval, **kwargs: Any) -> None:
    """Index in the publication's own transaction, so that no current approval is missing from the memory."""
    index_approval(approval=approval)
