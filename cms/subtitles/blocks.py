"""Blocks: the runs of lines that blank lines separate in WebVTT and SubRip files. A block with times is a cue.

Blocks keep their lines exactly as they are in the file, line breaks included, so that a track can be changed in one
place and stay the same everywhere else.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from cms.subtitles.cues import Cue, read_time

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_TIME = r"(?:\d{1,4}:)?[0-5]?\d:[0-5]?\d[.,]\d{3}"
_TIMING = re.compile(rf"\s*(?P<start>{_TIME})[ \t]+-->[ \t]+(?P<end>{_TIME})(?P<settings>[ \t].*)?", re.ASCII)


@dataclass(frozen=True)
class Block:
    """A block; ``line`` counts from 1, ``start`` is the position of its first character in the file."""

    line: int
    start: int
    raw_lines: tuple[str, ...]

    @cached_property
    def lines(self) -> tuple[str, ...]:
        return tuple(line.rstrip("\r\n") for line in self.raw_lines)

    @property
    def end(self) -> int:
        return self.start + sum(map(len, self.raw_lines))

    @cached_property
    def timing(self) -> re.Match[str] | None:
        """The start, end and settings as they are written; None for a block that isn't a cue."""
        return _TIMING.fullmatch(self.lines[self._place]) if self._place < len(self.lines) else None

    @property
    def timing_line(self) -> int:
        """The number of the line that has the times of a cue, or should have them."""
        return self.line + min(self._place, len(self.lines) - 1)

    @property
    def timing_start(self) -> int:
        return self.start + sum(map(len, self.raw_lines[: self._place]))

    @property
    def raw_timing(self) -> str:
        return self.raw_lines[self._place]

    @property
    def raw_text(self) -> str:
        return "".join(self.raw_lines[self._place + 1 :])

    @property
    def identifier(self) -> str:
        return self.lines[0].strip() if self._place else ""

    @cached_property
    def cue(self) -> Cue | None:
        if self.timing is None:
            return None
        return Cue(
            start=read_time(self.timing["start"]),
            end=read_time(self.timing["end"]),
            text="\n".join(line.rstrip() for line in self.lines[self._place + 1 :]),
            identifier=self.identifier,
            settings=(self.timing["settings"] or "").strip(),
            line=self.timing_line,
        )

    @cached_property
    def _place(self) -> int:
        """The index of the line with the times: the first, or the second below an identifier."""
        return 0 if "-->" in self.lines[0] else 1


def find_blocks(text: str) -> Iterator[Block]:
    """Yield the blocks of a WebVTT or SubRip text in order; all other lines are blank."""
    position = 1 if text.startswith("\ufeff") else 0
    block: list[str] = []
    for number, line in enumerate([*_LINE.findall(text, position), ""], start=1):
        if line.strip():
            block.append(line)
        elif block:
            yield Block(number - len(block), position - sum(map(len, block)), tuple(block))
            block = []
        position += len(line)
