"""Rows of the benchmarks' report: one for each measurement, with its peer or limit from the same run."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import TypedDict


class Row(TypedDict):
    """One measurement, as text with units.

    `peer` is the peer or the limit in the same run, `ratio` the figure that the target refers to, and `met` true if the
    target was reached, None if there is no target.
    """

    id: str
    what: str
    ours: str
    peer: str
    ratio: float | None
    target: str
    met: bool | None


def measure(action: Callable[[], object], *, repeats: int, warm: int = 1) -> float:
    """Return the median seconds of `action`, after `warm` runs that aren't counted."""
    for _ in range(warm):
        action()
    times = []
    for _ in range(repeats):
        started = time.perf_counter()
        action()
        times.append(time.perf_counter() - started)
    return statistics.median(times)
