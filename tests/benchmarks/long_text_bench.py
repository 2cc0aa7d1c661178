"""P20: all checks over one text of 100 kB without a space, in each language, compared with one of 10 kB.

The source is the same text, so that everything read in one is sought in the other. CPU time: the target is a promise
about a web process, whatever else the machine does. Each text is measured once, and the slowest of a language again.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Iterator
from itertools import count

from cms.quality_checks.fact_check import read_written
from cms.quality_checks.registry import check_segments
from cms.segments.segment import Segment
from tests.benchmarks.rows import Row
from translations.languages import SOURCE, TARGETS

LONG, SHORT = 100_000, 10_000
REPEATS = {"small": 1, "full": 2}
MOST_SECONDS, MOST_GROWTH = 1.0, 12.0
PIECES = ("12-34-", "a@", "1.2,3-4", "a.b/", "%", "Lê,")
"""Those of some eighty that took longest."""
OWN = {
    "vi": ("hai", "năm1945,", "Điều5"),
    "en": ("two-", "in1945,", "5th"),
    "fr": ("vingt-", "en1945,", "5e"),
    "es": ("dos-", "en1945,", "5.º"),
    "ru": ("двадцать-", "в1945г.", "5-й"),
    "ko": ("이십", "1945년", "제5"),
    "ja": ("二十", "〇九", "1945年"),
    "zh-hans": ("二十", "〇九", "1945年"),
    "th": ("สอง", "๑๒-", "ปี๒๔๘๘"),
    "lo": ("ສອງ", "໑໒-", "ເກີດປີ1945,"),
    "km": ("មួយ", "១២-", "ឆ្នាំ១៩៤៥"),
    "ar": ("مئة", "٤٥-", "عام١٩٤٥،"),
}
"""Words, figures and years of each language. One that has none is measured with the common pieces."""

_turns = count(1)


def rows(scale: str) -> Iterator[Row]:
    gc.collect()
    gc.freeze()  # as the web server does before it starts its processes
    for language in (SOURCE, *TARGETS):
        pieces = (*PIECES, *OWN.get(language, ()))
        read_written.cache_clear()  # so that a language isn't slowed down by what was remembered of those before it
        _check("x", SHORT, language)  # the language's tables are read once
        times = {piece: (_check(piece, LONG, language), _check(piece, SHORT, language)) for piece in pieces}
        for place in (_get_seconds, _get_growth):
            worst = max(times, key=lambda piece: place(times[piece]))
            times[worst] = _measure_again(worst, times[worst], language=language, repeats=REPEATS[scale])
        worst = max(times, key=lambda piece: times[piece][0])
        seconds, shorter = times[worst]
        growth = max(map(_get_growth, times.values()))
        yield Row(
            id="P20",
            what=f"all checks of 100 kB without a space, {language}; the slowest of {len(pieces)} is “{worst}”",
            ours=f"{seconds:.2f} s",
            peer=f"{shorter:.3f} s (10 kB)",
            ratio=growth,
            target=f"≤ {MOST_SECONDS:.0f} s; ≤ {MOST_GROWTH:.0f}×",
            met=seconds <= MOST_SECONDS and growth <= MOST_GROWTH,
        )


def _get_seconds(times: tuple[float, float]) -> float:
    return times[0]


def _get_growth(times: tuple[float, float]) -> float:
    return times[0] / times[1]


def _measure_again(piece: str, times: tuple[float, float], *, language: str, repeats: int) -> tuple[float, float]:
    """Return the CPU seconds for the long and the short text, the least of all measurements of each."""
    long = [_check(piece, LONG, language) for _ in range(repeats)]
    short = [_check(piece, SHORT, language) for _ in range(repeats)]
    return min(times[0], *long), min(times[1], *short)


def _check(piece: str, length: int, language: str) -> float:
    # Each text is new: what is read in a text is remembered for a while.
    text = (piece * length)[: length - 8] + f"{next(_turns):08}"
    source = Segment("summary", "text", text)
    started = time.process_time()
    check_segments(source=[source], texts={source.path: text}, language=language)
    return time.process_time() - started
