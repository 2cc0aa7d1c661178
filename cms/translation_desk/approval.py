"""Who may hand in, approve, send back and take down a text, and what is recorded of it.

Wagtail's workflow carries the page through review; these rules decide. What is approved is the frozen text of the
submission, and only if it is the text that the reviewer saw.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import NoReturn
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.models import Page, TaskState, WorkflowState

from cms.core.models import BasePage
from cms.core.publication import PublicationRefused, Refusal, find_refusals
from cms.translation_desk.checks import check_translation
from cms.translation_desk.drafts import find_authors, freeze, get_draft, get_language, get_source_approval
from cms.translation_desk.findings import Finding
from cms.translation_desk.going_live import APPROVAL_CHECK, announce
from cms.translation_desk.masters import find_master, get_shots
from cms.translation_desk.models import Approval, Submission, SubmissionState, Weight
from cms.translation_desk.notices import tell_decided, tell_handed_in
from cms.translation_desk.segments import Segment, extract, from_snapshot, get_texts, to_snapshot
from cms.translation_desk.segments import digest as digest_of
from cms.translation_desk.weighing import require_weight
from cms.users.models import User
from cms.users.roles import Capability, may
from translations.languages import SOURCE


class DeskRefusal(PublicationRefused):
    """A rule of the desk was not met; nothing was written. ``refusals`` say why, in the person's language."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__([Refusal(code, text)])


class FindingsRefused(PublicationRefused):
    """Errors were found that nobody gave a reason for, or that no reason excuses."""

    def __init__(self, findings: list[Finding]) -> None:
        self.findings = findings
        super().__init__(Refusal("finding", finding.text) for finding in findings)


def require(by: User, capability: Capability, *, language: str | None = None) -> None:
    """Raise ``PermissionDenied`` unless the person's role has the capability in this language."""
    if by is None or not may(by, capability, language=language):
        raise PermissionDenied(_("Your role doesn't let you do this in this language."))


def get_writing_capability(language: str) -> Capability:
    return Capability.WRITE_SOURCE if language == SOURCE else Capability.TRANSLATE


def get_approving_capability(language: str) -> Capability:
    return Capability.PUBLISH_SOURCE if language == SOURCE else Capability.REVIEW


@transaction.atomic
def submit(*, page: BasePage, by: User, at: datetime) -> Submission:
    """Hand in the page's latest draft for approval and return the submission.

    One that is in review already is replaced. Raise ``PermissionDenied`` or ``DeskRefusal``.
    """
    language = get_language(page)
    require(by, get_writing_capability(language), language=language)
    workflow = page.get_workflow()
    if workflow is None:
        raise DeskRefusal("no_workflow", _("This language has no workflow yet: the set-up command makes one."))
    if state := page.current_workflow_state:
        state.cancel(user=by)
    workflow.start(page, by)
    submission = Submission.objects.get(
        translation_key=page.translation_key, language=language, state=SubmissionState.OPEN
    )
    submission.submitted_at = at
    submission.save(update_fields=["submitted_at"])
    return submission


def open_submission(*, workflow_state: WorkflowState, by: User, start: Callable[[], TaskState]) -> TaskState:
    """Freeze the draft, start Wagtail's step on it, and record what was handed in. The step calls this itself."""
    page: BasePage = workflow_state.content_object.specific
    language = get_language(page)
    require(by, get_writing_capability(language), language=language)
    draft = get_draft(page)
    _require_valid(draft)
    segments = extract(draft)
    if not get_texts(segments):
        raise DeskRefusal("empty", _("There is no text to approve on this page."))
    source = None if language == SOURCE else get_source_approval(page.translation_key)
    if language != SOURCE and source is None:
        raise DeskRefusal(
            "source", _("The Vietnamese text of this item isn't approved: its translation can't be handed in yet.")
        )
    master = find_master(page=draft, segments=segments)
    _require_change(page, digest_of(segments), source, master)
    _require_complete(segments, source)
    _require_whole(segments, source, language)
    authors = find_authors(page)
    revision = freeze(page)
    workflow_state.content_object.latest_revision = revision
    task_state = start()
    submission = Submission.objects.create(
        translation_key=page.translation_key,
        kind=page.kind,
        language=language,
        title=revision.as_object().title,
        page=page,
        revision=revision,
        digest=digest_of(segments),
        snapshot=to_snapshot(segments),
        source_digest=source.digest if source else "",
        source_snapshot=source.snapshot if source else [],
        master_sha256=master,
        submitted_by=by,
        submitted_at=timezone.now(),
        author_keys=sorted({*authors, by.pk}),
        task_state=task_state,
    )
    tell_handed_in(submission)
    return task_state


