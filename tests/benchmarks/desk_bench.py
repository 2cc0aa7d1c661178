"""Benchmark of the fact check: altered facts detected, and correct ones refused, in running text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from tests.benchmarks.rows import Row
from tests.quality_checks.fact_samples import KINDS, make_samples
from translations.languages import TARGETS

SAMPLES = {"small": 50, "full": 200}


def rows(scale: str) -> Iterator[Row]:
    count = SAMPLES[scale]
    stopped: Counter[str] = Counter()
    refused: Counter[str] = Counter()
    worst: Counter[tuple[str, str]] = Counter()
    for sample in make_samples(count=count, seed=2026):
        is_found, is_refused = sample.is_found(), sample.is_wrongly_refused()
        stopped[sample.kind] += is_found
        refused[sample.kind] += is_refused
        worst[sample.kind, sample.language] += int(is_refused) + int(not is_found)
    total = count * len(TARGETS)
    for kind in KINDS:
        language, wrong = max(((code, worst[kind, code]) for code in TARGETS), key=lambda pair: pair[1])
        yield Row(
            id=f"F-{kind}",
            what=f"facts in running text, {kind}, {len(TARGETS)} languages × {count}: altered facts detected",
            ours=f"{stopped[kind]} of {total} detected, {refused[kind]} correct ones refused",
            peer=f"worst language: {language}, {wrong} of {2 * count} judged wrong"
            if wrong
            else "every language: none judged wrong",
            ratio=stopped[kind] / total,
            target="≥ 0.99 detected, ≤ 1 % refused, in each language",
            met=all(worst[kind, code] <= count / 100 for code in TARGETS),
        )
