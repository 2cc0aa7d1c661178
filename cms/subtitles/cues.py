"""WebVTT, cue by cue: the words are translated, the timing stays or is divided (W3C, WebVTT, section 4.1).

A translator may divide a cue of the source where the language needs it. In the text of its one segment a line of its
own marks the place, ``// 00:00:10.000``, with the time at which the second part follows the first (two times where a
pause parts them; none where the time is to be shared out by length). In the track the parts are cues of their own;
those after the first carry the identifier ``00:00:08.200/2``: the start of the source's cue and their number. So a
source's cue is always one segment, the parts' times go wherever its text goes, and the track without its words, which
is approved with it, has them too.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from django.utils.translation import gettext as _

TIME = r"(?:\d{2,}:)?\d{2}:\d{2}\.\d{3}"
CUE = re.compile(
    rf"(?P<timing>^(?P<start>{TIME})[ \t]+-->[ \t]+(?P<end>{TIME})?[^\n]*\n)(?P<text>(?:[^\r\n][^\n]*(?:\n|\Z))*)",
    re.MULTILINE,
)
IDENTIFIER = re.compile(r"(?P<line>[^\r\n]+)\r?\n\Z")
MARK = re.compile(rf"^//(?:[ \t]+(?P<end>{TIME})(?:[ \t]+(?P<start>{TIME}))?)?[ \t]*$", re.MULTILINE)
SHORTEST_PART = 0.2


class BrokenCue(ValueError):
    """The text can't stand in a cue."""


@dataclass(frozen=True)
class CueTiming:
    """When a cue begins and ends, in seconds; ``gap`` is the time to the next: below 0 they overlap."""

    start: float
    end: float
    gap: float | None = None

    @property
    def duration(self) -> float:
        return self.end - self.start


@dataclass(frozen=True)
class Part:
    """What is shown at once. ``end`` and ``next_start`` are the times on the mark after it, if there are any."""

    text: str
    end: str = ""
    next_start: str = ""


def split_parts(text: str) -> list[Part]:
    """Take a cue's text apart at its marks; a text without marks is one part, a part without words none."""
    parts, at = [], 0
    for match in MARK.finditer(text):
        end = match["end"] or ""
        parts.append(Part(text[at : match.start()].removesuffix("\n"), end, match["start"] or end))
        at = match.end() + 1
    parts.append(Part(text[at:]))
    return [part for part in parts if part.text.strip()] or parts


def join_parts(text: str) -> str:
    """Return the words of a cue's text without the marks of its division."""
    return "\n".join(part.text for part in split_parts(text)) if MARK.search(text) else text


def read_timings(track: str, name: str) -> dict[str, tuple[CueTiming, ...]]:
    """Return the timing of every cue by its path, a part each; words aren't needed."""
    parts = [(cue.path, *time) for cue in _read(track, name) for time in cue.times]
    timings: dict[str, tuple[CueTiming, ...]] = {}
    for place, (path, start, end) in enumerate(parts):
        gap = parts[place + 1][1] - end if place + 1 < len(parts) else None
        timings[path] = (*timings.get(path, ()), CueTiming(start, end, gap))
    return timings


def share_out(text: str, timing: tuple[CueTiming, ...]) -> tuple[CueTiming, ...]:
    """Return the timing of a text's parts, as its marks divide the cue's time."""
    if not timing:
        return ()
    parts, whole = split_parts(text), CueTiming(timing[0].start, timing[-1].end, timing[-1].gap)
    times = _divide(whole, parts)
    gaps = [*(later[0] - earlier[1] for earlier, later in pairwise(times)), whole.gap]
    return tuple(CueTiming(start, end, gap) for (start, end), gap in zip(times, gaps, strict=True))


def read_cues(track: str, name: str) -> list[tuple[str, str]]:
    """Return path and text of every cue; the path carries the cue's start. A track without cues is one text."""
    return [(cue.path, cue.text) for cue in _read(track, name)] or [(f"{name}.all", track)]


def write_cues(track: str, name: str, texts: Mapping[str, str]) -> str:
    """Return the track with the texts put in by path, divided where they are marked.

    Blank lines inside a text would end the cue and are dropped. Raise ``BrokenCue``.
    """
    if not CUE.search(track):
        return texts.get(f"{name}.all", track)
    written, end = [], 0
    for cue in _read(track, name):
        first = cue.parts[0]
        if cue.path not in texts or texts[cue.path] == cue.text:
            continue
        written.append(track[end : first.start("timing")])
        written.append(_write(cue, texts[cue.path]))
        end = cue.parts[-1].end("text")
    return "".join([*written, track[end:]])


def strip_texts(track: str, name: str) -> str:
    """Return the track without its words: header, timing, settings; empty for a track without cues."""
    if not CUE.search(track):
        return ""
    return write_cues(track, name, {cue.path: cue.empty for cue in _read(track, name)})


def read_seconds(written: str) -> float:
    seconds = 0.0
    for part in written.split(":"):
        seconds = seconds * 60 + float(part)
    return round(seconds, 3)


