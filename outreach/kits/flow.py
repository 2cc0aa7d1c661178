"""The text of an item as headings, paragraphs, lists and tables, from which documents are typeset. No Django."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from lxml import html

_LISTS = {"ul": "list", "ol": "steps"}
_LEVELS = {"h1": 2, "h2": 2, "h3": 3, "h4": 4, "h5": 4, "h6": 4}
_CONTAINERS = frozenset({"div", "section", "figure"})
SMALLEST_HEADING = 4
_BREAK = "\0"


@dataclass(frozen=True)
class FlowPart:
    """A part of a text. ``kind``: heading, paragraph, quote, list, steps or table; ``level`` is that of a heading.

    ``lines`` are the lines of a paragraph and the entries of a list, ``rows`` the cells of a table.
    """

    kind: str
    lines: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    level: int = 0


def read_flow(blocks: Iterable[str]) -> tuple[FlowPart, ...]:
    """Return the parts of these pieces of HTML; no heading is more than one level below the one before."""
    return tuple(_close_gaps(part for block in blocks for part in _read(block)))


def _close_gaps(parts: Iterable[FlowPart]) -> Iterator[FlowPart]:
    above = 1
    for part in parts:
        if part.kind != "heading":
            yield part
            continue
        level = min(part.level, above + 1, SMALLEST_HEADING)
        above = level
        yield FlowPart("heading", part.lines, level=level)


def _read(block: str) -> Iterator[FlowPart]:
    for element in html.fragments_fromstring(block):
        if isinstance(element, str):
            yield from _as_lines("paragraph", (element,))
        else:
            yield from _read_element(element)


def _read_element(element: Any) -> Iterator[FlowPart]:
    tag = str(element.tag)
    if tag in _LEVELS:
        yield FlowPart("heading", _list_lines(element), level=_LEVELS[tag])
    elif tag in _LISTS:
        entries = (" ".join(_list_lines(entry)) for entry in element.iterchildren("li"))
        yield from _as_lines(_LISTS[tag], entries)
    elif tag == "blockquote":
        yield from _as_lines("quote", (line for child in _children(element) for line in _list_lines(child)))
    elif tag == "table":
        yield from _read_table(element)
    elif tag in _CONTAINERS:
        for child in _children(element):
            yield from _read_element(child)
    else:
        yield from _as_lines("paragraph", _list_lines(element))


def _children(element: Any) -> list[Any]:
    return list(element) or [element]


def _read_table(element: Any) -> Iterator[FlowPart]:
    caption = element.find("caption")
    if caption is not None:
        yield from _as_lines("paragraph", _list_lines(caption))
    rows = tuple(
        tuple(" ".join(_list_lines(cell)) for cell in row.iterchildren("td", "th")) for row in element.iter("tr")
    )
    if rows:
        width = max(map(len, rows))
        yield FlowPart("table", rows=tuple(row + ("",) * (width - len(row)) for row in rows))


def _as_lines(kind: str, lines: Iterable[str]) -> Iterator[FlowPart]:
    written = tuple(filter(None, (" ".join(line.split()) for line in lines)))
    if written:
        yield FlowPart(kind, written)


def _list_lines(element: Any) -> tuple[str, ...]:
    """Return the text of an element, a line for each ``br``."""
    text = "".join(_BREAK if node is None else node for node in _list_texts(element))
    lines = (" ".join(line.split()) for line in text.split(_BREAK))
    return tuple(filter(None, lines))


def _list_texts(element: Any) -> Iterator[str | None]:
    """Yield the texts in an element in their order, None for a ``br``."""
    yield element.text or ""
    for child in element:
        if child.tag == "br":
            yield None
        elif isinstance(child.tag, str):
            yield from _list_texts(child)
        yield child.tail or ""
