"""Inline codes: the HTML tags and fact tokens inside a text, for exchange files."""

import re
from dataclasses import dataclass

from cms.facts.tokens import TOKEN
from cms.segments.markup import TAG
from cms.segments.segment import SegmentKind

TAG_OR_TOKEN = re.compile(f"{TAG.pattern}|{TOKEN.pattern}")
ALONE = frozenset({"br", "embed", "hr", "img"})


@dataclass(frozen=True)
class Piece:
    """A run of text, or a code.

    ``role`` is "text", "open", "close" or "alone"; the two codes of a pair have the same ``number``.
    """

    text: str
    role: str = "text"
    number: int = 0


def split_codes(text: str, *, kind: str) -> list[Piece]:
    """Return the pieces in order; joined they are the text. A tag without its other half has the role "alone"."""
    pieces: list[Piece] = []
    opened: list[tuple[str, int]] = []
    end = number = 0
    pattern = TAG_OR_TOKEN if kind == SegmentKind.RICH else TOKEN
    for match in pattern.finditer(text):
        if match.start() > end:
            pieces.append(Piece(text[end : match.start()]))
        end = match.end()
        name = match["name"] if kind == SegmentKind.RICH else None
        if name and match["end"] and opened and opened[-1][0] == name:
            place = opened.pop()[1]
            pieces.append(Piece(match[0], "close", pieces[place].number))
            continue
        number += 1
        if name and not match["end"] and name not in ALONE and not match["rest"].endswith("/"):
            opened.append((name, len(pieces)))
            pieces.append(Piece(match[0], "open", number))
        else:
            pieces.append(Piece(match[0], "alone", number))
    if end < len(text):
        pieces.append(Piece(text[end:]))
    for _name, place in opened:
        pieces[place] = Piece(pieces[place].text, "alone", pieces[place].number)
    return pieces
