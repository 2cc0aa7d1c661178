"""The approval of a live page's words, for the credentials of files that are made of them."""

from typing import Any

from cms.approvals.models import Approval
from cms.credentials.approved_words import ApprovedWords


def find_approval(page: Any) -> ApprovedWords:
    """Return the approval in force of the page's live text; an empty one if nobody approves such pages."""
    approval = Approval.objects.of(page).current().first()
    return ApprovedWords(str(approval.pk), approval.approved_at) if approval else ApprovedWords()
