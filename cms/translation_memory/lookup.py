"""What the memory answers: what was approved before for a text, the same or similar, and where it comes from."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from html import escape
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.db.models.query import QuerySet
from django.urls import reverse

from cms.approvals.models import Approval
from cms.segments.segment import Segment, SegmentKind
from cms.translation_memory import inverted_index
from cms.translation_memory.models import MemorySource, MemoryTranslation
from cms.translation_memory.words import Wording, count_shared, list_differing_facts, list_shingles, rate, split

THRESHOLD = 70
EXACT = 100
COMPARED = 500
"""How many sources are compared word by word: those that share most with the text."""
SHOWN = 30
"""How many of the most similar sources are looked up with their translations, before what was withdrawn is left out."""


@dataclass(frozen=True)
class Match:
    """A translation approved before. ``text`` stands as it was stored, in a segment of ``kind``; ``source`` is plain.

    ``score`` is 100 only for exactly this source, in the newest approved version of its item: what a later version
    replaced (``replaced_at``) is an earlier translation. ``missing`` are the facts and numbers of the text asked for
    that this source lacks, ``foreign`` those that it has instead.
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
    missing: tuple[str, ...] = ()
    foreign: tuple[str, ...] = ()

    @property
    def is_exact(self) -> bool:
        return self.score == EXACT


def find_matches(
    *, text: str, kind: str, language: str, exclude_key: UUID | None = None, limit: int = 5
) -> list[Match]:
    """Return what was approved in this language for the same text or one at least 70 percent alike.

    The most alike come first, then the newest; the same translation of the same source comes once. Three queries.
    """
    wording = Wording.read(text, kind=kind)
    if not wording.words:
        return []
    scores = _rate_sources(wording, language)
    rows = get_standing(language).filter(source__in=scores)
    if exclude_key is not None:
        rows = rows.exclude(approval__translation_key=exclude_key)
    matches = [_describe(row, scores[row.source_id], wording) for row in rows]
    matches.sort(key=lambda match: (match.score, match.approved_at), reverse=True)
    once = {(match.source, match.text): match for match in reversed(matches)}
    return [match for match in matches if once[match.source, match.text] is match][:limit]


def find_exact(*, segments: Iterable[Segment], language: str) -> dict[str, Match]:
    """Return by path the newest translation of exactly this text that no later version replaced. One query."""
    wordings = {segment.path: Wording.read(segment.text, kind=segment.kind) for segment in segments}
    digests = {wording.digest for wording in wordings.values()}
    rows = get_standing(language).filter(source__digest__in=digests, approval__superseded_at__isnull=True)
    newest = {row.source.digest: row for row in rows.order_by("approval__approved_at", "pk")}
    return {
        path: _describe(newest[wording.digest], EXACT, wording)
        for path, wording in wordings.items()
        if wording.digest in newest
    }


def get_standing(language: str) -> QuerySet[MemoryTranslation]:
    """Return what may be offered: nothing that was withdrawn, nor what its item said in this language before that."""
    withdrawn = Approval.objects.filter(
        translation_key=OuterRef("approval__translation_key"),
        language=language,
        withdrawn_at__gte=OuterRef("approval__approved_at"),
    )
    rows = MemoryTranslation.objects.filter(~Exists(withdrawn), source__language=language)
    return rows.select_related("source", "approval__approved_by").defer(
        "approval__snapshot", "approval__source_snapshot", "approval__findings", "approval__withdrawal_reason"
    )


def fit(match: Match, *, kind: str) -> str:
    """Return the translation as a segment of this kind stores it: rich text made plain, or plain text a paragraph."""
    if match.kind == kind or SegmentKind.RICH not in {match.kind, kind}:
        return match.text
    if kind == SegmentKind.RICH:
        return f"<p>{escape(match.text, quote=False).strip()}</p>".replace("\n", "<br/>")
    return Wording.read(match.text, kind=match.kind).plain


def _rate_sources(wording: Wording, language: str) -> dict[int, int]:
    """Return by key how alike the most similar sources are."""
    shingles = list_shingles(wording.plain)
    shared = count_shared(shingles, words=len(wording.words), at_least=THRESHOLD)
    near = inverted_index.search(language=language, shingles=shingles, at_least=shared, limit=COMPARED)
    scores = {}
    for key, digest, text in MemorySource.objects.filter(pk__in=near).values_list("pk", "digest", "text"):
        if digest == wording.digest:
            scores[key] = EXACT
        elif alike := rate(wording.words, split(text), at_least=THRESHOLD):
            scores[key] = min(alike, EXACT - 1)
    return dict(sorted(scores.items(), key=lambda pair: pair[1], reverse=True)[:SHOWN])


def _describe(row: MemoryTranslation, score: int, wording: Wording) -> Match:
    approval = row.approval
    words = split(row.source.text)
    return Match(
        text=row.text,
        source=row.source.text,
        score=score if approval.superseded_at is None else min(score, EXACT - 1),
        origin_title=approval.title,
        origin_url=reverse("desk_write", args=[approval.translation_key, approval.language]),
        approved_at=approval.approved_at,
        approved_by=str(approval.approved_by),
        kind=row.kind,
        replaced_at=approval.superseded_at,
        missing=list_differing_facts(wording.words, words),
        foreign=list_differing_facts(words, wording.words),
    )
