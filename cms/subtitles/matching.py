"""A translated subtitle file matched with the cues of its source, by time."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate, pairwise

from cms.subtitles.cues import Cue, CueTiming, mark_division, write_time
from cms.subtitles.faults import FaultCode, TrackFault, TrackRefused
from cms.subtitles.track_texts import read_timings

MAX_SHIFT = 500
"""Milliseconds by which a cue of the file may begin or end before or after the source's."""


def match_cues(cues: Iterable[Cue], *, source: str, name: str) -> dict[str, str]:
    """Return the cues' texts by the paths of the source's cues; raise ``TrackRefused``.

    The source's times stay. Where the file has several cues for one of the source, their text is marked as divided.
    """
    timings = {path: CueTiming(parts[0].start, parts[-1].end) for path, parts in read_timings(source, name).items()}
    timeline = _Timeline.read(timings)
    found: dict[str, list[Cue]] = defaultdict(list)
    faults = []
    for cue in cues:
        path = timeline.find_path(cue)
        if path:
            found[path].append(cue)
        else:
            faults.append(TrackFault(FaultCode.NOT_IN_SOURCE, cue.line))
    for path, timing in timings.items():
        faults += _check_parts(found.get(path, []), timing)
    if faults:
        raise TrackRefused(faults)
    return {path: _join_texts(parts) for path, parts in found.items()}


@dataclass(frozen=True)
class _Timeline:
    """The source's cues by their start. ``latest_ends`` are the latest ends so far, as cues may overlap."""

    paths: list[str]
    timings: list[CueTiming]
    starts: list[int]
    latest_ends: list[int]

    @classmethod
    def read(cls, timings: dict[str, CueTiming]) -> "_Timeline":
        ordered = sorted(timings.items(), key=lambda item: item[1].start)
        times = [timing for _path, timing in ordered]
        ends = list(accumulate((timing.end for timing in times), max))
        return cls([path for path, _timing in ordered], times, [timing.start for timing in times], ends)

    def find_path(self, cue: Cue) -> str:
        """Return the path of the cue that this one overlaps most, for at least half of its time; else an empty one.

        Only cues that overlap are compared, so that a long track takes no longer for each cue than a short one.
        """
        path, most = "", 1
        for place in range(bisect_left(self.starts, cue.end) - 1, -1, -1):
            if self.latest_ends[place] <= cue.start:
                break
            overlap = _get_overlap(cue, self.timings[place])
            if overlap >= most:
                path, most = self.paths[place], overlap
        return path if 2 * most >= cue.end - cue.start else ""


def _get_overlap(cue: Cue, timing: CueTiming) -> int:
    return min(cue.end, timing.end) - max(cue.start, timing.start)


def _check_parts(parts: list[Cue], timing: CueTiming) -> Iterator[TrackFault]:
    times = {"start": write_time(timing.start), "end": write_time(timing.end)}
    if not parts:
        yield TrackFault(FaultCode.MISSING_FROM_FILE, parameters=times)
    elif abs(parts[0].start - timing.start) > MAX_SHIFT or abs(parts[-1].end - timing.end) > MAX_SHIFT:
        yield TrackFault(FaultCode.TIME_MOVED, parts[0].line, times)
    for earlier, later in pairwise(parts):
        if later.start < earlier.end:
            yield TrackFault(FaultCode.PARTS_OVERLAP, later.line)


def _join_texts(parts: list[Cue]) -> str:
    lines = [parts[0].text]
    for earlier, later in pairwise(parts):
        lines += [mark_division(write_time(earlier.end), write_time(later.start)), later.text]
    return "\n".join(lines)
