"""Subtitle files, WebVTT and SubRip (SRT): read strictly, line by line, and written.

Read by a few rules of our own: of the libraries tried, webvtt-py (0.6) passes over damaged cues without a word and
pysubs2 (1.8) does too, and srt (3.5) knows one of the two formats. All three read what we write, in the tests.
Sources: W3C, WebVTT (Candidate Recommendation, 2019), section 4; SubRip has no standard, but one common form.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html import unescape

from django.utils.translation import gettext as _

LARGEST_TRACK = 2 * 1024 * 1024
MOST_FAULTS = 20
_TIME = r"(?:(\d{1,4}):)?([0-5]?\d):([0-5]?\d)[.,](\d{3})"
_TIMING = re.compile(rf"\s*{_TIME}[ \t]+-->[ \t]+{_TIME}(?P<settings>[ \t].*)?", re.ASCII)
_SETTING = re.compile(r"vertical:(?:rl|lr)|(?:line|position|size|align):[\w.,%-]+", re.ASCII)
_TAG = re.compile(
    r"</?(?:[biu]|c(?:\.[\w.-]+)?|v(?:\.[\w.-]+)?(?: [^<>&]*)?|lang(?: [\w-]+)?|ruby|rt)>"
    r"|<(?:\d+:)?\d\d:\d\d\.\d{3}>"
)
_VTT_MARK = re.compile(r"<[^>]*>?")
_SRT_MARK = re.compile(r"</?[a-zA-Z][^>]*>?|\{\\[^}]*\}?")
_PLAIN_TAG = re.compile(r"</?[biu]>")
_NOT_A_TAG = re.compile(r"&|<(?!/?[biu]>)")
_OTHER_BLOCKS = ("NOTE", "STYLE", "REGION")
_LATER_PART = re.compile(r"[\d:.]+(?:-\d+)?/\d+", re.ASCII)
"""The desk's name for a part of a divided subtitle: it stands below its first part, whatever else begins meanwhile."""


@dataclass(frozen=True)
class TrackFault:
    """What is wrong with a file; ``line`` counts from 1, and is 0 where no one line is at fault."""

    line: int
    text: str

    def __str__(self) -> str:
        return _("Line %(line)s: %(text)s") % {"line": self.line, "text": self.text} if self.line else self.text


class TrackRefused(ValueError):
    """The file isn't taken; ``faults`` say why, line by line."""

    def __init__(self, faults: Iterable[TrackFault]) -> None:
        self.faults = tuple(sorted(faults, key=lambda fault: fault.line))[:MOST_FAULTS]
        super().__init__(" ".join(str(fault) for fault in self.faults))


@dataclass(frozen=True)
class Cue:
    """Times in milliseconds; ``text`` is WebVTT's, in which & and < are written &amp; and &lt;."""

    start: int
    end: int
    text: str
    identifier: str = ""
    settings: str = ""
    line: int = field(default=0, compare=False)


