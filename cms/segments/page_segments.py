"""A page taken apart into ordered segments with stable identity, and put together again.

Text segments are what a translator writes; a segment of kind *choice* (which image, which file, which contact, the
timing of subtitles) isn't translated, but is part of what was approved. Empty fields make no segment.
"""

import hashlib
import json
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from itertools import count
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.text import capfirst
from wagtail import blocks
from wagtail.blocks.stream_block import StreamValue
from wagtail.documents.models import AbstractDocument
from wagtail.fields import RichTextField, StreamField
from wagtail.images.models import AbstractImage
from wagtail.models import Page
from wagtail.rich_text import RichText

from cms.core.models import BasePage
from cms.subtitles.track_texts import read_texts, strip_texts, write_texts


class SegmentKind(models.TextChoices):
    CHAR = "char"
    TEXT = "text"
    RICH = "rich"
    CUE = "cue"
    CHOICE = "choice"


@dataclass(frozen=True)
class Segment:
    """``path`` is the field, then block identities, so that it survives a change of order: ``body.<id>.text``.

    ``context`` names the place for people, from the field inwards; it is no part of what is approved or compared.
    """

    path: str
    kind: str
    text: str
    context: tuple[Any, ...] = field(default=(), compare=False, repr=False)

    @property
    def label(self) -> str:
        """Name the place in the active language: “Text › Quotation › Who says it”."""
        return " › ".join(str(capfirst(part)) for part in self.context) or self.path


NOT_PUBLIC = frozenset({field.name for field in Page._meta.get_fields()} | {"page_ptr", "embargo_until"})
"""Fields that the public never reads. All others of a page are its texts or its choices."""

TEXT_BLOCKS: tuple[tuple[type[blocks.Block], SegmentKind], ...] = (
    (blocks.RichTextBlock, SegmentKind.RICH),
    (blocks.TextBlock, SegmentKind.TEXT),
    (blocks.CharBlock, SegmentKind.CHAR),
)


def extract(page: BasePage) -> tuple[Segment, ...]:
    """Take the page as it stands in memory apart; blocks without an identity are given one that stays."""
    found = _extract_fields(page)
    found += (
        Segment(chosen.name, SegmentKind.CHOICE, text, (chosen.verbose_name,))
        for chosen in get_choice_fields(type(page))
        if (text := _write_choice(_read_choice(page, chosen)))
    )
    return tuple(segment for segment in found if segment.text)


def extract_texts(page: BasePage) -> tuple[Segment, ...]:
    """Return the segments that are translated, as ``extract`` does, without reading the page's choices."""
    return tuple(segment for segment in get_texts(_extract_fields(page)) if segment.text)


def get_choice_fields(page_class: type[BasePage]) -> list[Any]:
    """Return the page's own fields that aren't text: everything not translatable and not ``NOT_PUBLIC``."""
    own = [*page_class._meta.concrete_fields, *page_class._meta.many_to_many]
    return [field for field in own if field.name not in NOT_PUBLIC and field.name not in page_class.translatable_fields]


def get_texts(segments: Iterable[Segment]) -> tuple[Segment, ...]:
    """Return what is translated, without the choices."""
    return tuple(segment for segment in segments if segment.kind != SegmentKind.CHOICE)


def get_labels(page: BasePage) -> dict[str, str]:
    """Return the label of each of the page's segments by its path."""
    return {segment.path: segment.label for segment in extract(page)}


