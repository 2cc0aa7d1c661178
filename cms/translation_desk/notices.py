"""Notification mails about work on texts, in each recipient's own language, sent by jobs after commit.

A mail says what happened to which text, who did it, and where to continue; it never contains a whole text. This module
decides who receives it. A mail that can't be sent doesn't undo the action it reports.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.mail import send_mail
from django.db.models import TextChoices
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from wagtail.models import Page
from wagtail.users.models import UserProfile

from cms.approvals.models import Approval, ChangeLevel, Submission, SubmissionState
from cms.jobs.queue import enqueue
from cms.translation_desk.models import Assignment, AssignmentQuerySet, DeskPreferences, SegmentComment
from cms.users.members import find_members
from cms.users.models import User
from cms.users.roles import Capability
from translations.languages import SOURCE, get_language_entry

JOB = "translation_desk.mail"
MOST_LINES = 50


class Notice(TextChoices):
    ASSIGNED = "assigned"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    SENT_BACK = "sent_back"
    COMMENTED = "commented"
    SOURCE_CHANGED = "source_changed"


SWITCHES = {
    Notice.SUBMITTED: "submitted_notifications",
    Notice.APPROVED: "approved_notifications",
    Notice.SENT_BACK: "rejected_notifications",
    Notice.COMMENTED: "updated_comments_notifications",
}
"""The setting of a user's account that switches each notice off; notices of assigned work can't be switched off."""


def notify_assigned(assignments: Sequence[Assignment]) -> None:
    """Notify the assignees, or all translators of a language assigned to its group, with one mail for each user."""
    assigned: dict[User, list[int]] = defaultdict(list)
    members: dict[str, list[User]] = {}
    for row in assignments:
        if row.assignee is None and row.language not in members:
            members[row.language] = find_members(Capability.TRANSLATE, language=row.language)
        for recipient in [row.assignee] if row.assignee else members[row.language]:
            if recipient.pk != row.by_id:
                assigned[recipient].append(row.pk)
    for recipient, rows in assigned.items():
        _send_later(Notice.ASSIGNED, [recipient], rows)


def notify_submitted(submission: Submission) -> None:
    """Notify the users who may approve the text, but none of its authors."""
    capability = Capability.PUBLISH_SOURCE if submission.language == SOURCE else Capability.REVIEW
    language = "" if submission.language == SOURCE else submission.language
    members = find_members(capability, language=language)
    reviewers = [member for member in members if member.pk not in submission.author_keys]
    _send_later(Notice.SUBMITTED, reviewers, [submission.pk])


def notify_decided(submission: Submission) -> None:
    """Notify the user who submitted the text that it was approved, or which changes are requested."""
    approved = submission.state == SubmissionState.APPROVED
    _send_later(Notice.APPROVED if approved else Notice.SENT_BACK, [submission.submitted_by], [submission.pk])


def notify_source_changed(submission: Submission) -> None:
    """Notify those who translated a source whose changed text was approved, with one mail for each user.

    Nobody is told of an editorial change, as translations stay up to date, or of their own change.
    """
    approvals = Approval.objects.filter(translation_key=submission.translation_key, language=SOURCE)
    newest = approvals.order_by("-approved_at", "-pk").first()
    if newest is None or newest.change_level == ChangeLevel.EDITORIAL or approvals.count() == 1:
        return
    translated: dict[int, list[int]] = defaultdict(list)
    for page in find_translations(submission):
        for author in _find_translators(page):
            translated[author].append(page.pk)
    for recipient in User.objects.filter(pk__in=translated).exclude(pk=submission.submitted_by_id).order_by("pk"):
        _send_later(Notice.SOURCE_CHANGED, [recipient], translated[recipient.pk])


def find_translations(submission: Submission) -> list[Page]:
    """Return the pages of the submitted source in other languages, with their newest drafts."""
    pages = Page.objects.filter(translation_key=submission.translation_key).exclude(locale__language_code=SOURCE)
    return list(pages.select_related("locale", "latest_revision").order_by("pk"))


def _find_translators(page: Page) -> set[int]:
    """Return the users who wrote the newest submission of a translation, and the one of its newest draft."""
    rows = Submission.objects.filter(translation_key=page.translation_key, language=page.locale.language_code)
    newest = rows.order_by("-submitted_at", "-pk").values_list("author_keys", flat=True).first()
    drafted_by = page.latest_revision.user_id if page.latest_revision else None
    return {*(newest or ()), *([drafted_by] if drafted_by else ())}


def notify_commented(comments: Sequence[SegmentComment]) -> None:
    """Notify the others involved of these comments, which are on one text and by one user.

    These are the assignee, the user who assigned the text, the last to submit it, and all who commented on the same
    segments.
    """
    first = comments[0]
    text = {"translation_key": first.translation_key, "language": first.language}
    rows: AssignmentQuerySet = Assignment.objects.filter(**text)
    keys: set[int | None] = {key for pair in rows.open().values_list("assignee_id", "by_id") for key in pair}
    keys |= set(Submission.objects.filter(**text).order_by("-pk").values_list("submitted_by_id", flat=True)[:1])
    paths = {comment.path for comment in comments}
    keys |= set(SegmentComment.objects.filter(**text, path__in=paths).values_list("by_id", flat=True))
    recipients = User.objects.filter(pk__in=keys - {None, first.by_id})
    _send_later(Notice.COMMENTED, recipients, [comment.pk for comment in comments])


def _send_later(notice: Notice, recipients: Iterable[User], rows: list[int]) -> None:
    """Enqueue one job for each recipient, so that a failed mail is retried without repeating the others."""
    for recipient in recipients:
        if recipient.is_active and recipient.email and _wants(recipient, notice):
            params = {"notice": notice.value, "recipient": recipient.pk, "rows": rows}
            enqueue(kind=JOB, key=str(uuid4()), params=params)


def _wants(recipient: User, notice: Notice) -> bool:
    if notice == Notice.SOURCE_CHANGED:
        return not DeskPreferences.objects.filter(user=recipient, source_changed_notifications=False).exists()
    switch = SWITCHES.get(notice)
    return switch is None or bool(getattr(UserProfile.get_for_user(recipient), switch))


def send(*, notice: Notice, recipient: User, rows: list[int]) -> None:
    """Send the mail in the recipient's language, or none if all the rows it is about were deleted in the meantime."""
    with translation.override(UserProfile.get_for_user(recipient).get_preferred_language()):
        lines = _describe(notice, rows)
        if not lines:
            return
        context = {"lines": lines[:MOST_LINES], "more": len(lines) - MOST_LINES, **lines[0]}
        context["worklist_address"] = _address("desk_worklist")
        context["account_address"] = _address("wagtailadmin_account")
        text = render_to_string(f"translation_desk/mail/{notice.value}.txt", context).strip()
    subject, _newline, body = text.partition("\n")
    send_mail(" ".join(subject.split()), body.strip() + "\n", settings.DEFAULT_FROM_EMAIL, [recipient.email])


