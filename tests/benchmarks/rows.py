"""What a benchmark says: one row for each thing measured, beside its peer or limit in the same run."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import TypedDict


class Row(TypedDict):
    """One measurement of measures.md, in words and units for people.

    `peer` is the peer or the limit in the same run, `ratio` the figure that the target speaks of, `met` whether it was
    reached (None where this run can't say).
    """

    id: str
    what: str
    ours: str
    peer: str
    ratio: float | None
    target: str
    met: bool | None


def measure(action: Callable[[], object], *, repeats: int, warm: int = 1) -> float:
    """Return the median seconds of `action`, after `warm` runs that don't count."""
    for _ in range(warm):
        action()
    times = []
    for _ in range(repeats):
        started = time.perf_counter()
        action()
        times.append(time.perf_counter() - started)
    return statistics.median(times)
