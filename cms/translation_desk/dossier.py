"""Dossier of an item in one language: every approval, with the text, its source, the people and the findings."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any
from uuid import UUID

from django.utils.translation import override

from cms.approvals.drafts import read_revision
from cms.approvals.models import Approval, Submission, SubmissionState
from cms.segments.diff import DiffChunk, changed_segments
from cms.segments.page_segments import get_labels
from cms.segments.segment import Segment, from_snapshot
from translations.languages import SOURCE


@dataclass(frozen=True)
class DossierLine:
    """A segment of an approved text with its source, and its changes since the approval before."""

    path: str
    label: str
    source: Segment | None
    text: Segment | None
    changes: tuple[DiffChunk, ...]


@dataclass(frozen=True)
class DossierEntry:
    approval: Approval
    lines: tuple[DossierLine, ...]
    has_change_level: bool
    """True for later approvals of a source: only they have a change level."""


@dataclass(frozen=True)
class Dossier:
    """All approvals, the newest first; ``others`` are the submissions that were not approved."""

    entries: tuple[DossierEntry, ...]
    others: tuple[Submission, ...]


def read_dossier(*, translation_key: UUID, language: str) -> Dossier:
    """Return all approvals of the item in this language, and its other submissions."""
    people = ("submitted_by", "approved_by", "withdrawn_by", "revision", "submission")
    rows = Approval.objects.filter(translation_key=translation_key, language=language).select_related(*people)
    approvals = [None, *rows.order_by("approved_at", "pk")]
    entries = [_make_entry(approval, before) for before, approval in pairwise(approvals) if approval is not None]
    submissions = Submission.objects.filter(translation_key=translation_key, language=language)
    others = submissions.exclude(state=SubmissionState.APPROVED).select_related("submitted_by", "decided_by")
    return Dossier(tuple(reversed(entries)), tuple(others.order_by("-submitted_at", "-pk")))


def find_approved_languages(translation_key: UUID) -> frozenset[str]:
    return frozenset(Approval.objects.filter(translation_key=translation_key).values_list("language", flat=True))


def write_json(dossier: Dossier) -> list[dict[str, Any]]:
    """Return the approvals for JSON, with unchanged snapshots, so that their digests can be recomputed."""
    with override("en"):
        return [_write_approval(entry.approval) for entry in dossier.entries]


def _make_entry(approval: Approval, before: Approval | None) -> DossierEntry:
    texts = {segment.path: segment for segment in from_snapshot(approval.snapshot)}
    sources = {segment.path: segment for segment in from_snapshot(approval.source_snapshot)}
    changes = (
        changed_segments(from_snapshot(before.snapshot), texts.values(), language=approval.language) if before else {}
    )
    labels = get_labels(read_revision(approval.revision)) if approval.revision else {}
    lines = [
        DossierLine(path, labels.get(path, path), sources.get(path), texts.get(path), changes.get(path, ()))
        for path in dict.fromkeys([*sources, *texts, *changes])
    ]
    return DossierEntry(approval, tuple(lines), has_change_level=before is not None and approval.language == SOURCE)


def _write_approval(approval: Approval) -> dict[str, Any]:
    moments = ("approved_at", "due_at", "published_at", "superseded_at", "withdrawn_at")
    return {
        "approval": approval.pk,
        "item": str(approval.translation_key),
        "kind": approval.kind,
        "language": approval.language,
        "title": approval.title,
        "revision": approval.revision_id,
        "sha256": approval.digest,
        "source_sha256": approval.source_digest,
        "master_sha256": approval.master_sha256,
        "change_level": approval.change_level,
        "submitted_by": str(approval.submitted_by),
        "submitted_at": approval.submission.submitted_at,
        "approved_by": str(approval.approved_by),
        "comment": approval.submission.comment,
        "findings": approval.findings,
        "withdrawn_by": str(approval.withdrawn_by) if approval.withdrawn_by else "",
        "withdrawal_reason": approval.withdrawal_reason,
        **{name: getattr(approval, name) for name in moments},
        "text": approval.snapshot,
        "source": approval.source_snapshot,
    }
