"""Who may hand in, approve, send back and take down a text, and what is recorded of it.

Wagtail's workflow carries the page through review; these rules decide. What is approved is the frozen text of the
submission, and only if it is the text that the reviewer saw.
"""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import TaskState

from cms.approvals.change_level import require_change_level
from cms.approvals.drafts import get_source_approval
from cms.approvals.models import Approval, ChangeLevel, Submission, SubmissionState
from cms.approvals.permissions import get_approving_capability, require
from cms.approvals.publishing import APPROVAL_CHECK
from cms.approvals.refusals import DeskRefusal, FindingsRefused
from cms.approvals.signals import submission_decided
from cms.core.models import BasePage
from cms.core.publication import PublicationRefused, find_refusals
from cms.films.reference_masters import get_shots
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
    """Approve what was handed in and publish it, now or when its time comes; return the approval.

    ``digest`` and ``source_digest`` are those of the texts that the reviewer saw. ``reasons`` are the reviewer's
    reasons by the code of the finding; ``change_level`` classifies a change of a source. Raise ``PermissionDenied``,
    ``DeskRefusal``, ``FindingsRefused``, ``ChangeLevelRefused`` or, for what another app refuses (a contact),
    ``PublicationRefused``.
    """
    submission = _lock_open(submission)
    language = submission.language
    require(by, get_approving_capability(language), language=language)
    _require_second_person(submission, by)
    reviewed: BasePage | None = submission.revision.as_object() if submission.revision else None
    if reviewed is None or not digest == submission.digest == digest_of(extract(reviewed)):
        raise DeskRefusal("stale", _("The text has changed since you opened it. Read it again before you approve it."))
    source = None if language == SOURCE else _require_source(submission, source_digest)
    findings = _judge(submission, source, reasons or {})
    require_change_level(submission=submission, change_level=change_level)
    if others := find_refusals(reviewed, without=frozenset({APPROVAL_CHECK})):
        raise PublicationRefused(others)
    approval = _record(submission, reviewed, source, by=by, at=at, findings=findings, change_level=change_level)
    _decide(submission, SubmissionState.APPROVED, by=by, at=at, comment=comment)
    get_step(submission).approve(user=by, comment=comment)  # ends the workflow: finish.py publishes
    approval.refresh_from_db()
    submission_decided.send(sender=Submission, submission=submission)
    return approval


@transaction.atomic
def request_changes(*, submission: Submission, by: User, at: datetime, comment: str) -> None:
    """Send the text back to its translator or editor, with what is to be changed."""
    submission = _lock_open(submission)
    require(by, get_approving_capability(submission.language), language=submission.language)
    if not comment.strip():
        raise DeskRefusal("comment", _("Say what is to be changed: the comment is empty."))
    _decide(submission, SubmissionState.CHANGES_REQUESTED, by=by, at=at, comment=comment)
    get_step(submission).reject(user=by, comment=comment)
    submission_decided.send(sender=Submission, submission=submission)


def find_findings(submission: Submission, source: Approval | None) -> tuple[Finding, ...]:
    """Return what the checks say of the submitted text beside the source as it is now; none for the source itself."""
    if source is None:
        return ()
    return check_translation(
        source=from_snapshot(source.snapshot),
        target=from_snapshot(submission.snapshot),
        language=submission.language,
        shots=get_shots(submission.translation_key, language=submission.language),
    )


def get_step(submission: Submission) -> TaskState:
    """Return Wagtail's step of a submission in review; one whose step was deleted can only be handed in again."""
    if submission.task_state is None:
        raise DeskRefusal("decided", _("This text isn't in review any more: it was decided on or taken back."))
    step: TaskState = submission.task_state.specific
    return step


def _lock_open(submission: Submission) -> Submission:
    locked = Submission.objects.select_for_update().get(pk=submission.pk)
    if locked.state != SubmissionState.OPEN:
        raise DeskRefusal("decided", _("This text isn't in review any more: it was decided on or taken back."))
    return locked


def _require_second_person(submission: Submission, by: User) -> None:
    if by.pk == submission.submitted_by_id or by.pk in submission.author_keys:
        raise DeskRefusal("own_text", _("You wrote or submitted this text, so another person has to approve it."))


def _require_source(submission: Submission, seen: str) -> Approval:
    source = get_source_approval(submission.translation_key)
    if source is None:
        raise DeskRefusal("source", _("The Vietnamese text of this item isn't approved any more."))
    if source.digest != seen:
        raise DeskRefusal(
            "stale",
            _("The Vietnamese text has changed since you opened this page. Read both again before you approve."),
        )
    return source


def _judge(submission: Submission, source: Approval | None, reasons: Mapping[str, str]) -> list[dict[str, str]]:
    """Return all that the checks say, with the reasons given; raise ``FindingsRefused`` where one lacks."""
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


def _record(
    submission: Submission,
    reviewed: BasePage,
    source: Approval | None,
    *,
    by: User,
    at: datetime,
    findings: list[dict[str, str]],
    change_level: ChangeLevel,
) -> Approval:
    Approval.objects.of(reviewed).awaiting().update(superseded_at=at)
    moments = [at, reviewed.go_live_at, reviewed.embargo_until, source.due_at if source else None]
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
        due_at=max(moment for moment in moments if moment),
    )


def _decide(submission: Submission, state: SubmissionState, *, by: User, at: datetime, comment: str) -> None:
    submission.state, submission.decided_by, submission.decided_at = state, by, at
    submission.comment = comment
    submission.save(update_fields=["state", "decided_by", "decided_at", "comment"])
