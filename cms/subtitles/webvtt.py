"""WebVTT: cues read from a track, and written. Source: W3C, WebVTT (Candidate Recommendation, 2019), section 4."""

import re
from collections.abc import Iterable
from html import unescape

from cms.subtitles.blocks import find_blocks
from cms.subtitles.cues import WEBVTT_TIME, Cue, write_time

TAG = re.compile(r"<[^>]*>")
_HEADER = re.compile(r"\ufeff?WEBVTT(?:[ \t\r\n]|\Z)")
_TIMES = re.compile(rf"{WEBVTT_TIME}[ \t]+-->[ \t]+{WEBVTT_TIME}(?:\s|\Z)", re.ASCII)


def is_webvtt(text: str) -> bool:
    return _HEADER.match(text) is not None


def find_cues(text: str) -> list[Cue]:
    """Return the cues of a track that was accepted before, in order; what can't be read is passed over.

    ``tracks.read_track`` is the strict counterpart for new files.
    """
    return [block.cue for block in find_blocks(text) if block.cue is not None]


def strip_tags(text: str, *, by: str = "") -> str:
    """Return the text of a cue, unescaped, with ``by`` in the place of each tag."""
    end = text.rfind(">") + 1  # after it no tag can end, and looking for one from each “<” would take quadratic time
    return unescape(TAG.sub(by, text[:end]) + text[end:])


def write_webvtt(cues: Iterable[Cue]) -> str:
    return "\n".join(["WEBVTT\n", *(_write_cue(cue) for cue in cues)])


def rewrite(text: str) -> str:
    """Return an accepted track with its cues only: without notes, styles, and words in its header."""
    return write_webvtt(find_cues(text))


def correct_times(track: str) -> str:
    """Return the track with its times as WebVTT requires them, such as 00:01.000; nothing else changes."""
    written, end = [], 0
    for block in find_blocks(track):
        if block.cue is None or _TIMES.match(block.raw_timing):
            continue
        line_break = block.raw_timing[len(block.raw_timing.rstrip("\r\n")) :]
        written += [track[end : block.timing_start], write_timing(block.cue), line_break]
        end = block.timing_start + len(block.raw_timing)
    return "".join([*written, track[end:]])


def write_timing(cue: Cue) -> str:
    settings = f" {cue.settings}" if cue.settings else ""
    return f"{write_time(cue.start)} --> {write_time(cue.end)}{settings}"


def _write_cue(cue: Cue) -> str:
    lines = [cue.identifier, write_timing(cue), cue.text]
    return "".join(f"{line}\n" for line in lines if line)
