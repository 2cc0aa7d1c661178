"""Rows of the benchmarks' report: one for each measurement, with its peer or limit from the same run."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
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
    return measure_in_turn([action], repeats=repeats, warm=warm)[0]


def measure_in_turn(actions: Sequence[Callable[[], object]], *, repeats: int, warm: int = 1) -> list[float]:
    """Return the median seconds of each action. They take turns, so that what else the machine does meets them all."""
    times: list[list[float]] = [[] for _ in actions]
    for turn in range(warm + repeats):
        for action, found in zip(actions, times, strict=True):
            started = time.perf_counter()
            action()
            if turn >= warm:
                found.append(time.perf_counter() - started)
    return [statistics.median(found) for found in times]
