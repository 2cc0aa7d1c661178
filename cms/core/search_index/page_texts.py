"""The text of a page as its readers see it, for the search."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any

from django.utils.html import strip_tags
from wagtail import blocks
from wagtail.blocks import StreamValue
from wagtail.rich_text import RichText

from cms.core.models import BasePage
from cms.subtitles.faults import TrackRefused
from cms.subtitles.track_texts import read_texts

Blank = Callable[[str], str]
_hidden: dict[str, Blank] = {}
_END_OF_LINE = re.compile(r"</(?:p|li|h[1-6]|ul|ol)>|<br\s*/?>", re.IGNORECASE)
TEXTS = (
    blocks.CharBlock,
    blocks.TextBlock,
    blocks.RichTextBlock,
    blocks.BaseStreamBlock,
    blocks.BaseStructBlock,
    blocks.ListBlock,
)
"""Blocks with text, or with blocks inside; what others choose, such as an address or a kind, is no word of the page."""
NOT_SHOWN = frozenset({"title", "search_description"})


def register_hidden(name: str, blank: Blank) -> None:
    """Add what readers don't see of a stored text: ``blank(text)`` returns as many spaces in its place."""
    _hidden[name] = blank


def get_text(page: BasePage) -> str:
    """Return the public text of a page, a line for each part, title and poster wording excepted."""
    names = [name for name in page.translatable_fields if name not in NOT_SHOWN and not name.startswith("poster_")]
    parts: list[str] = []
    for name in names:
        value = getattr(page, name)
        parts += _read_subtitles(value) if name in page.subtitle_fields else _read(value)
    return "\n".join(line for part in parts if (line := part.strip()))


def hide(text: str) -> str:
    """Return the text with spaces in place of what readers don't see, such as the keys of facts."""
    for blank in _hidden.values():
        text = blank(text)
    return text


def _read_subtitles(track: str) -> list[str]:
    try:
        return [text for _key, text in read_texts(track, "")]
    except TrackRefused:
        return []


def _read(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, RichText):
        return [unescape(strip_tags(_END_OF_LINE.sub("\n", value.source)))]
    if isinstance(value, StreamValue):
        return [text for child in value for text in _read(child.value)]
    if isinstance(value, blocks.StructValue):
        names = [name for name, block in value.block.child_blocks.items() if isinstance(block, TEXTS)]
        return [text for name in names for text in _read(value.get(name))]
    return [text for part in value for text in _read(part)] if hasattr(value, "__iter__") else []
