"""Submitting a draft for approval: it is validated, frozen and recorded."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import TaskState

from cms.approvals.drafts import find_authors, freeze, get_draft, get_language, get_source_approval
from cms.approvals.models import Approval, Submission, SubmissionState
from cms.approvals.permissions import get_writing_capability, require
from cms.approvals.refusals import DeskRefusal, FindingsRefused
from cms.approvals.signals import submission_opened
from cms.approvals.staleness import find_master
from cms.core.models import BasePage
from cms.quality_checks.registry import check_translation
from cms.segments.page_segments import extract
from cms.segments.segment import Segment, from_snapshot, get_texts, to_snapshot
from cms.segments.segment import digest as digest_of
from cms.users.models import User
from translations.languages import SOURCE


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


def open_submission(*, step: TaskState, by: User, at: datetime) -> Submission:
    """Validate and freeze the draft on which Wagtail has just started this step, and record it as submitted.

    The caller's transaction must end with the exception: ``PermissionDenied``, ``DeskRefusal`` or ``FindingsRefused``.
    """
    page: BasePage = step.workflow_state.content_object.specific
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
    TaskState.objects.filter(pk=step.pk).update(revision=revision)
    step.revision = revision
    submission = Submission.objects.create(
        translation_key=page.translation_key,
        kind=page.kind,
        language=language,
        title=draft.title,
        page=page,
        revision=revision,
        digest=digest_of(segments),
        snapshot=to_snapshot(segments),
        source_digest=source.digest if source else "",
        source_snapshot=source.snapshot if source else [],
        master_sha256=master,
        submitted_by=by,
        submitted_at=at,
        author_keys=sorted({*authors, by.pk}),
        task_state=step,
    )
    submission_opened.send(sender=Submission, submission=submission)
    return submission


def _require_change(page: BasePage, digest: str, source: Approval | None, master: str) -> None:
    current = Approval.objects.of(page).in_force().order_by("-approved_at", "-pk").first()
    handed_in = (digest, source.digest if source else "", master)
    if current and page.live and (current.digest, current.source_digest, current.master_sha256) == handed_in:
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
