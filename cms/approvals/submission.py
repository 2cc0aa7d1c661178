"""Submission of a draft for approval: the draft is validated and frozen, and a snapshot of its text is recorded."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Page, Revision, TaskState

from cms.approvals.drafts import (
    find_authors,
    freeze,
    get_draft,
    get_language,
    get_source_approval,
    read_besides_text,
)
from cms.approvals.held_files import write_files
from cms.approvals.models import Approval, Submission
from cms.approvals.permissions import get_writing_capability, require
from cms.approvals.refusals import DeskRefusal
from cms.approvals.requirements import (
    require_acceptable,
    require_complete,
    require_corrections,
    require_licensed,
    require_no_placeholder,
    require_proven_contacts,
    require_valid,
)
from cms.approvals.signals import submission_opened
from cms.approvals.staleness import find_master
from cms.approvals.workflow import start_review
from cms.core.models import BasePage
from cms.segments.page_segments import extract
from cms.segments.segment import Segment, get_texts, to_snapshot
from cms.segments.segment import digest as digest_of
from cms.users.models import User
from translations.languages import SOURCE


@dataclass(frozen=True)
class _ValidText:
    """A draft that may be submitted, with the source and the film master it was written beside.

    ``last`` is the newest approval of the text, whatever became of it.
    """

    draft: BasePage
    language: str
    segments: tuple[Segment, ...]
    digest: str
    source: Approval | None
    master: str
    last: Approval | None


@transaction.atomic
def submit(*, page: BasePage, by: User, at: datetime) -> Submission:
    """Submit the page's newest draft for approval and return the submission; one that is in review is replaced.

    Raise ``PermissionDenied``, ``DeskRefusal``, ``FindingsRefused`` or, for placeholders, ``PublicationRefused``.
    """
    language = get_language(page)
    require(by, get_writing_capability(language), language=language)
    # Locked before it is read: a query that waits for a lock returns joined rows as they were before it waited.
    Page.objects.select_for_update(of=("self",)).values_list("pk", flat=True).get(pk=page.pk)
    row = type(page).objects.select_related("locale", "latest_revision").get(pk=page.pk)
    text = _validate(row, at=at)
    if state := row.current_workflow_state:
        state.cancel(user=by)
    revision = freeze(page=row, latest=row.latest_revision)
    step = start_review(page=row, revision=revision, by=by)
    return _record(text, step=step, by=by, at=at)


def open_submission(*, step: TaskState, by: User, at: datetime) -> Submission:
    """Submit the draft whose review Wagtail itself has just started with this step; return the submission.

    The caller's transaction must end with the exception: ``PermissionDenied``, ``DeskRefusal`` or ``FindingsRefused``.
    """
    page: BasePage = step.workflow_state.content_object.specific
    language = get_language(page)
    require(by, get_writing_capability(language), language=language)
    text = _validate(page, at=at)
    step.revision = freeze(page=page, latest=page.latest_revision)
    TaskState.objects.filter(pk=step.pk).update(revision=step.revision)
    return _record(text, step=step, by=by, at=at)


def _validate(page: BasePage, *, at: datetime) -> _ValidText:
    draft = get_draft(page)
    language = get_language(page)
    require_valid(draft)
    if language == SOURCE:
        require_licensed(draft, at=at)
    segments = extract(draft)
    if not get_texts(segments):
        raise DeskRefusal("empty", _("There is no text to approve on this page."))
    require_no_placeholder(draft)
    require_corrections(draft, language)
    source = None if language == SOURCE else get_source_approval(page.translation_key)
    if language != SOURCE and source is None:
        raise DeskRefusal(
            "source", _("The source text of this item isn't approved: its translation can't be submitted yet.")
        )
    approvals = list(Approval.objects.of(page).defer("snapshot", "source_snapshot").order_by("-approved_at", "-pk"))
    text = _ValidText(
        draft=draft,
        language=language,
        segments=segments,
        digest=digest_of(segments),
        source=source,
        master=find_master(page=draft, segments=segments),
        last=approvals[0] if approvals else None,
    )
    in_force = (row for row in approvals if row.superseded_at is None and row.withdrawn_at is None)
    _require_change(text, next(in_force, None), page.latest_revision)
    require_complete(segments, source)
    require_acceptable(segments, source, language)
    require_proven_contacts(draft, page)
    return text


def _record(text: _ValidText, *, step: TaskState, by: User, at: datetime) -> Submission:
    page, source = text.draft, text.source
    submission = Submission.objects.create(
        translation_key=page.translation_key,
        kind=page.kind,
        language=text.language,
        title=page.title,
        page_id=page.pk,
        revision=step.revision,
        digest=text.digest,
        snapshot=to_snapshot(text.segments),
        source_digest=source.digest if source else "",
        source_snapshot=source.snapshot if source else [],
        master_sha256=text.master,
        submitted_by=by,
        submitted_at=at,
        author_keys=find_authors(page=page, last=text.last, by=by),
        files=write_files(page),
        task_state=step,
    )
    submission_opened.send(sender=Submission, submission=submission)
    return submission


def _require_change(text: _ValidText, current: Approval | None, latest: Revision | None) -> None:
    """Raise ``DeskRefusal`` if the page is public with exactly this text, address and times."""
    submitted = (text.digest, text.source.digest if text.source else "", text.master)
    if current is None or not text.draft.live:
        return
    if (current.digest, current.source_digest, current.master_sha256) != submitted:
        return
    if latest is None or read_besides_text(latest) == read_besides_text(current.revision):
        raise DeskRefusal("unchanged", _("Exactly this is already approved, so there is nothing to submit."))
