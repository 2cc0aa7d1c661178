"""Benchmark of the fact check: wrong renderings let through and right ones refused, for each kind and language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from tests.benchmarks.facts.samples import KINDS, make_samples
from tests.benchmarks.rows import Row
from translations.languages import TARGETS

VALUES = {"small": 10, "full": 60}
LIMIT = 0.01


def rows(scale: str) -> Iterator[Row]:
    made: Counter[tuple[str, str, bool]] = Counter()
    misjudged: Counter[tuple[str, str, bool]] = Counter()
    for sample in make_samples(count=VALUES[scale], seed=2026):
        key = (sample.kind, sample.language, not sample.mistake)
        made[key] += 1
        misjudged[key] += sample.is_misjudged
    for kind in KINDS:
        yield _make_row(kind.name, made, misjudged)


def _make_row(kind: str, made: Counter[tuple[str, str, bool]], misjudged: Counter[tuple[str, str, bool]]) -> Row:
    shares = {
        (language, is_right): misjudged[kind, language, is_right] / made[kind, language, is_right]
        for language in TARGETS
        for is_right in (True, False)
    }
    faults = [
        f"{language} {misjudged[kind, language, is_right]} {'refused' if is_right else 'let through'}"
        for (language, is_right), share in shares.items()
        if share
    ]
    right, wrong = (sum(made[kind, language, is_right] for language in TARGETS) for is_right in (True, False))
    refused, passed = (sum(misjudged[kind, language, is_right] for language in TARGETS) for is_right in (True, False))
    return Row(
        id=f"F-{kind}",
        what=f"facts in running text, {kind}, {len(TARGETS)} languages",
        ours=f"{passed} of {wrong} wrong let through, {refused} of {right} right refused",
        peer=", ".join(faults) or "every language: none misjudged",
        ratio=max(shares.values()),
        target="≤ 1 % and ≤ 1 %, in each language",
        met=all(share <= LIMIT for share in shares.values()),
    )
