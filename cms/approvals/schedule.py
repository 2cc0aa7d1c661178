"""Schedule of approved texts that await their time: when each goes live, and by whose decision.

Taking away is quick: whoever may write the text postpones or cancels it, at once and alone. Saving a draft that holds
the page back for longer postpones it too, because what a page's newest draft says about its time is true of everything
of the page that isn't public yet. So does a draft that ends the page sooner, for what is public and for what will be; a
later end, or none, is approved with the text. Bringing forward needs an approver who didn't write the text.

An autosave decides nothing: it may hold half a date. What it holds counts once a person saves or submits it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Page, PageLogEntry, Revision

from cms.approvals.models import Approval, ScheduleChange, Submission
from cms.approvals.permissions import get_approving_capability, get_writing_capability, require
from cms.approvals.refusals import DeskRefusal
from cms.core.editing import SAVED_BY_ITSELF
from cms.core.embargo import find_release
from cms.core.page_cache import schedule_version
from cms.users.models import User
from cms.users.roles import Capability, may
from translations.languages import SOURCE

END_SOONER = "approvals.end_sooner"
"""The action in Wagtail's history of a page whose end a draft brought forward."""


@dataclass(frozen=True)
class PageTimes:
    """The times in a revision's content, read without making a page of it."""

    go_live_at: datetime | None
    embargo_until: datetime | None
    expire_at: datetime | None


def read_times(content: Mapping[str, Any]) -> PageTimes:
    """Return the times of a revision's content."""
    return PageTimes(*(_read_moment(content.get(name)) for name in ("go_live_at", "embargo_until", "expire_at")))


def find_decided(newest: Revision | None) -> Revision | None:
    """Return the page's newest draft that a person saved or submitted, given its newest one."""
    if newest is None or newest.user_id is None or SAVED_BY_ITSELF not in newest.content:
        return newest
    drafts = Revision.objects.filter(base_content_type=newest.base_content_type_id, object_id=newest.object_id)
    decided = drafts.filter(Q(user=None) | ~Q(content__has_key=SAVED_BY_ITSELF))
    return decided.order_by("-created_at", "-pk").first()


def find_due_moment(
    *, submission: Submission, newest: Revision | None, source: Approval | None, at: datetime
) -> datetime:
    """Return when the submitted text goes live if it is approved now.

    The latest of: its own schedule and embargo, those of the page's newest draft, and the moment of its source.
    """
    revisions = [revision for revision in (submission.revision, find_decided(newest)) if revision is not None]
    moments = [find_release(read_times(revision.content), at=at) for revision in revisions]
    return max([at, *moments, *([source.due_at] if source else [])])


def find_ender(page: Page) -> PageLogEntry | None:
    """Return the entry of the page's history that set the end of the public page sooner, if its end is that one."""
    if page.expire_at is None:
        return None
    ended = PageLogEntry.objects.filter(page=page.pk, action=END_SOONER).select_related("user")
    last = ended.order_by("-timestamp", "-pk").first()
    return last if last and _read_moment(last.data.get("after")) == page.expire_at else None


def find_expiry(*, approved: Revision | None, newest: Revision | None) -> datetime | None:
    """Return when a text that goes live now is taken down: as approved, or sooner if the newest draft says so."""
    revisions = [revision for revision in (approved, find_decided(newest)) if revision is not None]
    moments = [read_times(revision.content).expire_at for revision in revisions]
    return min((moment for moment in moments if moment is not None), default=None)


@transaction.atomic
def reschedule(*, translation_key: UUID, language: str, due_at: datetime, by: User, at: datetime) -> Approval:
    """Change when the awaiting text goes live, and when the translations that wait for it do; return its approval.

    Raise ``PermissionDenied``, or ``DeskRefusal`` if nothing awaits its time or the moment is too early.
    """
    approval = _lock_awaiting(translation_key, language)
    if due_at >= approval.due_at:
        _require_writer(by, language)
    else:
        require(by, get_approving_capability(language), language=language)
        _require_second_person(approval, by)
        _require_released(approval, due_at)
    _move(approval, due_at, by=by, at=at)
    return approval


@transaction.atomic
def cancel(*, translation_key: UUID, language: str, by: User, at: datetime, reason: str) -> list[Approval]:
    """Cancel the awaiting text before it goes live, and the translations that wait for it; return their approvals.

    What is public stays public. Raise ``PermissionDenied`` or ``DeskRefusal``.
    """
    approval = _lock_awaiting(translation_key, language)
    _require_writer(by, language)
    if not reason.strip():
        raise DeskRefusal("reason", _("Say why the text isn't to go live: the reason is empty."))
    cancelled = [approval, *_lock_followers(approval)]
    for each in cancelled:
        each.withdrawn_at, each.withdrawn_by, each.withdrawal_reason = at, by, reason.strip()
        each.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawal_reason"])
        ScheduleChange.objects.create(approval=each, before=each.due_at, due_at=None, decided_by=by, decided_at=at)
    return cancelled


