"""Texts and choices in the blocks of a stream: read as segments, and replaced by path."""

from collections.abc import Callable, Iterator
from itertools import count
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from wagtail import blocks
from wagtail.blocks.stream_block import StreamValue
from wagtail.rich_text import RichText

from cms.segments.choices import write_choice
from cms.segments.segment import Segment, SegmentKind

TEXT_BLOCKS: tuple[tuple[type[blocks.Block], SegmentKind], ...] = (
    (blocks.RichTextBlock, SegmentKind.RICH),
    (blocks.TextBlock, SegmentKind.TEXT),
    (blocks.CharBlock, SegmentKind.CHAR),
)
Change = Callable[[str, blocks.Block, Any], Any]
"""Takes the path, the block and the value of a text or a choice, and returns the new value."""


def find_text_kind(block: blocks.Block) -> SegmentKind | None:
    """Return the kind of the block's text, or None if the block is a choice."""
    return next((kind for block_type, kind in TEXT_BLOCKS if isinstance(block, block_type)), None)


def extract_stream(stream: StreamValue, path: str, context: tuple[Any, ...]) -> Iterator[Segment]:
    """Yield the stream's segments in order, empty ones included; blocks without an identity are given one."""
    _give_identities(list(stream), path)
    for child in stream:
        yield from _extract_block(child.block, child.value, f"{path}.{child.id}", (*context, child.block.label))


def map_stream(stream: StreamValue, path: str, change: Change) -> None:
    """Replace every text and every choice in the stream with what ``change`` returns for it."""
    _give_identities(list(stream), path)
    for child in stream:
        child.value = _map_block(child.block, child.value, f"{path}.{child.id}", change)


def _extract_block(block: blocks.Block, value: Any, path: str, context: tuple[Any, ...]) -> Iterator[Segment]:
    if isinstance(block, blocks.StreamBlock):
        yield from extract_stream(value, path, context)
    elif isinstance(block, blocks.StructBlock):
        for name, child in block.child_blocks.items():
            inner = (*context, child.label) if len(block.child_blocks) > 1 else context
            yield from _extract_block(child, value.get(name), f"{path}.{name}", inner)
    elif isinstance(block, blocks.ListBlock):
        _give_identities(value.bound_blocks, path)
        for place, item in enumerate(value.bound_blocks, start=1):
            yield from _extract_block(block.child_block, item.value, f"{path}.{item.id}", (*context, str(place)))
    elif (kind := find_text_kind(block)) is not None:
        yield Segment(path, kind, value.source if isinstance(value, RichText) else (value or ""), context)
    else:
        yield Segment(path, SegmentKind.CHOICE, write_choice(value), context)


def _map_block(block: blocks.Block, value: Any, path: str, change: Change) -> Any:
    if isinstance(block, blocks.StreamBlock):
        map_stream(value, path, change)
    elif isinstance(block, blocks.StructBlock):
        for name, child in block.child_blocks.items():
            value[name] = _map_block(child, value.get(name), f"{path}.{name}", change)
    elif isinstance(block, blocks.ListBlock):
        _give_identities(value.bound_blocks, path)
        for item in value.bound_blocks:
            item.value = _map_block(block.child_block, item.value, f"{path}.{item.id}", change)
    else:
        return change(path, block, value)
    return value


def _give_identities(children: Any, path: str) -> None:
    """Give blocks without an identity, or with one that occurred before, one made of their place.

    It is the same each time the stream is read, whereas Wagtail gives an item of a list without a stored identity a new
    random one each time. The same identity twice (from a file, or from code) would make one segment of two texts.
    """
    taken: set[str] = set()
    unnamed = []
    for place, child in enumerate(children):
        stored = getattr(child, "original_id", child.id)
        if stored and stored not in taken:
            taken.add(stored)
        else:
            unnamed.append((place, child))
    for place, child in unnamed:
        names = (str(uuid5(NAMESPACE_OID, f"{path}#{place}#{salt}")) for salt in count())
        child.id = next(name for name in names if name not in taken)
        child.original_id = child.id
        taken.add(child.id)
