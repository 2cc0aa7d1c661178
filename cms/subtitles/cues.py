"""Cues of subtitles, their times, and the parts into which a translator may divide a cue.

In the text of a cue a line of its own marks a division: ``// 00:00:10.000``, with the time at which the second part
follows the first (two times where there is a pause between them; none where the time is shared by length). In the track
the parts are cues of their own; those after the first have the identifier ``00:00:08.200/2``: the start of the divided
cue and their number. All times are in milliseconds.
"""

import re
from dataclasses import dataclass, field
from itertools import pairwise

MIN_PART_DURATION = 200
WEBVTT_TIME = r"(?:\d{2,}:)?\d{2}:\d{2}\.\d{3}"
"""A time as WebVTT requires it. Files are read more leniently: see ``blocks``."""

_DIVISION = re.compile(rf"^//(?:[ \t]+(?P<end>{WEBVTT_TIME})(?:[ \t]+(?P<start>{WEBVTT_TIME}))?)?[ \t]*$", re.MULTILINE)
_PART_IDENTIFIER = re.compile(r"[\d:.]+(?:-\d+)?/\d+", re.ASCII)


@dataclass(frozen=True)
class Cue:
    """A subtitle; ``text`` is WebVTT's, in which & and < are written &amp; and &lt;."""

    start: int
    end: int
    text: str
    identifier: str = ""
    settings: str = ""
    line: int = field(default=0, compare=False)

    @property
    def is_later_part(self) -> bool:
        """Return whether this is a part of a divided cue other than its first."""
        return _PART_IDENTIFIER.fullmatch(self.identifier) is not None


@dataclass(frozen=True)
class CueTiming:
    """The start and end of a cue; ``gap`` is the time until the next one, negative if they overlap."""

    start: int
    end: int
    gap: int | None = None

    @property
    def duration(self) -> int:
        return self.end - self.start


@dataclass(frozen=True)
class CuePart:
    """A text that is shown at once; ``end`` and ``next_start`` are the times on the mark after it, if any."""

    text: str
    end: str = ""
    next_start: str = ""


def name_part(key: str, number: int) -> str:
    """Return the identifier of a part of the divided cue that begins at ``key``."""
    return f"{key}/{number}"


def split_parts(text: str) -> list[CuePart]:
    """Split a cue's text at its marks. Parts without words are dropped unless all are."""
    parts, position = [], 0
    for match in _DIVISION.finditer(text):
        end = match["end"] or ""
        parts.append(CuePart(text[position : match.start()].removesuffix("\n"), end, match["start"] or end))
        position = match.end() + 1
    parts.append(CuePart(text[position:]))
    return [part for part in parts if part.text.strip()] or parts


def join_parts(text: str) -> str:
    """Return a cue's text without the marks of its division."""
    return "\n".join(part.text for part in split_parts(text)) if _DIVISION.search(text) else text


def mark_division(end: str, next_start: str) -> str:
    """Return the mark between a part that ends and the next one, with their times."""
    return f"// {end}" if end == next_start else f"// {end} {next_start}"


def time_parts(text: str, timing: tuple[CueTiming, ...]) -> tuple[CueTiming, ...]:
    """Return the timing of each part of the text: its marks divide the time that the cue has as a whole."""
    if not timing:
        return ()
    whole = CueTiming(timing[0].start, timing[-1].end, timing[-1].gap)
    times = divide(whole, split_parts(text))
    gaps = [*(later[0] - earlier[1] for earlier, later in pairwise(times)), whole.gap]
    return tuple(CueTiming(start, end, gap) for (start, end), gap in zip(times, gaps, strict=True))


def divide(whole: CueTiming, parts: list[CuePart]) -> list[tuple[int, int]]:
    """Return the start and end of each part.

    The times on a mark are used if they lie within the time that is left, else the time is shared by length.
    """
    times, start = [], whole.start
    for number, part in enumerate(parts[:-1]):
        latest = whole.end - MIN_PART_DURATION * (len(parts) - number - 1)
        end, next_start = (read_time(part.end), read_time(part.next_start)) if part.end else (0, 0)
        if not start + MIN_PART_DURATION <= end <= next_start <= latest:
            end = next_start = _share_time(start, whole.end, parts[number:])
        times.append((start, end))
        start = next_start
    return [*times, (start, whole.end)]


def _share_time(start: int, end: int, parts: list[CuePart]) -> int:
    lengths = [max(len(part.text), 1) for part in parts]
    return round(start + (end - start) * lengths[0] / sum(lengths))


def read_time(written: str) -> int:
    """Return the milliseconds of a time such as ``01:02.500`` or ``00:01:02,500``."""
    whole, _, thousandths = written.replace(",", ".").partition(".")
    seconds = 0
    for part in whole.split(":"):
        seconds = seconds * 60 + int(part)
    return seconds * 1000 + int(thousandths)


def write_time(milliseconds: int, *, separator: str = ".") -> str:
    """Return the time as ``00:01:02.500``; SubRip has a comma as separator."""
    seconds, thousandths = divmod(milliseconds, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}{separator}{thousandths:03}"