def follow_draft(*, revision: Revision, at: datetime) -> None:
    """Postpone the page's awaiting text, or end the public one sooner, if this draft, which a person saved, says so.

    A moment that was decided on before doesn't count again: otherwise the editor's next save would undo a publisher's
    decision to bring the text forward.
    """
    if revision.user is None or SAVED_BY_ITSELF in revision.content:
        return
    times, page_id = read_times(revision.content), int(revision.object_id)
    moment = find_release(times, at=at)
    if moment > at:
        _postpone(page_id=page_id, moment=moment, by=revision.user, at=at)
    if times.expire_at is not None:
        _end_sooner(page_id=page_id, expire_at=times.expire_at, by=revision.user)


@transaction.atomic
def _end_sooner(*, page_id: int, expire_at: datetime, by: User) -> None:
    """Let the public page end at that moment, unless it ends sooner; its history names who decided it."""
    later = Page.objects.filter(Q(expire_at=None) | Q(expire_at__gt=expire_at), pk=page_id, live=True)
    page = later.select_for_update(of=("self",)).first()
    if page is None:
        return
    moments = {"before": page.expire_at and page.expire_at.isoformat(), "after": expire_at.isoformat()}
    Page.objects.filter(pk=page_id).update(expire_at=expire_at)
    schedule_version(at=expire_at)
    log(page, action=END_SOONER, user=by, data=moments, content_changed=False)


@transaction.atomic
def _postpone(*, page_id: int, moment: datetime, by: User, at: datetime) -> None:
    approval = Approval.objects.awaiting().filter(page_id=page_id, due_at__lt=moment).select_for_update().first()
    if approval is None or approval.schedule_changes.filter(Q(before=moment) | Q(due_at=moment)).exists():
        return
    _move(approval, moment, by=by, at=at)


def _move(approval: Approval, due_at: datetime, *, by: User, at: datetime) -> None:
    before = approval.due_at
    _set_due(approval, due_at, by=by, at=at)
    for follower in _lock_followers(approval):
        if follower.due_at < due_at or follower.due_at == before:
            _set_due(follower, max(due_at, _find_own_release(follower, at=at)), by=by, at=at)


def _set_due(approval: Approval, due_at: datetime, *, by: User, at: datetime) -> None:
    if due_at == approval.due_at:
        return
    ScheduleChange.objects.create(
        approval=approval, before=approval.due_at, due_at=due_at, decided_by=by, decided_at=at
    )
    approval.due_at = due_at
    approval.save(update_fields=["due_at"])


def _lock_awaiting(translation_key: UUID, language: str) -> Approval:
    rows = Approval.objects.awaiting().filter(translation_key=translation_key, language=language)
    approval = rows.select_for_update(of=("self",)).select_related("revision", "submission").first()
    if approval is None:
        raise DeskRefusal("nothing_awaits", _("No approved text awaits its time here: it went live, or was cancelled."))
    return approval


def _lock_followers(approval: Approval) -> Iterator[Approval]:
    """Yield the awaiting translations that were approved against this source."""
    if approval.language != SOURCE:
        return
    rows = Approval.objects.awaiting().filter(translation_key=approval.translation_key, source_digest=approval.digest)
    yield from rows.exclude(language=SOURCE).select_for_update(of=("self",)).select_related("revision")


def _find_own_release(approval: Approval, *, at: datetime) -> datetime:
    return find_release(read_times(approval.revision.content if approval.revision else {}), at=at)


def _require_writer(by: User, language: str) -> None:
    """Require someone who may write the text, or take it down."""
    if not may(by, Capability.WITHDRAW):
        require(by, get_writing_capability(language), language=language)


def _require_second_person(approval: Approval, by: User) -> None:
    if by.pk == approval.submitted_by_id or by.pk in approval.submission.author_keys:
        text = _("You wrote or submitted this text, so another person has to bring it forward. You can postpone it.")
        raise DeskRefusal("own_text", text)


def _require_released(approval: Approval, due_at: datetime) -> None:
    """Refuse a moment before the end of the approved embargo, or before the source is public."""
    embargo = read_times(approval.revision.content if approval.revision else {}).embargo_until
    if embargo is not None and due_at < embargo:
        raise DeskRefusal("embargo", _("The text was approved with an embargo. To end it earlier, submit it without."))
    source = Approval.objects.awaiting().filter(
        translation_key=approval.translation_key, language=SOURCE, digest=approval.source_digest
    )
    if any(due_at < row.due_at for row in source):
        raise DeskRefusal("source", _("A translation can't go live before its source. Bring the source forward first."))


def _read_moment(value: Any) -> datetime | None:
    return parse_datetime(value) if isinstance(value, str) else value
