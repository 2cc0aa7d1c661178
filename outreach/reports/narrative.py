"""The desk's words in a report as plain blocks, which both document formats print alike."""

from collections.abc import Iterator
from dataclasses import dataclass

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PageElement, Tag

BLOCKS = ("h2", "h3", "p", "li")


@dataclass(frozen=True)
class Run:
    text: str
    bold: bool = False
    italic: bool = False


@dataclass(frozen=True)
class NarrativeBlock:
    """A heading (``h2``, ``h3``), a paragraph (``p``) or an item of a list (``li``); ``mark`` is a dash or a number."""

    kind: str
    runs: tuple[Run, ...]
    mark: str = ""


def read_blocks(html: str) -> list[NarrativeBlock]:
    """Return the blocks of a rich text, without empty ones."""
    soup = BeautifulSoup(html, "html.parser")
    blocks = [NarrativeBlock(tag.name, tuple(_read_runs(tag)), _find_mark(tag)) for tag in soup.find_all(BLOCKS)]
    return [block for block in blocks if any(run.text.strip() for run in block.runs)]


def _read_runs(parent: Tag, *, bold: bool = False, italic: bool = False) -> Iterator[Run]:
    for child in parent.children:
        yield from _read_run(child, bold=bold, italic=italic)


def _read_run(node: PageElement, *, bold: bool, italic: bool) -> Iterator[Run]:
    if isinstance(node, NavigableString):
        yield Run(str(node), bold, italic)
    elif isinstance(node, Tag) and node.name not in ("ul", "ol"):
        is_bold, is_italic = node.name in ("b", "strong"), node.name in ("i", "em")
        yield from _read_runs(node, bold=bold or is_bold, italic=italic or is_italic)


def _find_mark(tag: Tag) -> str:
    if tag.name != "li":
        return ""
    if tag.parent is not None and tag.parent.name == "ol":
        return f"{1 + len(tag.find_previous_siblings('li'))}."
    return "-"
