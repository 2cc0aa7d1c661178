"""Subtitle files that someone uploads or pastes, WebVTT or SubRip: decoded and read strictly, line by line.

A reader of our own, because the libraries tried don't report faults: webvtt-py (0.6) and pysubs2 (1.8) skip damaged
cues without an error, and srt (3.5) knows one of the two formats. Tests compare all three with it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from cms.subtitles.blocks import Block, find_blocks
from cms.subtitles.cues import Cue
from cms.subtitles.faults import FaultCode, TrackFault, TrackRefused
from cms.subtitles.foreign_markup import (
    TrackNotice,
    clean_srt,
    clean_webvtt,
    is_style,
    note_style,
    strip_foreign,
    strip_region,
    summarise,
)
from cms.subtitles.srt import from_srt
from cms.subtitles.webvtt import correct_times, is_webvtt, write_webvtt
from translations.characters import strip_invisible

MAX_TRACK_SIZE = 2 * 1024 * 1024
MAX_QUOTED = 60
_LONE_RETURN = re.compile(r"\r(?!\n)")
"""A line end of old systems. It is rewritten, as texts compared with it later have other ones."""
_SETTING = re.compile(r"vertical:(?:rl|lr)|(?:line|position|size|align):[\w.,%-]+", re.ASCII)
_WEBVTT_MARKUP = re.compile(r"<[^>]*>?")
_WEBVTT_TAG = re.compile(
    r"</?(?:(?:[biuc]|ruby|rt)(?:\.[\w.-]+)?|v(?:\.[\w.-]+)?(?: [^<>&]*)?|lang(?:\.[\w.-]+)?(?: [\w-]+)?)>"
    r"|<(?:\d+:)?\d\d:\d\d\.\d{3}>"
)
_SRT_MARKUP = re.compile(r"</?[a-zA-Z][^>]*>?|\{\\[^}]*\}?")
_SRT_TAG = re.compile(r"</?[biu]>")


def decode(data: bytes) -> str:
    """Return the file's text, cleaned: UTF-8, or UTF-16 with a byte order mark. Raise ``TrackRefused``."""
    if len(data) > MAX_TRACK_SIZE:
        raise TrackRefused([TrackFault(FaultCode.TOO_LARGE, parameters={"limit": MAX_TRACK_SIZE // 1024 // 1024})])
    is_utf16 = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        return strip_invisible(data.decode("utf-16" if is_utf16 else "utf-8-sig"))
    except UnicodeDecodeError as error:
        line = 0 if is_utf16 else data.count(b"\n", 0, error.start) + 1
        raise TrackRefused([TrackFault(FaultCode.NOT_UTF8, line)]) from error


@dataclass(frozen=True)
class TakenTrack:
    """A file that was accepted: its cues, and what became of markup that isn't WebVTT's or isn't shown here."""

    cues: list[Cue]
    notices: list[TrackNotice]


def take_track(text: str) -> TakenTrack:
    """Return the cues of a WebVTT or SRT text, in order; raise ``TrackRefused`` with the faults of every line."""
    webvtt = is_webvtt(text)
    clean = clean_webvtt if webvtt else clean_srt
    faults: list[TrackFault] = []
    notices: list[TrackNotice] = []
    cues: list[Cue] = []
    for block in find_blocks(text):
        if webvtt and _is_header_or_note(block):
            faults += _check_header_or_note(block)
            notices += [note_style(block)] if is_style(block) else []
        elif block.cue is None:
            faults.append(TrackFault(FaultCode.TIMES_EXPECTED, block.timing_line))
        else:
            # A later part of a divided cue follows its first part, even if another cue begins in between.
            previous = next((cue for cue in reversed(cues) if not cue.is_later_part), None)
            cue, found = clean(block.cue)
            faults += _check_cue(cue, previous=previous, webvtt=webvtt)
            notices += found
            cues.append(cue)
    if not cues and not faults:
        faults.append(TrackFault(FaultCode.NO_SUBTITLES))
    if faults:
        raise TrackRefused(faults)
    return TakenTrack(cues if webvtt else [from_srt(cue) for cue in cues], summarise(notices))


def read_track(text: str) -> list[Cue]:
    """Return the cues of a WebVTT or SRT text as ``take_track`` does."""
    return take_track(text).cues


def to_webvtt(text: str) -> str:
    """Return a WebVTT text as it is, with times and line ends in the usual form; an SRT text rewritten.

    Raise ``TrackRefused``.
    """
    return convert_track(text)[0]


def convert_track(text: str) -> tuple[str, list[TrackNotice]]:
    """Return the text as WebVTT (see ``to_webvtt``), and what became of markup that isn't shown here."""
    taken = take_track(text)
    if not is_webvtt(text):
        return write_webvtt(taken.cues), taken.notices
    lines = _LONE_RETURN.sub("\n", text.removeprefix("\ufeff"))
    return correct_times(_drop_foreign(lines)), taken.notices


def _drop_foreign(track: str) -> str:
    """Return a WebVTT text without style sheets, regions, the cues' references to them, and other formats' markup."""
    written, end = [], 0
    for block in find_blocks(track):
        if is_style(block):
            written.append(track[end : block.start])
            end = block.end + len(track[block.end :]) - len(track[block.end :].lstrip("\r\n"))
        elif block.cue is not None and (cleaned := clean_webvtt(block.cue)[0]) != block.cue:
            written += [track[end : block.timing_start], _write_cleaned(block, cleaned)]
            end = block.end
    return "".join([*written, track[end:]])


def _write_cleaned(block: Block, cleaned: Cue) -> str:
    """Return the block from its times on as the cleaned cue has it; everything else stays byte for byte."""
    timing, *lines = block.raw_lines[block.raw_lines.index(block.raw_timing) :]
    timing = strip_region(timing)
    bare = timing.rstrip("\r\n")
    if cleaned.settings and not bare.endswith(cleaned.settings):
        timing = f"{bare.rstrip()} {cleaned.settings}{timing[len(bare) :]}"
    return "".join([timing, *(line for line in map(strip_foreign, lines) if line.strip())])


def _is_header_or_note(block: Block) -> bool:
    return block.line == 1 or block.lines[0].split()[0] in {"NOTE", "STYLE", "REGION"}


def _check_header_or_note(block: Block) -> Iterator[TrackFault]:
    for number, line in enumerate(block.lines, start=block.line):
        if "-->" in line:
            yield TrackFault(FaultCode.TIMES_OUTSIDE_CUE, number)


def _check_cue(cue: Cue, *, previous: Cue | None, webvtt: bool) -> Iterator[TrackFault]:
    if cue.end <= cue.start:
        yield TrackFault(FaultCode.ENDS_BEFORE_START, cue.line)
    if previous is not None and cue.start < previous.start:
        yield TrackFault(FaultCode.STARTS_TOO_EARLY, cue.line)
    if webvtt and not all(_SETTING.fullmatch(setting) for setting in cue.settings.split()):
        yield TrackFault(FaultCode.UNKNOWN_SETTINGS, cue.line, {"settings": cue.settings[:MAX_QUOTED]})
    for number, line in enumerate(cue.text.split("\n"), start=cue.line + 1):
        yield from _check_text(line, number=number, webvtt=webvtt)


def _check_text(line: str, *, number: int, webvtt: bool) -> Iterator[TrackFault]:
    """Yield the first fault of a line of a cue's text."""
    known, markup = (_WEBVTT_TAG, _WEBVTT_MARKUP) if webvtt else (_SRT_TAG, _SRT_MARKUP)
    unknown = next((match[0] for match in markup.finditer(line) if not known.fullmatch(match[0])), None)
    if "-->" in line:
        yield TrackFault(FaultCode.TIMES_IN_TEXT, number)
    elif unknown is not None:
        yield TrackFault(FaultCode.UNKNOWN_TAG, number, {"mark": unknown[:MAX_QUOTED]})
    elif any((ord(character) < 32 and character != "\t") or 127 <= ord(character) < 160 for character in line):
        yield TrackFault(FaultCode.CONTROL_CHARACTER, number)
