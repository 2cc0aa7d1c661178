"""Decisions on submitted texts: approve one, or send it back.

Wagtail's workflow shows that a page is in review; these rules decide. Only the frozen revision of the submission can be
approved, and only by a reviewer who saw exactly its text.
"""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.models import Revision, TaskState, WorkflowState
from wagtail.signals import workflow_approved

from cms.approvals.change_level import require_change_level
from cms.approvals.drafts import get_source_approval
from cms.approvals.models import Approval, ChangeLevel, Submission, SubmissionState
from cms.approvals.permissions import get_approving_capability, require
from cms.approvals.publishing import WHEN_DUE, publish
from cms.approvals.refusals import DeskRefusal, FindingsRefused
from cms.approvals.schedule import find_due_moment, find_expiry
from cms.approvals.signals import submission_decided
from cms.core.embargo import refuse_while_live
from cms.core.models import BasePage
from cms.core.publication import PublicationRefused, find_refusals
from cms.films.models import FilmPage
from cms.films.reference_masters import get_shots
from cms.quality_checks.contact_check import list_contact_findings
from cms.quality_checks.findings import Finding
from cms.quality_checks.registry import check_translation
from cms.segments.page_segments import extract
from cms.segments.segment import digest as digest_of
from cms.segments.segment import from_snapshot
from cms.users.models import User
from translations.languages import SOURCE


@transaction.atomic
def approve(
    *,
    submission: Submission,
    digest: str,
    source_digest: str = "",
    by: User,
    at: datetime,
    reasons: Mapping[str, str] | None = None,
    comment: str = "",
    change_level: ChangeLevel = ChangeLevel.SUBSTANTIVE,
) -> Approval:
    """Approve the submitted text and publish it, now or when it is due; return the approval.

    ``digest`` and ``source_digest`` are those of the texts that the reviewer saw. ``reasons`` are the reviewer's
    reasons by the code of the finding; ``change_level`` classifies a change of a source. Raise ``PermissionDenied``,
    ``DeskRefusal``, ``FindingsRefused``, ``ChangeLevelRefused`` or, where a publication rule refuses the page (an
    unverified contact), ``PublicationRefused``. Nothing is written then.
    """
    submission = _lock_open(submission)
    require(by, get_approving_capability(submission.language), language=submission.language)
    _require_second_person(submission, by)
    if digest != submission.digest or submission.revision is None:
        raise _text_changed()
    source = None if submission.language == SOURCE else _require_source(submission, source_digest)
    findings = _check_findings(submission, source, reasons or {})
    require_change_level(submission=submission, change_level=change_level)
    step = _get_step(submission)
    action = PublishPageRevisionAction(submission.revision, user=by)
    newer = _get_newer(action.object, submission)
    due_at = find_due_moment(submission=submission, newest=newer, source=source, at=at)
    action.object.expire_at = find_expiry(approved=submission.revision, newest=newer)
    if due_at > at:
        _require_publishable_later(action.object, submission, at=at)
    _decide(submission, SubmissionState.APPROVED, by=by, at=at, comment=comment)
    _end_workflow(step, by=by, comment=comment)
    approval = _record(submission, source, by=by, at=at, due_at=due_at, findings=findings, change_level=change_level)
    if approval.published_at is not None:
        publish(approval=approval, action=action)
    submission_decided.send(sender=Submission, submission=submission)
    return approval


@transaction.atomic
def request_changes(*, submission: Submission, by: User, at: datetime, comment: str) -> None:
    """Send the text back to its translator or editor. ``comment`` says what to change."""
    submission = _lock_open(submission)
    require(by, get_approving_capability(submission.language), language=submission.language)
    if not comment.strip():
        raise DeskRefusal("comment", _("Say what is to be changed: the comment is empty."))
    _decide(submission, SubmissionState.CHANGES_REQUESTED, by=by, at=at, comment=comment)
    _get_step(submission).reject(user=by, comment=comment)
    submission_decided.send(sender=Submission, submission=submission)


def find_findings(submission: Submission, source: Approval | None) -> tuple[Finding, ...]:
    """Return the findings of the checks on the submitted text: beside the current source, or typed in the source."""
    if source is None:
        return list_contact_findings(from_snapshot(submission.snapshot), language=submission.language)
    is_film = submission.kind == FilmPage.kind
    return check_translation(
        source=from_snapshot(source.snapshot),
        target=from_snapshot(submission.snapshot),
        language=submission.language,
        shots=get_shots(submission.translation_key, language=submission.language) if is_film else (),
    )


