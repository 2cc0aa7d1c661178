"""WebVTT, cue by cue: the words are translated, the timing stays (W3C, WebVTT, section 4.1)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

CUE = re.compile(
    r"(?P<timing>^(?P<start>(?:\d{2,}:)?\d{2}:\d{2}\.\d{3})[ \t]+-->[^\n]*\n)(?P<text>(?:[^\r\n][^\n]*(?:\n|\Z))*)",
    re.MULTILINE,
)


class BrokenCue(ValueError):
    """The text can't stand in a cue."""


@dataclass(frozen=True)
class CueTiming:
    """Seconds that a cue is shown, and seconds until the next (less than none: they overlap; None: it is the last)."""

    duration: float
    gap: float | None


def read_timings(track: str, name: str) -> dict[str, CueTiming]:
    """Return the timing of every cue by its path; words aren't needed."""
    times = [(path, *_read_times(match["timing"])) for path, match in _number_cues(track, name)]
    ends = [*(start for _path, start, _end in times[1:]), None]
    return {
        path: CueTiming(duration=end - start, gap=None if after is None else after - end)
        for (path, start, end), after in zip(times, ends, strict=True)
    }


def _read_times(timing: str) -> tuple[float, float]:
    start, end = (_read_seconds(part.split()[0]) for part in timing.split("-->"))
    return start, end


def _read_seconds(written: str) -> float:
    seconds = 0.0
    for part in written.split(":"):
        seconds = seconds * 60 + float(part)
    return seconds


def read_cues(track: str, name: str) -> list[tuple[str, str]]:
    """Return path and text of every cue; the path carries the cue's start. A track without cues is one text."""
    cues = [(path, match["text"].rstrip("\r\n")) for path, match in _number_cues(track, name)]
    return cues or [(f"{name}.all", track)]


def write_cues(track: str, name: str, texts: Mapping[str, str]) -> str:
    """Return the track with the texts put in by path; blank lines inside a text would end the cue and are dropped."""
    if not CUE.search(track):
        return texts.get(f"{name}.all", track)
    written, end = [], 0
    for path, match in _number_cues(track, name):
        written.append(track[end : match.start("text")])
        written.append(_write_cue(match["text"], texts[path]) if path in texts else match["text"])
        end = match.end("text")
    return "".join([*written, track[end:]])


def strip_texts(track: str, name: str) -> str:
    """Return the track without its words: header, timing, settings; empty for a track without cues."""
    if not CUE.search(track):
        return ""
    return write_cues(track, name, {path: "" for path, _text in read_cues(track, name)})


def _write_cue(old: str, text: str) -> str:
    if text == old.rstrip("\r\n"):
        return old
    if "-->" in text:
        raise BrokenCue(_("“-->” can't stand in a subtitle: it marks the timing of a cue."))
    lines = [line for line in text.replace("\r\n", "\n").split("\n") if line.strip()]
    tail = old[len(old.rstrip("\r\n")) :] or ("\n" if not old else "")
    return "\n".join(lines) + tail if lines else ""


def _number_cues(track: str, name: str) -> list[tuple[str, re.Match[str]]]:
    seen: dict[str, int] = {}
    numbered = []
    for match in CUE.finditer(track):
        start = match["start"]
        seen[start] = seen.get(start, 0) + 1
        again = f"-{seen[start]}" if seen[start] > 1 else ""
        numbered.append((f"{name}.{start.replace('.', ',')}{again}", match))
    return numbered
