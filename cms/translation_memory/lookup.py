"""Lookup in the memory: earlier approved translations of the same or a similar text, with their origin."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.db.models.query import QuerySet
from django.urls import reverse

from cms.approvals.models import Approval
from cms.segments.segment import Segment, SegmentKind
from cms.translation_memory import inverted_index
from cms.translation_memory.models import MemorySource, MemoryTranslation
from cms.translation_memory.words import (
    ReducedText,
    compute_similarity,
    count_shared_shingles,
    list_differing_facts,
    list_shingles,
    split_words,
)

THRESHOLD = 70
EXACT = 100
COMPARED = 500
"""Number of sources compared word by word: those that share the most shingles with the text."""
SHOWN = 30
"""Number of the most similar sources whose translations are read, before withdrawn ones are excluded."""


@dataclass(frozen=True)
class Match:
    """An earlier translation. ``text`` is as stored in a segment of ``kind``; ``source`` is plain text.

    One of an imported memory isn't ``is_approved``: its origin is the file, and ``approved_at`` and ``approved_by`` say
    when and by whom it was imported. ``score`` is 100 only for the same source in the current version of its item. A
    text that a later version replaced has ``replaced_at`` and a lower score. ``missing_facts`` are the facts and
    numbers that the new text has and this source lacks, ``extra_facts`` the reverse.
    """

    text: str
    source: str
    score: int
    origin_title: str
    origin_url: str
    approved_at: datetime
    approved_by: str
    kind: str
    replaced_at: datetime | None
    missing_facts: tuple[str, ...] = ()
    extra_facts: tuple[str, ...] = ()
    is_approved: bool = True

    @property
    def is_exact(self) -> bool:
        return self.score == EXACT


def find_matches(
    *, text: str, kind: str, language: str, exclude_key: UUID | None = None, limit: int = 5
) -> list[Match]:
    """Return the translations of the same text or of one that is at least 70 percent similar.

    The most similar come first, then the approved and the newest, without duplicates. ``exclude_key`` excludes an item.
    Three queries.
    """
    reduced = ReducedText.read(text, kind=kind)
    if not reduced.words:
        return []
    scores = _find_similar_sources(reduced, language)
    rows = get_offerable(language).filter(source__in=scores)
    if exclude_key is not None:
        rows = rows.exclude(approval__translation_key=exclude_key)
    matches = [_describe(row, scores[row.source_id], reduced) for row in rows]
    matches.sort(key=lambda match: (match.score, match.is_approved, match.approved_at), reverse=True)
    once = {(match.source, match.text): match for match in reversed(matches)}
    return [match for match in matches if once[match.source, match.text] is match][:limit]


def find_exact(*, segments: Iterable[Segment], language: str) -> dict[str, Match]:
    """Return by path the newest current translation of exactly the segment's text. One query."""
    texts = {segment.path: ReducedText.read(segment.text, kind=segment.kind) for segment in segments}
    digests = {reduced.digest for reduced in texts.values()}
    rows = get_approved(language).filter(source__digest__in=digests, approval__superseded_at__isnull=True)
    newest = {row.source.digest: row for row in rows.order_by("approval__approved_at", "pk")}
    return {
        path: _describe(newest[reduced.digest], EXACT, reduced)
        for path, reduced in texts.items()
        if reduced.digest in newest
    }


def get_offerable(language: str) -> QuerySet[MemoryTranslation]:
    """Return the translations that may be offered: none that were withdrawn, or approved before a withdrawal."""
    withdrawn = Approval.objects.filter(
        translation_key=OuterRef("approval__translation_key"),
        language=language,
        withdrawn_at__gte=OuterRef("approval__approved_at"),
    )
    rows = MemoryTranslation.objects.filter(~Exists(withdrawn), source__language=language)
    return rows.select_related("source", "approval__approved_by", "memory_import__by").defer(
        "approval__snapshot", "approval__source_snapshot", "approval__findings", "approval__withdrawal_reason"
    )


def get_approved(language: str) -> QuerySet[MemoryTranslation]:
    """Return those translations that may be offered and that were approved at this desk."""
    return get_offerable(language).filter(approval__isnull=False)


def convert(match: Match, *, kind: str) -> str:
    """Return the translation in the form that a segment of this kind stores, converting plain to rich text or back."""
    if match.kind == kind or SegmentKind.RICH not in {match.kind, kind}:
        return match.text
    if kind == SegmentKind.RICH:
        return f"<p>{escape(match.text, quote=False).strip()}</p>".replace("\n", "<br/>")
    return ReducedText.read(match.text, kind=match.kind).plain


def _find_similar_sources(reduced: ReducedText, language: str) -> dict[int, int]:
    """Return the scores of the most similar sources by key."""
    shingles = list_shingles(reduced.plain)
    shared = count_shared_shingles(shingles, words=len(reduced.words), at_least=THRESHOLD)
    near = inverted_index.search(language=language, shingles=shingles, at_least=shared, limit=COMPARED)
    scores = {}
    for key, digest, text in MemorySource.objects.filter(pk__in=near).values_list("pk", "digest", "text"):
        if digest == reduced.digest:
            scores[key] = EXACT
        elif score := compute_similarity(reduced.words, split_words(text), at_least=THRESHOLD):
            scores[key] = min(score, EXACT - 1)
    return dict(sorted(scores.items(), key=lambda pair: pair[1], reverse=True)[:SHOWN])


def _describe(row: MemoryTranslation, score: int, reduced: ReducedText) -> Match:
    words = split_words(row.source.text)
    return Match(
        text=row.text,
        source=row.source.text,
        kind=row.kind,
        missing_facts=list_differing_facts(reduced.words, words),
        extra_facts=list_differing_facts(words, reduced.words),
        **_describe_origin(row, score),
    )


def _describe_origin(row: MemoryTranslation, score: int) -> dict[str, Any]:
    """Return where a translation is from, and its score: only a current approved one is an exact match."""
    approval, memory_import = row.approval, row.memory_import
    if approval is not None:
        return {
            "score": score if approval.superseded_at is None else min(score, EXACT - 1),
            "origin_title": approval.title,
            "origin_url": reverse("desk_write", args=[approval.translation_key, approval.language]),
            "approved_at": approval.approved_at,
            "approved_by": str(approval.approved_by),
            "replaced_at": approval.superseded_at,
        }
    if memory_import is None:
        raise TypeError("A translation in the memory is of an approval or of an import.")
    return {
        "score": min(score, EXACT - 1),
        "origin_title": memory_import.name,
        "origin_url": reverse("desk_memory_files", args=[memory_import.language]),
        "approved_at": memory_import.at,
        "approved_by": str(memory_import.by),
        "replaced_at": None,
        "is_approved": False,
    }
