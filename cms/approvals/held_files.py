"""Files held by submissions and approvals: what the approver saw with a text stays as it was until the text is public.

The digest covers a picture's file, but not its credit; and a film's file isn't part of it. So both are held: from the
submission on they change by a second person's approval, or not at all (``cms.media.usage``).
"""

from django.db.models import Exists, OuterRef, Q

from cms.approvals.models import Approval, Submission, SubmissionState
from cms.core.models import BasePage
from cms.media.usage import find_files


def write_files(page: BasePage) -> str:
    """Return every file that the page shows or links to, in a form that the database can search."""
    return "".join(sorted(_write(ref.kind, ref.object_id) for ref in find_files(page)))


def is_in_approval(kind: str, object_id: int) -> bool:
    """Return whether a text in review, or with an approval in force, shows or links to the file."""
    in_force = Approval.objects.in_force().filter(submission=OuterRef("pk"))
    shown = Submission.objects.filter(files__contains=_write(kind, object_id))
    return shown.filter(Q(state=SubmissionState.OPEN) | Exists(in_force)).exists()


def _write(kind: str, object_id: int) -> str:
    return f"{kind}:{object_id};"