def _describe(notice: Notice, keys: list[int]) -> list[dict[str, Any]]:
    if notice == Notice.ASSIGNED:
        return _describe_assignments(keys)
    if notice == Notice.COMMENTED:
        return _describe_comments(keys)
    if notice == Notice.SOURCE_CHANGED:
        return _describe_translations(keys)
    rows = Submission.objects.filter(pk__in=keys).select_related("submitted_by", "decided_by")
    return [
        {
            "title": _in_one_line(row.title),
            "entry": row.entry,
            "submission": row,
            "address": _address("desk_review", row.pk)
            if notice == Notice.SUBMITTED
            else _find_text_address(row.translation_key, row.language),
        }
        for row in rows
    ]


def _describe_assignments(keys: list[int]) -> list[dict[str, Any]]:
    rows = list(Assignment.objects.active().filter(pk__in=keys).select_related("by").order_by("language", "pk"))
    titles = _find_titles({row.translation_key for row in rows})
    return [
        {
            "title": titles[row.translation_key],
            "entry": row.entry,
            "assignment": row,
            "address": _find_text_address(row.translation_key, row.language),
        }
        for row in rows
        if row.translation_key in titles
    ]


def _describe_comments(keys: list[int]) -> list[dict[str, Any]]:
    rows = list(SegmentComment.objects.filter(pk__in=keys).select_related("by").order_by("pk"))
    titles = _find_titles({row.translation_key for row in rows})
    return [
        {
            "title": titles[row.translation_key],
            "entry": row.entry,
            "comment": row,
            "address": _find_text_address(row.translation_key, row.language),
        }
        for row in rows
        if row.translation_key in titles
    ]


def _describe_translations(keys: list[int]) -> list[dict[str, Any]]:
    pages = list(Page.objects.filter(pk__in=keys).select_related("locale").order_by("pk"))
    titles = _find_titles({page.translation_key for page in pages})
    return [
        {
            "title": titles[page.translation_key],
            "entry": get_language_entry(page.locale.language_code),
            "address": _find_text_address(page.translation_key, page.locale.language_code),
        }
        for page in pages
        if page.translation_key in titles
    ]


def _find_titles(keys: Iterable[Any]) -> dict[Any, str]:
    pages = Page.objects.filter(translation_key__in=keys, locale__language_code=SOURCE)
    return {key: _in_one_line(title) for key, title in pages.values_list("translation_key", "draft_title")}


def _in_one_line(title: str) -> str:
    """Return a title without line breaks, for the subject of a mail."""
    return " ".join(title.split())


def _find_text_address(key: Any, language: str) -> str:
    """Return the address where the text is edited, or the desk's table for a source that was deleted."""
    if language != SOURCE:
        return _address("desk_write", key, language)
    page = Page.objects.filter(translation_key=key, locale__language_code=SOURCE).first()
    return _address("wagtailadmin_pages:edit", page.pk) if page else _address("desk_table")


def _address(name: str, *args: Any) -> str:
    return f"{settings.SITE_ADDRESS}{reverse(name, args=args)}"
