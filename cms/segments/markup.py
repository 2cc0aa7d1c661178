"""HTML tags in rich text: the expression that finds them, and the text without them."""

import re
from collections.abc import Callable
from functools import lru_cache
from html import unescape

from cms.segments.segment import SegmentKind
from cms.subtitles.webvtt import strip_tags as strip_webvtt_tags

TAG = re.compile(r"<(?P<end>/?)(?P<name>[a-zA-Z][a-zA-Z0-9]*+)(?P<rest>[^<>]*+)>")


def strip_tags(html: str, *, by: str = " ") -> str:
    """Return the text of rich text, unescaped, with ``by`` in the place of each tag."""
    return unescape(TAG.sub(by, html))


# The checks read each text several times.
@lru_cache(maxsize=512)
def read_plain_text(text: str, *, kind: str, by: str = " ") -> str:
    """Return a segment's text without the markup that its kind has; a “<” in plain text is no tag."""
    if kind == SegmentKind.RICH:
        return strip_tags(text, by=by)
    return strip_webvtt_tags(text, by=by) if kind == SegmentKind.CUE else text


def map_text(html: str, change: Callable[[str], str]) -> str:
    """Return the HTML with each text between its tags replaced by what ``change`` returns for it."""
    parts, position = [], 0
    for tag in TAG.finditer(html):
        parts += [change(html[position : tag.start()]), tag[0]]
        position = tag.end()
    return "".join([*parts, change(html[position:])])
