"""Markup of other tools' subtitle files: kept, kept in WebVTT's form, or dropped, and said which.

Kept: classes of tags in WebVTT, and the position codes of SubRip (``{\\an8}``: at the top) as settings of the cue.
Dropped: style sheets and regions, because the site's own style is what readers see, and fonts, colours and other codes.
Tools write the marks of one format into the other, so both are read alike.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from cms.subtitles.blocks import Block
from cms.subtitles.cues import Cue

_CLASS = re.compile(r"<(?:[biuc]|v|lang|ruby|rt)\.[^<>\s]+[^<>]*>")
_REGION_SETTING = re.compile(r"[ \t]*(?<!\S)region:\S+")
_CAPITAL_TAG = re.compile(r"</?[BIU]>")
_CLASS_NAME = re.compile(r"(?<=<[biuBIU])\.[^<>\s]+(?=>)")
_FOREIGN_TAG = re.compile(r"</?(?:font|span|strong|em|strike|s)(?:\s[^<>]*)?>", re.IGNORECASE)
_CODES = re.compile(r"\{\\[^{}]*\}")
_POSITION = re.compile(r"\{\\an([1-9])\}")
_LINES = {0: "", 1: "line:50%", 2: "line:0"}
_ALIGNMENTS = {0: "align:left", 1: "", 2: "align:right"}


@dataclass(frozen=True)
class TrackNotice:
    """A piece of markup that was kept or dropped: ``mark`` is as it was written, ``line`` where it was first."""

    mark: str
    line: int
    is_kept: bool = False
    count: int = 1


def is_style(block: Block) -> bool:
    """Return whether a block of a WebVTT file is a style sheet or a region."""
    return block.lines[0].split()[0] in {"STYLE", "REGION"} and block.timing is None


def note_style(block: Block) -> TrackNotice:
    return TrackNotice(block.lines[0].split()[0], block.line)


def clean_webvtt(cue: Cue) -> tuple[Cue, list[TrackNotice]]:
    """Return a cue without what the site doesn't show; its classes stay."""
    regions = [TrackNotice(match[0].strip(), cue.line) for match in _REGION_SETTING.finditer(cue.settings)]
    classes = [TrackNotice(mark, line, is_kept=True) for mark, line in _find(_CLASS, cue)]
    cleaned, found = _clean_foreign(replace(cue, settings=strip_region(cue.settings).strip()))
    return cleaned, [*regions, *found, *classes]


def strip_region(settings: str) -> str:
    """Return a cue's settings, or its line of times, without the region that it names."""
    return _REGION_SETTING.sub("", settings)


def clean_srt(cue: Cue) -> tuple[Cue, list[TrackNotice]]:
    """Return a SubRip cue with bold, italics and underlining only, and with its position as settings of WebVTT."""
    notices = [TrackNotice(cue.settings, cue.line)] if cue.settings else []
    classes = [TrackNotice(mark, line) for mark, line in _find(_CLASS_NAME, cue)]
    cleaned, found = _clean_foreign(replace(cue, settings=""))
    text = _CAPITAL_TAG.sub(lambda tag: tag[0].lower(), _CLASS_NAME.sub("", cleaned.text))
    return replace(cleaned, text=text), [*notices, *found, *classes]


def strip_foreign(line: str) -> str:
    """Return a line of a cue without the tags and codes of other formats."""
    return _CODES.sub("", _FOREIGN_TAG.sub("", line))


def _clean_foreign(cue: Cue) -> tuple[Cue, list[TrackNotice]]:
    """Return the cue without foreign tags and codes; the first code of a position becomes settings if it has none."""
    positions = list(_find(_POSITION, cue))
    kept = positions[:1] if not cue.settings else []
    notices = [TrackNotice(mark, line, is_kept=True) for mark, line in kept]
    notices += [TrackNotice(mark, line) for mark, line in positions[len(kept) :]]
    rest = replace(cue, text=_POSITION.sub("", cue.text))
    notices += [TrackNotice(mark, line) for mark, line in (*_find(_FOREIGN_TAG, rest), *_find(_CODES, rest))]
    if not notices:
        return cue, []
    lines = [line for line in map(strip_foreign, cue.text.split("\n")) if line.strip()]
    settings = _write_position(kept[0][0]) if kept else cue.settings
    return replace(cue, text="\n".join(lines), settings=settings), notices


def summarise(notices: Iterable[TrackNotice]) -> list[TrackNotice]:
    """Return each piece of markup once, where it was first, with the number of times it was found."""
    found: dict[tuple[str, bool], TrackNotice] = {}
    for notice in notices:
        if notice.mark.startswith("</"):
            continue
        key = (notice.mark, notice.is_kept)
        first = found.get(key)
        found[key] = replace(first, count=first.count + 1) if first else notice
    return list(found.values())


def drop_positions(notices: Iterable[TrackNotice]) -> list[TrackNotice]:
    """Return the notices for a track whose cues stand where those of its source do."""
    return [replace(notice, is_kept=notice.is_kept and not _POSITION.match(notice.mark)) for notice in notices]


def _find(pattern: re.Pattern[str], cue: Cue) -> Iterator[tuple[str, int]]:
    for number, line in enumerate(cue.text.split("\n"), start=cue.line + 1):
        for match in pattern.finditer(line):
            yield match[0], number


def _write_position(code: str) -> str:
    """Return the settings for a position by its place on a number pad, as SubStation Alpha counts them."""
    row, column = divmod(int(code[-2]) - 1, 3)
    return " ".join(setting for setting in (_LINES[row], _ALIGNMENTS[column]) if setting)
