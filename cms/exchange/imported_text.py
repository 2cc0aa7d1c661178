"""Texts of imported files: why one can't be used, by its length, lines or tags."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from cms.segments.inline_codes import ALONE
from cms.segments.markup import TAG
from cms.segments.segment import SegmentKind
from cms.segments.track_messages import describe_fault
from cms.subtitles.faults import FaultCode, TrackFault

PLAIN_TAGS = frozenset({"p", "b", "strong", "i", "em", "ul", "ol", "li", "br"})
"""Tags without attributes that a translator may add: those of the desk's editor except links."""


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