def digest(segments: Iterable[Segment]) -> str:
    """Return the SHA-256 of all paths and texts, in order, in Unicode's composed form."""
    pairs = [[segment.path, unicodedata.normalize("NFC", segment.text)] for segment in segments]
    return hashlib.sha256(json.dumps(pairs, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def to_snapshot(segments: Iterable[Segment]) -> list[dict[str, str]]:
    return [{"path": segment.path, "kind": str(segment.kind), "text": segment.text} for segment in segments]


def from_snapshot(rows: Iterable[Mapping[str, str]]) -> tuple[Segment, ...]:
    return tuple(Segment(row["path"], row["kind"], row["text"]) for row in rows)


def merge(page: BasePage, texts: Mapping[str, str]) -> BasePage:
    """Write the texts back by path into the page in memory and return it; structure and choices stay."""
    for name in page.translatable_fields:
        own = {path: text for path, text in texts.items() if path.split(".", 1)[0] == name}
        field = page._meta.get_field(name)
        if isinstance(field, StreamField):
            map_stream(getattr(page, name), name, partial(_put_text, own))
        elif name in page.subtitle_fields:
            setattr(page, name, write_texts(getattr(page, name), name, own))
        elif name in own:
            setattr(page, name, own[name])
    return page


def follow(*, source: BasePage, target: BasePage) -> BasePage:
    """Give the target the source's structure and choices, keeping its own texts wherever a segment remains.

    A segment that is new in the source is empty, never in the source's language; one that the source no longer has is
    removed from the target, whether a field or a block.
    """
    texts = {segment.path: segment.text for segment in extract_texts(target)}
    paths = [segment.path for segment in extract_texts(source)]
    return rebuild(source=source, target=target, texts={path: texts.get(path, "") for path in paths})


def rebuild(*, source: BasePage, target: BasePage, texts: Mapping[str, str]) -> BasePage:
    """Give the target the source's structure and choices, and these texts by path; a field without one is emptied."""
    for name in source.translatable_fields:
        if isinstance(source._meta.get_field(name), StreamField) or name in source.subtitle_fields:
            setattr(target, name, _copy_value(source, name))
        elif name not in texts:
            setattr(target, name, "")
    for chosen in get_choice_fields(type(source)):
        setattr(target, chosen.name, _read_choice(source, chosen))
    return merge(target, texts)


def get_max_length(page: BasePage, path: str) -> int | None:
    """Return how long the field's text may be; None for a block, whose length its own form minds."""
    try:
        return getattr(page._meta.get_field(path), "max_length", None)
    except FieldDoesNotExist:
        return None


def _extract_fields(page: BasePage) -> list[Segment]:
    return [segment for name in page.translatable_fields for segment in _take_field(page, name)]


def _take_field(page: BasePage, name: str) -> list[Segment]:
    field = page._meta.get_field(name)
    value, context = getattr(page, name), (field.verbose_name,)
    if isinstance(field, StreamField):
        return list(_walk_stream(value, name, context))
    if name in page.subtitle_fields and value:
        texts = [
            Segment(path, SegmentKind.CUE, text, (*context, path.removeprefix(f"{name}.").replace(",", ".")))
            for path, text in read_texts(value, name)
        ]
        return [*texts, Segment(name, SegmentKind.CHOICE, strip_texts(value, name), context)]
    if isinstance(field, RichTextField):
        return [Segment(name, SegmentKind.RICH, value, context)]
    kind = SegmentKind.CHAR if isinstance(field, models.CharField) else SegmentKind.TEXT
    return [Segment(name, kind, value or "", context)]


def _walk_stream(stream: StreamValue, path: str, context: tuple[Any, ...]) -> Iterator[Segment]:
    _give_identities(list(stream), path)
    for child in stream:
        yield from _walk_block(child.block, child.value, f"{path}.{child.id}", (*context, child.block.label))


def _walk_block(block: blocks.Block, value: Any, path: str, context: tuple[Any, ...]) -> Iterator[Segment]:
    if isinstance(block, blocks.StreamBlock):
        yield from _walk_stream(value, path, context)
    elif isinstance(block, blocks.StructBlock):
        for name, child in block.child_blocks.items():
            inner = (*context, child.label) if len(block.child_blocks) > 1 else context
            yield from _walk_block(child, value.get(name), f"{path}.{name}", inner)
    elif isinstance(block, blocks.ListBlock):
        _give_identities(value.bound_blocks, path)
        for place, item in enumerate(value.bound_blocks, start=1):
            yield from _walk_block(block.child_block, item.value, f"{path}.{item.id}", (*context, str(place)))
    elif (kind := find_text_kind(block)) is not None:
        yield Segment(path, kind, _read_text(value), context)
    else:
        yield Segment(path, SegmentKind.CHOICE, _write_choice(value), context)


def find_text_kind(block: blocks.Block) -> SegmentKind | None:
    """Return how the block's text is written, or None where the block holds a choice."""
    return next((kind for block_type, kind in TEXT_BLOCKS if isinstance(block, block_type)), None)


def _give_identities(children: Any, path: str) -> None:
    """Name blocks that have no identity yet, or another's, by their place, the same each time they are read.

    Wagtail gives an item of a list without a stored identity a random one, anew at each reading. One identity twice
    (from a file, or from code) would make two texts one.
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


Change = Callable[[str, blocks.Block, Any], Any]
"""Given the path, the block and the value of a text or a choice, returns the value that is to stand there."""


def map_stream(stream: StreamValue, path: str, change: Change) -> None:
    """Put what ``change`` returns in the place of every text and every choice in the stream."""
    _give_identities(list(stream), path)
    for child in stream:
        child.value = _map_block(child.block, child.value, f"{path}.{child.id}", change)


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


def _put_text(texts: Mapping[str, str], path: str, block: blocks.Block, value: Any) -> Any:
    if path not in texts or find_text_kind(block) is None:
        return value
    return RichText(texts[path]) if isinstance(value, RichText) else texts[path]


def _read_text(value: Any) -> str:
    return value.source if isinstance(value, RichText) else (value or "")


def _read_choice(page: BasePage, field: Any) -> Any:
    value = getattr(page, field.name)
    return sorted(value.all(), key=lambda row: row.pk) if field.many_to_many else value


def _write_choice(value: Any) -> str:
    """Write a choice so that another choice reads otherwise; a file is named with its own digest.

    A page is named as an item: that the same item's page in the text's own language is chosen is no other choice.
    """
    if value is None or value is False or value in ("", []):
        return ""
    if isinstance(value, AbstractImage | AbstractDocument):
        return f"{value._meta.model_name}:{value.pk}:{_read_file_hash(value)}"
    if isinstance(value, models.Model):
        return f"page:{value.translation_key}" if isinstance(value, Page) else f"{value._meta.model_name}:{value.pk}"
    if isinstance(value, list | tuple):
        return ",".join(_write_choice(item) for item in value)
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def _read_file_hash(file: AbstractImage | AbstractDocument) -> str:
    try:
        return file.file_hash or file.get_file_hash()
    except OSError:
        return ""


def _copy_value(page: BasePage, name: str) -> Any:
    """Return the field's value, taken through its stored form, so that two pages never share a block."""
    field = page._meta.get_field(name)
    value = getattr(page, name)
    if not isinstance(field, StreamField):
        return value
    return field.to_python(json.dumps(list(field.stream_block.get_prep_value(value)), default=str))
