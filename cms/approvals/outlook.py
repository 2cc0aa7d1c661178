"""Outlook of a text: what is public, what will happen to it, when, and by whose decision, in whole sentences."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page

from cms.approvals.drafts import get_source_approval
from cms.approvals.models import Approval, ScheduleChange, Submission, SubmissionState
from cms.approvals.schedule import find_decided, find_due_moment, find_ender, find_expiry, read_times
from translations.languages import SOURCE


@dataclass(frozen=True)
class Outlook:
    """The sentences, what is public first; none if nothing was ever submitted.

    ``awaits_time`` if an approved text can be postponed, brought forward or cancelled.
    """

    sentences: tuple[str, ...]
    awaits_time: bool


def write_outlook(*, translation_key: UUID, language: str, at: datetime) -> Outlook:
    """Return the outlook of the item in this language."""
    chosen = {"translation_key": translation_key, "language": language}
    page = Page.objects.filter(translation_key=translation_key, locale__language_code=language).first()
    approvals = list(Approval.objects.filter(**chosen).in_force().select_related("approved_by", "revision"))
    current = next((row for row in approvals if row.published_at is not None), None)
    awaiting = next((row for row in approvals if row.published_at is None), None)
    submission = Submission.objects.filter(**chosen, state=SubmissionState.OPEN).select_related(
        "revision", "submitted_by", "page__latest_revision"
    )
    sentences = [
        *(_describe_current(current, page, at=at) if current and page and page.live else ()),
        *(_describe_awaiting(awaiting, page) if awaiting else _describe_cancelled(translation_key, language)),
        *(_describe_review(found, at=at) if (found := submission.first()) else ()),
    ]
    return Outlook(tuple(sentences), awaits_time=awaiting is not None)


def _describe_current(current: Approval, page: Page, *, at: datetime) -> list[str]:
    text = _("Public since %(moment)s. %(person)s approved it.")
    values = {"moment": _write(current.published_at), "person": current.approved_by}
    sentences = [text % values]
    if page.expire_at is not None and page.expire_at > at:
        ended = find_ender(page)
        sentences.append(
            _describe_end(page.expire_at, by=ended.user or ended.user_display_name, decided_at=ended.timestamp)
            if ended
            else _describe_expiry(page.expire_at)
        )
    return sentences


def _describe_awaiting(awaiting: Approval, page: Page | None) -> list[str]:
    text = _("Goes live on %(moment)s. %(person)s approved it on %(approved)s.")
    values = {
        "moment": _write(awaiting.due_at),
        "person": awaiting.approved_by,
        "approved": _write(awaiting.approved_at),
    }
    changes = awaiting.schedule_changes.select_related("decided_by").order_by("decided_at", "pk")
    return [
        text % values,
        *(_describe_change(change) for change in changes),
        *_describe_end_of_awaiting(awaiting, page),
    ]


def _describe_end_of_awaiting(awaiting: Approval, page: Page | None) -> list[str]:
    newest = page.latest_revision if page else None
    approved, moment = awaiting.revision, find_expiry(approved=awaiting.revision, newest=newest)
    if moment is None:
        return []
    decided = find_decided(newest)
    if decided is None or (approved and read_times(approved.content).expire_at == moment):
        return [_describe_expiry(moment)]
    return [_describe_end(moment, by=decided.user, decided_at=decided.created_at)]


def _describe_cancelled(translation_key: UUID, language: str) -> list[str]:
    """Describe the last cancellation, unless something was approved since."""
    last = Approval.objects.filter(translation_key=translation_key, language=language).order_by("-approved_at", "-pk")
    newest = last.values_list("pk", flat=True).first()
    changes = ScheduleChange.objects.filter(approval=newest, due_at=None).select_related("decided_by", "approval")
    return [_describe_change(change) for change in changes]


def _describe_change(change: ScheduleChange) -> str:
    values = {"person": change.decided_by, "moment": _write(change.decided_at), "before": _write(change.before)}
    if change.due_at is None:
        text = _("On %(moment)s %(person)s cancelled what was to go live on %(before)s: %(reason)s")
        return text % {**values, "reason": change.approval.withdrawal_reason}
    text = (
        _("On %(moment)s %(person)s postponed it from %(before)s to %(after)s.")
        if change.due_at > change.before
        else _("On %(moment)s %(person)s brought it forward from %(before)s to %(after)s.")
    )
    return text % {**values, "after": _write(change.due_at)}


def _describe_review(submission: Submission, *, at: datetime) -> list[str]:
    source = None if submission.language == SOURCE else get_source_approval(submission.translation_key)
    newest = submission.page.latest_revision if submission.page else None
    due_at = find_due_moment(submission=submission, newest=newest, source=source, at=at)
    if due_at > at:
        text = _("%(person)s submitted a text. If it is approved now, it goes live on %(moment)s.")
        return [text % {"person": submission.submitted_by, "moment": _write(due_at)}]
    text = _("%(person)s submitted a text. If it is approved, it goes live at once.")
    return [text % {"person": submission.submitted_by}]


def _describe_expiry(moment: datetime) -> str:
    return _("It is taken down on %(moment)s, as its schedule says.") % {"moment": _write(moment)}


def _describe_end(moment: datetime, *, by: object, decided_at: datetime) -> str:
    text = _("It is taken down on %(moment)s. On %(decided)s %(person)s ended it sooner than was approved.")
    return text % {"moment": _write(moment), "decided": _write(decided_at), "person": by}


def _write(moment: datetime | None) -> str:
    return f"{timezone.localtime(moment):%d/%m/%Y %H:%M}" if moment else ""
