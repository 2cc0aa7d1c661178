"""Guard against deleting approved pages: they stay on record and can only be taken down."""

from django.utils.translation import gettext as _

from cms.approvals.models import Approval, Submission, SubmissionState
from cms.core.models import BasePage
from cms.core.publication import PublicationRefused, Refusal


class DeletionRefused(PublicationRefused):
    """The page can't be deleted; nothing was changed."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__([Refusal(code, text)])


def require_deletable(*, page: BasePage) -> None:
    """Raise ``DeletionRefused`` if the page was ever approved or is in review."""
    if Approval.objects.of(page).exists():
        text = _("“%(title)s” was approved, so it stays on record and can't be deleted. Take it down instead.")
        raise DeletionRefused("on_record", text % {"title": page.title})
    if Submission.objects.filter(page_id=page.pk, state=SubmissionState.OPEN).exists():
        text = _("“%(title)s” is in review. Cancel the review before you delete it.")
        raise DeletionRefused("in_review", text % {"title": page.title})
