"""Benchmark of the translation memory: lookups of the same and of a similar text, compared with reading all sources."""

from __future__ import annotations

import random
import statistics
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass

from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from cms.approvals.models import Approval, Submission, SubmissionState
from cms.translation_memory.lookup import find_matches
from cms.translation_memory.models import MemorySource
from cms.translation_memory.words import compute_similarity, split_words
from tests.approvals.factories import Desk, make_desk
from tests.benchmarks.memory_texts import Texts
from tests.benchmarks.rows import Row

SEGMENTS = {"small": 20_000, "full": 200_000}
ASKED = {"small": 100, "full": 400}
COMPARED_BY_READING = {"small": 20, "full": 20}
SEGMENTS_PER_PAGE = 100
LIMIT_MS = 50
SHOWN = 5


@dataclass(frozen=True)
class Found:
    """The duration of a lookup and the scores of its matches."""

    milliseconds: float
    scores: list[int]


def rows(scale: str) -> Iterator[Row]:
    """Fill the memory by its own command, then measure lookups."""
    texts = Texts(seed=2026)
    stored = texts.make(SEGMENTS[scale])
    fill(make_desk(), stored)
    started = time.perf_counter()
    call_command("rebuild_memory", language="ko", verbosity=0)
    filled = time.perf_counter() - started
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    chosen = random.Random(7).sample(stored, ASKED[scale])
    asked = {
        "the same text": chosen,
        "one to three words changed": [texts.change(text, words=1 + place % 3) for place, text in enumerate(chosen)],
    }
    for what, queries in asked.items():
        yield _time(what, queries, scale)
    yield _compare(asked["one to three words changed"][: COMPARED_BY_READING[scale]], scale)
    yield Row(
        id="P9o",
        what=f"memory of {SEGMENTS[scale]:,} segments rebuilt from its approvals",
        ours=f"{filled:.0f} s, {SEGMENTS[scale] / filled:,.0f} segments a second",
        peer="",
        ratio=None,
        target="",
        met=None,
    )


def fill(desk: Desk, texts: list[str]) -> None:
    """Create approvals of pages with 100 segments, directly in the tables."""
    now = timezone.now()
    starts = range(0, len(texts), SEGMENTS_PER_PAGE)
    pages = [texts[start : start + SEGMENTS_PER_PAGE] for start in starts]
    common = [
        {
            "translation_key": uuid.uuid4(),
            "kind": "story",
            "language": "ko",
            "title": f"{number}",
            "snapshot": [
                {"path": f"body.{n}.text", "kind": "text", "text": f"번역 {text}"} for n, text in enumerate(page)
            ],
            "source_snapshot": [
                {"path": f"body.{n}.text", "kind": "text", "text": text} for n, text in enumerate(page)
            ],
            "submitted_by": desk.translator,
        }
        for number, page in enumerate(pages)
    ]
    submissions = Submission.objects.bulk_create(
        [Submission(**each, submitted_at=now, state=SubmissionState.CANCELLED) for each in common], batch_size=100
    )
    Approval.objects.bulk_create(
        [
            Approval(
                **each, submission=submission, approved_by=desk.reviewer, approved_at=now, due_at=now, published_at=now
            )
            for each, submission in zip(common, submissions, strict=True)
        ],
        batch_size=100,
    )


def look_up(text: str) -> Found:
    started = time.perf_counter()
    found = find_matches(text=text, kind="text", language="ko", limit=SHOWN)
    return Found((time.perf_counter() - started) * 1000, [match.score for match in found])


def read_all(text: str) -> Found:
    """Compare the text with every source, without the inverted index."""
    started = time.perf_counter()
    words = split_words(text)
    others = MemorySource.objects.values_list("text", flat=True)
    scores = [
        100 if text == other else min(compute_similarity(words, split_words(other), at_least=70), 99)
        for other in others
    ]
    return Found((time.perf_counter() - started) * 1000, sorted(filter(None, scores), reverse=True)[:SHOWN])


def _time(what: str, queries: list[str], scale: str) -> Row:
    look_up(queries[0])
    found = [look_up(text) for text in queries]
    times = sorted(each.milliseconds for each in found)
    p95 = times[int(len(times) * 0.95)]
    answered = sum(bool(each.scores) for each in found)
    return Row(
        id="P9m",
        what=f"memory of {SEGMENTS[scale]:,} segments, {what}: p95 of {len(times)} lookups",
        ours=f"{p95:.1f} ms (median {statistics.median(times):.1f} ms), {answered} with matches",
        peer="",
        ratio=None,
        target=f"≤ {LIMIT_MS} ms",
        met=p95 <= LIMIT_MS,
    )


def _compare(queries: list[str], scale: str) -> Row:
    ours = [look_up(text) for text in queries]
    peer = [read_all(text) for text in queries]
    wanted = sum(len(each.scores) for each in peer)
    missed = sum(len(_missing(mine.scores, all_of_them.scores)) for mine, all_of_them in zip(ours, peer, strict=True))
    times = [statistics.median(each.milliseconds for each in side) for side in (ours, peer)]
    return Row(
        id="P9n",
        what=f"memory of {SEGMENTS[scale]:,} segments: the {SHOWN} most similar for each of {len(queries)} texts",
        ours=f"{wanted - missed} of {wanted} found, {times[0]:.1f} ms",
        peer=f"{wanted} by reading all, {times[1]:,.0f} ms",
        ratio=times[1] / times[0],
        target="none missed",
        met=not missed,
    )


def _missing(found: list[int], wanted: list[int]) -> list[int]:
    """Return the scores that the lookup missed: not the texts, because ties may be broken differently."""
    rest = list(wanted)
    for score in found:
        if score in rest:
            rest.remove(score)
    return rest