def _require_change(page: BasePage, digest: str, source: Approval | None, master: str) -> None:
    standing = Approval.objects.of(page).standing().order_by("-approved_at", "-pk").first()
    handed_in = (digest, source.digest if source else "", master)
    if standing and page.live and (standing.digest, standing.source_digest, standing.master_sha256) == handed_in:
        raise DeskRefusal("unchanged", _("Exactly this text is approved already; there is nothing to hand in."))


def _require_valid(draft: BasePage) -> None:
    """A draft may be saved half done; what is handed in must be fit to be live."""
    try:
        draft.full_clean()
    except ValidationError as error:
        raise DeskRefusal(
            "invalid", _("The text isn't complete: %(errors)s") % {"errors": " ".join(error.messages)}
        ) from error


def _require_complete(segments: tuple[Segment, ...], source: Approval | None) -> None:
    written = {segment.path for segment in segments if segment.text.strip()}
    open_ones = [
        text for text in get_texts(from_snapshot(source.snapshot if source else [])) if text.path not in written
    ]
    if open_ones:
        text = _("%(count)s texts aren't translated yet, the first of them: “%(text)s”.")
        raise DeskRefusal("incomplete", text % {"count": len(open_ones), "text": open_ones[0].text[:80]})


def _require_whole(segments: tuple[Segment, ...], source: Approval | None, language: str) -> None:
    """Refuse what no reviewer could let pass: a lost link, a damaged placeholder."""
    if source is not None:
        found = check_translation(source=from_snapshot(source.snapshot), target=segments, language=language)
        if broken := [finding for finding in found if finding.is_error and not finding.excusable]:
            raise FindingsRefused(broken)


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
    weight: Weight = Weight.MEANING,
) -> Approval:
    """Approve what was handed in and publish it, now or when its time comes; return the approval.

    ``digest`` and ``source_digest`` are those of the texts that the reviewer saw. ``reasons`` answers findings of
    the checks by their code; ``weight`` says what a change of a source is. Raise ``PermissionDenied``, ``DeskRefusal``,
    ``FindingsRefused``, ``WeightRefused`` or, for what other rooms refuse (a contact), ``PublicationRefused``.
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
    require_weight(submission=submission, weight=weight)
    if others := find_refusals(reviewed, without=frozenset({APPROVAL_CHECK})):
        raise PublicationRefused(others)
    approval = _record(submission, reviewed, source, by=by, at=at, findings=findings, weight=weight)
    _decide(submission, SubmissionState.APPROVED, by=by, at=at, comment=comment)
    get_step(submission).approve(user=by, comment=comment)  # ends the workflow: finish.py publishes
    approval.refresh_from_db()
    tell_decided(submission)
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
    tell_decided(submission)


@transaction.atomic
def withdraw(*, translation_key: UUID, language: str | None, by: User, reason: str, at: datetime) -> list[Approval]:
    """Take an item down at once, in one language or (None) everywhere, and return what was withdrawn.

    What waits for its time or is in review is withdrawn with it.
    """
    require(by, Capability.WITHDRAW)
    if not reason.strip():
        raise DeskRefusal("reason", _("Say why the item is taken down: the reason is empty."))
    chosen = {"translation_key": translation_key} | ({"language": language} if language else {})
    approvals = list(Approval.objects.filter(**chosen).standing().select_for_update())
    if not approvals:
        raise DeskRefusal("nothing", _("Nothing of this item is approved, so that nothing can be taken down."))
    for approval in approvals:
        approval.withdrawn_at, approval.withdrawn_by, approval.withdrawal_reason = at, by, reason.strip()
        approval.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawal_reason"])
    for submission in Submission.objects.filter(**chosen, state=SubmissionState.OPEN).select_related("page"):
        if submission.page and (state := submission.page.current_workflow_state):
            state.cancel(user=by)
    _take_down(approvals, by)
    return approvals


def _take_down(approvals: list[Approval], by: User) -> None:
    for approval in approvals:
        page = Page.objects.filter(pk=approval.page_id).first()
        if page is not None and page.live:
            # The desk's own rule has let this person do it; the page's signal announces the withdrawal.
            UnpublishPageAction(page.specific, user=by).execute(skip_permission_checks=True)
        elif approval.published_at:
            announce(page=page, language=approval.language, approval=approval, change="withdrawn")


def refuse_outside_the_desk() -> NoReturn:
    raise DeskRefusal("desk", _("A text is approved on its review page at the translation desk."))


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
        raise DeskRefusal("own_text", _("You wrote or handed in this text: another person has to approve it."))


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
    weight: Weight,
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
        weight=weight,
        due_at=max(moment for moment in moments if moment),
    )


def _decide(submission: Submission, state: SubmissionState, *, by: User, at: datetime, comment: str) -> None:
    submission.state, submission.decided_by, submission.decided_at = state, by, at
    submission.comment = comment
    submission.save(update_fields=["state", "decided_by", "decided_at", "comment"])