def write_seconds(seconds: float) -> str:
    whole = round(seconds * 1000)
    return f"{whole // 3_600_000:02}:{whole // 60_000 % 60:02}:{whole // 1000 % 60:02}.{whole % 1000:03}"


@dataclass(frozen=True)
class _Cue:
    """A cue of the source: ``key`` is its start as it stands in the path, ``parts`` what stands in the track for it."""

    path: str
    key: str
    parts: tuple[re.Match[str], ...]

    @property
    def times(self) -> list[tuple[float, float]]:
        return [(read_seconds(part["start"]), read_seconds(part["end"] or part["start"])) for part in self.parts]

    @property
    def text(self) -> str:
        words = [part["text"].rstrip("\r\n") for part in self.parts]
        return self._mark(words)

    @property
    def empty(self) -> str:
        return self._mark([""] * len(self.parts))

    def _mark(self, words: list[str]) -> str:
        """The words with a mark between each two of them, the mark carrying the times as the track has them."""
        marked = words[:1]
        for (earlier, later), text in zip(pairwise(self.parts), words[1:], strict=True):
            end, start = earlier["end"], later["start"]
            marked += [f"// {end}" if end == start else f"// {end} {start}", text]
        return "\n".join(marked)


def _read(track: str, name: str) -> list[_Cue]:
    """Number the track's cues, parts of a divided one together where they stand in line."""
    cues: list[_Cue] = []
    seen: dict[str, int] = {}
    for match in CUE.finditer(track):
        if cues and match["end"] and _is_next_part(track, match, cues[-1]):
            cues[-1] = _Cue(cues[-1].path, cues[-1].key, (*cues[-1].parts, match))
            continue
        start = match["start"]
        seen[start] = seen.get(start, 0) + 1
        key = f"{start}-{seen[start]}" if seen[start] > 1 else start
        cues.append(_Cue(f"{name}.{key.replace('.', ',')}", key, (match,)))
    return cues


def _is_next_part(track: str, match: re.Match[str], cue: _Cue) -> bool:
    identifier = IDENTIFIER.search(track, cue.parts[-1].end(), match.start())
    return identifier is not None and identifier["line"] == f"{cue.key}/{len(cue.parts) + 1}"


def _write(cue: _Cue, text: str) -> str:
    """Return the cue from its timing line on; the whole keeps its time, and its parts those on their marks."""
    if "-->" in text:
        raise BrokenCue(_("“-->” can't stand in a subtitle: it marks the timing of a cue."))
    parts = split_parts(text.replace("\r\n", "\n"))
    first, last = cue.parts[0], cue.parts[-1]
    if len(parts) == 1 and len(cue.parts) == 1:
        return first["timing"] + _write_words(first["text"], parts[0].text)
    (start, _first_end), (_last_start, end) = cue.times[0], cue.times[-1]
    times = [tuple(map(write_seconds, time)) for time in _divide(CueTiming(start, end), parts)]
    starts = [first["start"], *(begun for begun, _ended in times[1:])]
    ends = [*(ended for _begun, ended in times[:-1]), last["end"]]
    line = "\r\n" if first["timing"].endswith("\r\n") else "\n"
    heads = ["", *(f"{line}{cue.key}/{number}{line}" for number in range(2, len(parts) + 1))]
    olds = [*([f"-{line}"] * (len(parts) - 1)), last["text"]]
    return "".join(
        f"{head}{start} --> {end}{_read_settings(first)}{line}{_write_words(old, part.text)}"
        for head, start, end, old, part in zip(heads, starts, ends, olds, parts, strict=True)
    )


def _read_settings(match: re.Match[str]) -> str:
    after = match["timing"].partition("-->")[2].strip().partition(match["end"] or "")[2]
    return after.rstrip()


def _write_words(old: str, text: str) -> str:
    if text == old.rstrip("\r\n"):
        return old
    lines = [line for line in text.replace("\r\n", "\n").split("\n") if line.strip()]
    tail = old[len(old.rstrip("\r\n")) :] or ("\n" if not old else "")
    return "\n".join(lines) + tail if lines else ""


def _divide(whole: CueTiming, parts: list[Part]) -> list[tuple[float, float]]:
    """Return the parts' times. A time on a mark that lies within what is left is kept, else the rest is shared out."""
    times, start = [], whole.start
    for number, part in enumerate(parts[:-1]):
        latest = whole.end - SHORTEST_PART * (len(parts) - number - 1)
        ended, begun = (read_seconds(part.end), read_seconds(part.next_start)) if part.end else (0.0, 0.0)
        if not start + SHORTEST_PART <= ended <= begun <= latest:
            ended = begun = _find_share(start, whole.end, parts[number:])
        times.append((start, ended))
        start = begun
    return [*times, (start, whole.end)]


def _find_share(start: float, end: float, parts: list[Part]) -> float:
    lengths = [max(len(part.text), 1) for part in parts]
    return round(start + (end - start) * lengths[0] / sum(lengths), 3)
