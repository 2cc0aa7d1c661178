"""A track as texts by path, one for each cue, and back; everything else of the track stays byte for byte.

The path has the start of the cue: ``subtitles.00:00:08,200``. A cue that was divided is one text with marks (see
``cues``), so that a source and its translations have the same paths. A track without cues is one text.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise

from cms.subtitles.blocks import Block, find_blocks
from cms.subtitles.cues import CueTiming, divide, mark_division, name_part, read_time, split_parts, write_time
from cms.subtitles.faults import FaultCode, TrackFault, TrackRefused

TRACKS_KEPT = 8
"""Tracks whose cues are kept: a request reads the same source, draft and bare track again and again."""


def read_texts(track: str, name: str) -> list[tuple[str, str]]:
    """Return the path and text of every cue, in order; ``name`` is the first element of each path."""
    return [(cue.path, cue.text) for cue in _read_cues(track, name)] or [(f"{name}.all", track)]


def write_texts(track: str, name: str, texts: Mapping[str, str]) -> str:
    """Return the track with the given texts in the place of its own, divided where they are marked.

    Blank lines inside a text would end the cue and are dropped. Raise ``TrackRefused``.
    """
    cues = _read_cues(track, name)
    if not cues:
        return texts.get(f"{name}.all", track)
    written, end = [], 0
    for cue in cues:
        if texts.get(cue.path, cue.text) != cue.text:
            written += [track[end : cue.blocks[0].timing_start], _write_cue(cue, texts[cue.path])]
            end = cue.blocks[-1].end
    return "".join([*written, track[end:]])


@lru_cache(maxsize=TRACKS_KEPT)
def strip_texts(track: str, name: str) -> str:
    """Return the track without the texts of its cues; empty for a track without cues."""
    cues = _read_cues(track, name)
    return write_texts(track, name, {cue.path: cue.without_words for cue in cues}) if cues else ""


def read_timings(track: str, name: str) -> dict[str, tuple[CueTiming, ...]]:
    """Return the timing of every cue by its path, one for each of its parts; texts aren't needed."""
    parts = [(cue.path, *times) for cue in _read_cues(track, name) for times in cue.times]
    timings: dict[str, tuple[CueTiming, ...]] = {}
    for place, (path, start, end) in enumerate(parts):
        gap = parts[place + 1][1] - end if place + 1 < len(parts) else None
        timings[path] = (*timings.get(path, ()), CueTiming(start, end, gap))
    return timings


@dataclass(frozen=True)
class _PathCue:
    """A cue with its path; ``key`` is its start as it is written, ``blocks`` are one for each part."""

    path: str
    key: str
    blocks: tuple[Block, ...]

    @cached_property
    def written_times(self) -> list[tuple[str, str]]:
        return [(block.timing["start"], block.timing["end"]) for block in self.blocks if block.timing]

    @cached_property
    def times(self) -> list[tuple[int, int]]:
        return [(read_time(start), read_time(end)) for start, end in self.written_times]

    @cached_property
    def text(self) -> str:
        return self._mark([block.raw_text.rstrip("\r\n") for block in self.blocks])

    @property
    def without_words(self) -> str:
        return self._mark([""] * len(self.blocks))

    def _mark(self, texts: list[str]) -> str:
        marked = texts[:1]
        for ((_, end), (start, _)), text in zip(pairwise(self.written_times), texts[1:], strict=True):
            marked += [mark_division(end, start), text]
        return "\n".join(marked)


@lru_cache(maxsize=TRACKS_KEPT)
def _read_cues(track: str, name: str) -> tuple[_PathCue, ...]:
    """Return the cues with their paths; cues that begin at the same time are numbered."""
    cues: list[_PathCue] = []
    seen: dict[str, int] = {}
    for block in find_blocks(track):
        if block.timing is None:
            continue
        if cues and block.identifier == name_part(cues[-1].key, len(cues[-1].blocks) + 1):
            cues[-1] = _PathCue(cues[-1].path, cues[-1].key, (*cues[-1].blocks, block))
            continue
        start = block.timing["start"].replace(",", ".")
        seen[start] = seen.get(start, 0) + 1
        key = f"{start}-{seen[start]}" if seen[start] > 1 else start
        cues.append(_PathCue(f"{name}.{key.replace('.', ',')}", key, (block,)))
    return tuple(cues)


def _write_cue(cue: _PathCue, text: str) -> str:
    """Return the cue from its timing line on; as a whole it keeps its time."""
    if "-->" in text:
        raise TrackRefused([TrackFault(FaultCode.ARROW_IN_TEXT)])
    parts = split_parts(text.replace("\r\n", "\n").replace("\r", "\n"))
    first, last = cue.blocks[0], cue.blocks[-1]
    line_break = "\r\n" if first.raw_timing.endswith("\r\n") else "\n"
    if len(parts) == len(cue.blocks) == 1:
        timing = first.raw_timing if first.raw_timing.endswith(("\r", "\n")) else f"{first.raw_timing}{line_break}"
        return timing + _write_text(first.raw_text, parts[0].text)
    (start, _), (_, end) = cue.times[0], cue.times[-1]
    times = [(write_time(begun), write_time(ended)) for begun, ended in divide(CueTiming(start, end), parts)]
    starts = [cue.written_times[0][0], *(begun for begun, _ in times[1:])]
    ends = [*(ended for _, ended in times[:-1]), cue.written_times[-1][1]]
    heads = ["", *(f"{line_break}{name_part(cue.key, number)}{line_break}" for number in range(2, len(parts) + 1))]
    settings = (first.timing["settings"] or "").rstrip() if first.timing else ""
    replaced = [*([f"-{line_break}"] * (len(parts) - 1)), last.raw_text]
    return "".join(
        f"{head}{start} --> {end}{settings}{line_break}{_write_text(old, part.text)}"
        for head, start, end, old, part in zip(heads, starts, ends, replaced, parts, strict=True)
    )


def _write_text(old: str, text: str) -> str:
    """Return the text with the line breaks that the old one ended in."""
    if text == old.rstrip("\r\n"):
        return old
    lines = [line for line in text.split("\n") if line.strip()]
    end = old[len(old.rstrip("\r\n")) :] or ("" if old else "\n")
    return "\n".join(lines) + end if lines else ""
