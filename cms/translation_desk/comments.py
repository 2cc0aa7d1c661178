"""Comments on segments: stored beside the text, and kept when its source or translation changes."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.approvals.permissions import require
from cms.approvals.refusals import DeskRefusal
from cms.translation_desk.models import SegmentComment
from cms.translation_desk.notices import notify_commented
from cms.users.models import User
from cms.users.roles import Capability

COMMENT = "comment-"
"""Prefix of the form field for a new comment; the segment's path follows."""
RESOLVE = "resolve-comment"
"""Name of the form button that resolves a comment; its value is the comment's primary key."""

PATH_LENGTH = 255


def read_comments(*, translation_key: UUID, language: str) -> dict[str, list[SegmentComment]]:
    """Return all comments on this text by the path of their segment, the oldest first, in one query."""
    found: dict[str, list[SegmentComment]] = defaultdict(list)
    rows = SegmentComment.objects.filter(translation_key=translation_key, language=language)
    for row in rows.select_related("by", "resolved_by").order_by("at", "pk"):
        found[row.path].append(row)
    return found


def save_comments(
    *, data: QueryDict, translation_key: UUID, language: str, by: User, at: datetime | None = None
) -> int:
    """Save the comments in a submitted form and resolve the one whose button was pressed; return the number saved.

    Not for autosave: half a sentence isn't a comment. A comment that is submitted twice is saved once.
    """
    typed = {name.removeprefix(COMMENT): str(data[name]).strip() for name in data if name.startswith(COMMENT)}
    written = {path: text for path, text in typed.items() if text}
    resolved = data.getlist(RESOLVE)
    if not written and not resolved:
        return 0
    moment = at or timezone.now()
    return _save(list(written.items()), resolved, translation_key=translation_key, language=language, by=by, at=moment)


@transaction.atomic
def _save(
    written: list[tuple[str, str]], resolved: list[str], *, translation_key: UUID, language: str, by: User, at: datetime
) -> int:
    made = [
        comment(translation_key=translation_key, language=language, path=path, text=text, by=by, at=at)
        for path, text in written
        if not _exists(translation_key, language, path, text, by)
    ]
    for number in resolved:
        row = SegmentComment.objects.filter(translation_key=translation_key, language=language)
        resolve(comment=row.filter(pk=_to_number(number)).first(), by=by, at=at)
    if made:
        notify_commented(made)
    return len(made)


def save_notes(
    *, notes: Iterable[tuple[str, str]], translation_key: UUID, language: str, by: User, at: datetime
) -> int:
    """Save the notes of an imported file, each a path and a text, as comments; return the number saved.

    A note that is an open comment of this user already isn't saved again.
    """
    return _save(list(notes), [], translation_key=translation_key, language=language, by=by, at=at)


def comment(*, translation_key: UUID, language: str, path: str, text: str, by: User, at: datetime) -> SegmentComment:
    """Add a comment on a segment and return it."""
    require(by, Capability.SEE_DESK)
    if not path or len(path) > PATH_LENGTH:
        raise DeskRefusal("comment_path", _("This comment names no part of the text. Open the page again."))
    return SegmentComment.objects.create(
        translation_key=translation_key, language=language, path=path, text=text, by=by, at=at
    )


def resolve(*, comment: SegmentComment | None, by: User, at: datetime) -> None:
    """Mark a comment as resolved, by whom and when; one that is already resolved stays unchanged."""
    require(by, Capability.SEE_DESK)
    if comment is None:
        raise DeskRefusal("no_comment", _("This comment isn't there any more. Open the page again."))
    SegmentComment.objects.filter(pk=comment.pk, resolved_at__isnull=True).update(resolved_by=by, resolved_at=at)


def _exists(translation_key: UUID, language: str, path: str, text: str, by: User) -> bool:
    return SegmentComment.objects.filter(
        translation_key=translation_key, language=language, path=path, text=text, by=by, resolved_at__isnull=True
    ).exists()


def _to_number(text: str) -> int:
    """Return the primary key of a comment, or 0, which no comment has, for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
