"""A translated subtitle file matched with the cues of its source, by time."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise

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
    found: dict[str, list[Cue]] = defaultdict(list)
    faults = []
    for cue in cues:
        path = max(timings, key=lambda path: _get_overlap(cue, timings[path]), default="")
        if path and 2 * _get_overlap(cue, timings[path]) >= cue.end - cue.start:
            found[path].append(cue)
        else:
            faults.append(TrackFault(FaultCode.NOT_IN_SOURCE, cue.line))
    for path, timing in timings.items():
        faults += _check_parts(found.get(path, []), timing)
    if faults:
        raise TrackRefused(faults)
    return {path: _join_texts(parts) for path, parts in found.items()}


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
