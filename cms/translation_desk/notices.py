"""Mail about work on texts, to each person in the language of their admin, sent by a job after commit.

A mail says what happened, to which text, by whom, and where to go on; no text and no comment travels in it whole. Who
is to be told is decided here; a mail that can't be sent keeps no action from being done.
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

from cms.approvals.models import Submission, SubmissionState
from cms.jobs.queue import enqueue
from cms.translation_desk.models import Assignment, AssignmentQuerySet, SegmentComment
from cms.users.models import User
from cms.users.roles import CAPABILITIES, PER_LANGUAGE, Capability, group_name
from translations.languages import SOURCE

JOB = "translation_desk.mail"
MOST_LINES = 50


class Notice(TextChoices):
    ASSIGNED = "assigned"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    SENT_BACK = "sent_back"
    COMMENTED = "commented"


SWITCHES = {
    Notice.SUBMITTED: "submitted_notifications",
    Notice.APPROVED: "approved_notifications",
    Notice.SENT_BACK: "rejected_notifications",
    Notice.COMMENTED: "updated_comments_notifications",
}
"""What a person switches off in their account. Work that they are asked to do is always told."""


def notify_assigned(assignments: Sequence[Assignment]) -> None:
    """Tell each person, or each member of a language's group, once of all that they were given."""
    given: dict[User, list[int]] = defaultdict(list)
    members: dict[str, list[User]] = {}
    for row in assignments:
        if row.assignee is None and row.language not in members:
            members[row.language] = find_members(Capability.TRANSLATE, row.language)
        for person in [row.assignee] if row.assignee else members[row.language]:
            if person.pk != row.by_id:
                given[person].append(row.pk)
    for person, numbers in given.items():
        _send_later(Notice.ASSIGNED, [person], numbers)


def notify_submitted(submission: Submission) -> None:
    """Tell those who may approve the text: none who wrote it."""
    capability = Capability.PUBLISH_SOURCE if submission.language == SOURCE else Capability.REVIEW
    people = find_members(capability, submission.language)
    _send_later(
        Notice.SUBMITTED, [person for person in people if person.pk not in submission.author_keys], [submission.pk]
    )


def notify_decided(submission: Submission) -> None:
    """Tell who handed the text in that it is approved, or what is to be changed."""
    approved = submission.state == SubmissionState.APPROVED
    _send_later(Notice.APPROVED if approved else Notice.SENT_BACK, [submission.submitted_by], [submission.pk])


def notify_commented(comments: Sequence[SegmentComment]) -> None:
    """Tell the other side of these comments, all on one text and by one person: who has the work and who gave it,
    who handed the text in last, and who has commented on the same parts.
    """
    first = comments[0]
    text = {"translation_key": first.translation_key, "language": first.language}
    rows: AssignmentQuerySet = Assignment.objects.filter(**text)
    keys: set[int | None] = {key for pair in rows.open().values_list("assignee_id", "by_id") for key in pair}
    keys |= set(Submission.objects.filter(**text).order_by("-pk").values_list("submitted_by_id", flat=True)[:1])
    paths = {comment.path for comment in comments}
    keys |= set(SegmentComment.objects.filter(**text, path__in=paths).values_list("by_id", flat=True))
    people = User.objects.filter(pk__in=keys - {None, first.by_id})
    _send_later(Notice.COMMENTED, people, [comment.pk for comment in comments])


def find_members(capability: Capability, language: str) -> list[User]:
    """Return the active people whose role lets them do this in this language, by their groups."""
    names = [
        group_name(role, language=language if role in PER_LANGUAGE else None)
        for role in CAPABILITIES[capability]
        if role not in PER_LANGUAGE or language != SOURCE
    ]
    return list(User.objects.filter(is_active=True, groups__name__in=names).distinct().order_by("pk"))


def _send_later(notice: Notice, people: Iterable[User], numbers: list[int]) -> None:
    """Ask for a mail a person: one that fails is tried again without repeating the others'."""
    for person in people:
        if person.is_active and person.email and _wants(person, notice):
            params = {"notice": notice.value, "person": person.pk, "rows": numbers}
            enqueue(kind=JOB, key=str(uuid4()), params=params)


def _wants(person: User, notice: Notice) -> bool:
    switch = SWITCHES.get(notice)
    return switch is None or bool(getattr(UserProfile.get_for_user(person), switch))


def send(*, notice: Notice, person: User, rows: list[int]) -> None:
    """Write the mail in the person's language and send it. What it speaks of may be gone by now: then none is sent."""
    with translation.override(UserProfile.get_for_user(person).get_preferred_language()):
        lines = _describe(notice, rows)
        if not lines:
            return
        context = {"person": person, "lines": lines[:MOST_LINES], "more": len(lines) - MOST_LINES, **lines[0]}
        context["worklist_address"] = _address("desk_worklist")
        text = render_to_string(f"translation_desk/mail/{notice.value}.txt", context).strip()
    subject, _newline, body = text.partition("\n")
    send_mail(" ".join(subject.split()), body.strip() + "\n", settings.DEFAULT_FROM_EMAIL, [person.email])


def _describe(notice: Notice, numbers: list[int]) -> list[dict[str, Any]]:
    if notice == Notice.ASSIGNED:
        return _describe_assignments(numbers)
    if notice == Notice.COMMENTED:
        return _describe_comments(numbers)
    rows = Submission.objects.filter(pk__in=numbers).select_related("submitted_by", "decided_by")
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


def _describe_assignments(numbers: list[int]) -> list[dict[str, Any]]:
    rows = list(Assignment.objects.active().filter(pk__in=numbers).select_related("by").order_by("language", "pk"))
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


def _describe_comments(numbers: list[int]) -> list[dict[str, Any]]:
    rows = list(SegmentComment.objects.filter(pk__in=numbers).select_related("by").order_by("pk"))
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


def _find_titles(keys: Iterable[Any]) -> dict[Any, str]:
    pages = Page.objects.filter(translation_key__in=keys, locale__language_code=SOURCE)
    return {key: _in_one_line(title) for key, title in pages.values_list("translation_key", "draft_title")}


def _in_one_line(title: str) -> str:
    """A title stands in the subject of a mail."""
    return " ".join(title.split())


def _find_text_address(key: Any, language: str) -> str:
    """Return where the text stands for its writer: a source in its review, or in the table."""
    if language != SOURCE:
        return _address("desk_write", key, language)
    page = Page.objects.filter(translation_key=key, locale__language_code=SOURCE).first()
    return _address("wagtailadmin_pages:edit", page.pk) if page else _address("desk_table")


def _address(name: str, *args: Any) -> str:
    return f"{settings.SITE_ADDRESS}{reverse(name, args=args)}"