def _lock_open(submission: Submission) -> Submission:
    """Return the submission as it is now, locked, with all that deciding on it needs, in one query."""
    locked = (
        Submission.objects.select_for_update(of=("self",))
        .select_related(
            "revision",
            "submitted_by",
            "task_state__revision",
            "task_state__task",
            "task_state__workflow_state__workflow",
        )
        .get(pk=submission.pk)
    )
    if locked.state != SubmissionState.OPEN:
        raise _not_in_review()
    return locked


def _get_step(submission: Submission) -> TaskState:
    """Return Wagtail's step of a submission. A submission whose step was deleted can only be submitted again."""
    step = submission.task_state
    if step is None:
        raise _not_in_review()
    return step


def _not_in_review() -> DeskRefusal:
    return DeskRefusal("decided", _("This text isn't in review any more: it was decided on or cancelled."))


def _text_changed() -> DeskRefusal:
    return DeskRefusal("conflict", _("The text has changed since you opened it. Read it again before you approve it."))


def _require_second_person(submission: Submission, by: User) -> None:
    if by.pk == submission.submitted_by_id or by.pk in submission.author_keys:
        raise DeskRefusal("own_text", _("You wrote or submitted this text, so another person has to approve it."))


def _require_source(submission: Submission, seen: str) -> Approval:
    source = get_source_approval(submission.translation_key)
    if source is None:
        raise DeskRefusal("source", _("The source text of this item isn't approved any more."))
    if source.digest != seen:
        raise DeskRefusal(
            "conflict",
            _("The source text has changed since you opened this page. Read both again before you approve."),
        )
    return source


def _check_findings(
    submission: Submission, source: Approval | None, reasons: Mapping[str, str]
) -> list[dict[str, str]]:
    """Return all findings with the reviewer's reasons. Raise ``FindingsRefused`` where a reason is missing."""
    findings = find_findings(submission, source)
    given = {finding.code: reasons.get(finding.code, "").strip() for finding in findings if finding.needs_reason}
    if unanswered := [finding for finding in findings if finding.is_error and not given.get(finding.code)]:
        raise FindingsRefused(unanswered)
    return [
        {
            "path": finding.path,
            "fact": finding.fact,
            "severity": str(finding.severity),
            "text": finding.text,
            "reason": given.get(finding.code, ""),
        }
        for finding in findings
    ]


def _get_newer(page: BasePage, submission: Submission) -> Revision | None:
    """Return the page's newest draft if it isn't the submitted one, which needs no query."""
    revision: Revision | None = None if page.latest_revision_id == submission.revision_id else page.latest_revision
    return revision


def _require_publishable_later(page: BasePage, submission: Submission, *, at: datetime) -> None:
    """Refuse now what would be refused when the text is due. A text that goes live now is checked as it is saved."""
    if digest_of(extract(page)) != submission.digest:
        raise _text_changed()
    if text := refuse_while_live(page, at=at):
        raise DeskRefusal("embargo", text)
    if refusals := find_refusals(page, without=WHEN_DUE):
        raise PublicationRefused(refusals)


def _record(
    submission: Submission,
    source: Approval | None,
    *,
    by: User,
    at: datetime,
    due_at: datetime,
    findings: list[dict[str, str]],
    change_level: ChangeLevel,
) -> Approval:
    """Record the approval, current already if it is due, and supersede the one that it replaces."""
    is_due = due_at <= at
    same = Approval.objects.filter(translation_key=submission.translation_key, language=submission.language)
    (same.in_force() if is_due else same.awaiting()).update(superseded_at=at)
    copied = ("translation_key", "kind", "language", "title", "page_id", "revision_id", "digest", "snapshot")
    return Approval.objects.create(
        **{name: getattr(submission, name) for name in copied},
        submission=submission,
        master_sha256=submission.master_sha256,
        submitted_by=submission.submitted_by,
        source_digest=source.digest if source else "",
        source_snapshot=source.snapshot if source else [],
        approved_by=by,
        approved_at=at,
        findings=findings,
        change_level=change_level,
        due_at=due_at,
        published_at=at if is_due else None,
    )


def _decide(submission: Submission, state: SubmissionState, *, by: User, at: datetime, comment: str) -> None:
    submission.state, submission.decided_by, submission.decided_at = state, by, at
    submission.comment = comment
    submission.save(update_fields=["state", "decided_by", "decided_at", "comment"])


def _end_workflow(step: TaskState, *, by: User, comment: str) -> None:
    """Approve Wagtail's step and end its workflow, without the publishing that Wagtail would do at its end."""
    step.approve(user=by, update=False, comment=comment)
    state = step.workflow_state
    state.status = WorkflowState.STATUS_APPROVED
    # Only the status changes: Wagtail's own save would validate every other field with ten queries.
    WorkflowState.objects.filter(pk=state.pk).update(status=state.status)
    workflow_approved.send(sender=WorkflowState, instance=state, user=by)
