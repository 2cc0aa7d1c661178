"""P20: all checks over one text of 100 kB without a space, in each language, compared with one of 10 kB.

The source is the same text, so that everything read in one is sought in the other. CPU time: the target is a promise
about a web process, whatever else the machine does.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from itertools import count

from cms.quality_checks.registry import check_segments
from cms.segments.segment import Segment
from tests.benchmarks.rows import Row
from translations.languages import TARGETS

LONG, SHORT = 100_000, 10_000
REPEATS = {"small": 1, "full": 3}
MOST_SECONDS, MOST_GROWTH = 1.0, 12.0
PIECES = ("a", "7", "12-34-", "a@", "1.2,3-4", "a.b/", "hai", "一", "〇九", "ສອງ", "មួយ", "XIV-", "HàNội", "(", "zalo:")

_turns = count(1)


def rows(scale: str) -> Iterator[Row]:
    for language in TARGETS:
        times = {piece: _measure(piece, language=language, repeats=REPEATS[scale]) for piece in PIECES}
        worst = max(times, key=lambda piece: times[piece][0])
        seconds, shorter = times[worst]
        growth = max(long / short for long, short in times.values())
        yield Row(
            id="P20",
            what=f"all checks of 100 kB without a space, {language}; the slowest of {len(PIECES)} is “{worst}”",
            ours=f"{seconds:.2f} s",
            peer=f"{shorter:.3f} s (10 kB)",
            ratio=growth,
            target=f"≤ {MOST_SECONDS:.0f} s; ≤ {MOST_GROWTH:.0f}×",
            met=seconds <= MOST_SECONDS and growth <= MOST_GROWTH,
        )


def _measure(piece: str, *, language: str, repeats: int) -> tuple[float, float]:
    """Return the CPU seconds for the long and the short text, the least of the repeats."""
    _check(piece, SHORT, language)
    long = min(_check(piece, LONG, language) for _ in range(repeats))
    return long, min(_check(piece, SHORT, language) for _ in range(3 * repeats))


def _check(piece: str, length: int, language: str) -> float:
    # Each text is new: what is read in a text is remembered for a while.
    text = (piece * length)[: length - 8] + f"{next(_turns):08}"
    source = Segment("summary", "text", text)
    started = time.process_time()
    check_segments(source=[source], texts={source.path: text}, language=language)
    return time.process_time() - started
