"""Inline codes: the HTML tags and fact tokens inside a text, for exchange files; and which of them a file may use."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from cms.facts.tokens import TOKEN
from cms.segments.markup import TAG
from cms.segments.segment import SegmentKind
from cms.segments.track_messages import describe_fault
from cms.subtitles.faults import FaultCode, TrackFault

TAG_OR_TOKEN = re.compile(f"{TAG.pattern}|{TOKEN.pattern}")
ALONE = frozenset({"br", "embed", "hr", "img"})
PLAIN_TAGS = frozenset({"p", "b", "strong", "i", "em", "ul", "ol", "li", "br"})
"""Tags without attributes that a translator may add: those of the desk's editor except links."""


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


def find_fault(text: str, *, kind: str, known: tuple[str, ...], max_length: int | None) -> str | None:
    """Return why an imported text can't be used, or None; ``known`` are the texts whose tags it may have.

    The desk's editor only produces tags that it offers. A file can contain any, so its texts are checked here.
    """
    if max_length is not None and len(text) > max_length:
        return _("The text is longer than %(limit)s characters.") % {"limit": max_length}
    if kind == SegmentKind.CHAR and "\n" in text.strip():
        return _("This text must be on one line.")
    if kind == SegmentKind.CUE and "-->" in text:
        return describe_fault(TrackFault(FaultCode.ARROW_IN_TEXT))
    if kind == SegmentKind.RICH:
        return next(_find_tag_faults(text, known), None)
    return None


def _find_tag_faults(text: str, known: tuple[str, ...]) -> Iterator[str]:
    allowed = {match[0] for other in known for match in TAG.finditer(other)}
    opened: list[str] = []
    for match in TAG.finditer(text):
        is_plain = match["name"] in PLAIN_TAGS and match["rest"].strip() in ("", "/")
        if match["end"]:
            if not opened or opened.pop() != match["name"]:
                yield _("The tag %(mark)s closes a tag that isn't open.") % {"mark": match[0]}
        elif not is_plain and match[0] not in allowed:
            yield _("The tag %(mark)s isn't in the source.") % {"mark": match[0]}
        elif match["name"] not in ALONE and not match["rest"].endswith("/"):
            opened.append(match["name"])
    if opened:
        yield _("The tag <%(mark)s> isn't closed.") % {"mark": opened[-1]}
    if _has_loose_text(text) and not any(_has_loose_text(other) for other in known):
        yield _("A part of this text is outside its paragraphs.")
    if set(TAG.sub("", text)) & {"<", ">"}:
        yield _("The characters < and > are written &lt; and &gt; in this text.")


def _has_loose_text(text: str) -> bool:
    """Return whether there are words outside all tags, where the desk's editor never writes them."""
    depth = end = 0
    for match in TAG.finditer(text):
        if depth <= 0 and text[end : match.start()].strip():
            return True
        end = match.end()
        if match["end"]:
            depth -= 1
        elif match["name"] not in ALONE and not match["rest"].endswith("/"):
            depth += 1
    return bool(text[end:].strip())