def decode(data: bytes) -> str:
    """Return the file's text; raise ``TrackRefused`` for one too large, or neither in UTF-8 nor in marked UTF-16."""
    if len(data) > LARGEST_TRACK:
        text = _("The file is larger than %(limit)d MB.") % {"limit": LARGEST_TRACK // 1024 // 1024}
        raise TrackRefused([TrackFault(0, text)])
    is_wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        return data.decode("utf-16" if is_wide else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = 0 if is_wide else data.count(b"\n", 0, error.start) + 1
        raise TrackRefused([TrackFault(line, _("The text isn't written in UTF-8. Save the file in UTF-8."))]) from error


def is_webvtt(text: str) -> bool:
    return re.match(r"\ufeff?WEBVTT(?:[ \t\r\n]|\Z)", text) is not None


def read_track(text: str) -> list[Cue]:
    """Return the cues of a WebVTT or SRT text, in order; raise ``TrackRefused`` naming every line at fault."""
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    webvtt = is_webvtt(text)
    faults: list[TrackFault] = []
    cues: list[Cue] = []
    for first, block in _find_blocks(lines):
        if webvtt and (first == 1 or block[0].split()[0] in _OTHER_BLOCKS):
            faults += _find_block_faults(first, block)
        elif (cue := _read_cue(first, block)) is None:
            text = _("Here the times of a subtitle should stand, such as 00:00:01.000 --> 00:00:03.500.")
            faults.append(TrackFault(first if "-->" in block[0] or len(block) == 1 else first + 1, text))
        else:
            earlier = next((other for other in reversed(cues) if not _is_later_part(other)), None)
            faults += _find_cue_faults(cue, earlier=earlier, webvtt=webvtt)
            cues.append(cue)
    if not cues and not faults:
        faults.append(TrackFault(0, _("There is no subtitle in it. Use WebVTT or SRT.")))
    if faults:
        raise TrackRefused(faults)
    return cues if webvtt else [_from_srt(cue) for cue in cues]


def to_webvtt(text: str) -> str:
    """Return the text as WebVTT: as it is if it is that already, SRT rewritten. Raise ``TrackRefused``."""
    cues = read_track(text)
    return text.removeprefix("\ufeff") if is_webvtt(text) else write_webvtt(cues)


def write_webvtt(cues: Iterable[Cue]) -> str:
    return "\n".join(["WEBVTT\n", *(f"{_write_head(cue)}{_end(cue.text)}" for cue in cues)])


def write_srt(cues: Iterable[Cue]) -> str:
    """Return the cues as SubRip: numbered from 1, without settings, voices and classes."""
    return "\n".join(
        f"{number}\n{write_time(cue.start, ',')} --> {write_time(cue.end, ',')}\n{_end(_to_srt_text(cue.text))}"
        for number, cue in enumerate(cues, start=1)
    )


def write_time(milliseconds: int, sign: str = ".") -> str:
    rest, thousandths = divmod(milliseconds, 1000)
    return f"{rest // 3600:02}:{rest // 60 % 60:02}:{rest % 60:02}{sign}{thousandths:03}"


def find_mark_fault(text: str, *, webvtt: bool = True) -> str:
    """Say what in a subtitle's text would not be shown as it stands; empty if nothing."""
    allowed, marks = (_TAG, _VTT_MARK) if webvtt else (_PLAIN_TAG, _SRT_MARK)
    if match := next((match for match in marks.finditer(text) if not allowed.fullmatch(match[0])), None):
        return _("“%(mark)s” is no mark that subtitles know. In WebVTT, a “<” that is text is written &lt;.") % {
            "mark": match[0][:60]
        }
    if any((ord(sign) < 32 and sign not in "\n\t") or 127 <= ord(sign) < 160 for sign in text):
        return _("The text has control characters in it.")
    return ""


def _is_later_part(cue: Cue) -> bool:
    return _LATER_PART.fullmatch(cue.identifier) is not None


def _end(text: str) -> str:
    return f"{text}\n" if text else ""


def _write_head(cue: Cue) -> str:
    identifier = f"{cue.identifier}\n" if cue.identifier else ""
    settings = f" {cue.settings}" if cue.settings else ""
    return f"{identifier}{write_time(cue.start)} --> {write_time(cue.end)}{settings}\n"


def _to_srt_text(text: str) -> str:
    return unescape(_TAG.sub(lambda match: match[0] if _PLAIN_TAG.fullmatch(match[0]) else "", text))


def _from_srt(cue: Cue) -> Cue:
    text = _NOT_A_TAG.sub(lambda match: "&amp;" if match[0] == "&" else "&lt;", cue.text)
    return Cue(cue.start, cue.end, text, line=cue.line)


def _find_blocks(lines: list[str]) -> Iterator[tuple[int, list[str]]]:
    """Yield runs of lines that aren't blank, each with the number of its first line."""
    block: list[str] = []
    for number, line in enumerate([*lines, ""], start=1):
        if line.strip():
            block.append(line)
        elif block:
            yield number - len(block), block
            block = []


def _find_block_faults(first: int, block: list[str]) -> Iterator[TrackFault]:
    if block[0].startswith(("STYLE", "REGION")):
        yield TrackFault(first, _("Styles and regions aren't taken in: leave this part out."))
    for number, line in enumerate(block, start=first):
        if "-->" in line:
            yield TrackFault(
                number, _("The times of a subtitle stand in the header or in a note: a blank line is missing.")
            )


def _read_cue(first: int, block: list[str]) -> Cue | None:
    place = 0 if "-->" in block[0] else 1
    match = _TIMING.fullmatch(block[place]) if place < len(block) else None
    if match is None:
        return None
    start, end = _read_time(match.groups()[:4]), _read_time(match.groups()[4:8])
    identifier = block[0].strip() if place else ""
    text = "\n".join(line.rstrip() for line in block[place + 1 :])
    return Cue(start, end, text, identifier, (match["settings"] or "").strip(), first + place)


def _read_time(parts: Iterable[str | None]) -> int:
    hours, minutes, seconds, thousandths = (int(part or 0) for part in parts)
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + thousandths


def _find_cue_faults(cue: Cue, *, earlier: Cue | None, webvtt: bool) -> Iterator[TrackFault]:
    if cue.end <= cue.start:
        yield TrackFault(cue.line, _("The subtitle ends before it begins."))
    if earlier is not None and cue.start < earlier.start:
        yield TrackFault(cue.line, _("The subtitle begins before the one above it."))
    if webvtt and not all(_SETTING.fullmatch(setting) for setting in cue.settings.split()):
        yield TrackFault(cue.line, _("“%(settings)s” are no settings of a subtitle.") % {"settings": cue.settings[:60]})
    texts = cue.text.split("\n")
    for number, line in enumerate(texts, start=cue.line + 1):
        if "-->" in line:
            yield TrackFault(
                number, _("The times of a subtitle stand in the text of another: a blank line is missing.")
            )
        elif fault := find_mark_fault(line, webvtt=webvtt):
            yield TrackFault(number, fault)
