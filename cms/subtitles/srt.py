"""SubRip (SRT): the text of its cues read, and cues written. SubRip has no standard, but one common form."""

import re
from collections.abc import Iterable
from dataclasses import replace
from html import unescape

from cms.subtitles.cues import Cue, write_time
from cms.subtitles.webvtt import TAG

_STYLE_TAG = re.compile(r"(?P<tag></?[biu])(?:\.[^<>]*)?>")
_LITERAL = re.compile(r"&|<(?!/?[biu]>)")


def from_srt(cue: Cue) -> Cue:
    """Return a cleaned cue of an SRT file as a cue of WebVTT: its text escaped, without its number."""
    text = _LITERAL.sub(lambda match: "&amp;" if match[0] == "&" else "&lt;", cue.text)
    return replace(cue, text=text, identifier="")


def write_srt(cues: Iterable[Cue]) -> str:
    """Return the cues as SubRip: numbered from 1, bold, italics and underlining kept, all other markup dropped."""
    return "\n".join(_write_cue(number, cue) for number, cue in enumerate(cues, start=1))


def _write_cue(number: int, cue: Cue) -> str:
    times = f"{write_time(cue.start, separator=',')} --> {write_time(cue.end, separator=',')}"
    lines = [str(number), times, *_to_srt_text(cue.text).split("\n")]
    return "".join(f"{line}\n" for line in lines if line.strip())


def _to_srt_text(text: str) -> str:
    return unescape(TAG.sub(_to_srt_tag, text))


def _to_srt_tag(tag: re.Match[str]) -> str:
    style = _STYLE_TAG.fullmatch(tag[0])
    return f"{style['tag']}>" if style else ""
