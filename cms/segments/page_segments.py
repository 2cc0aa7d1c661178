"""Pages as ordered segments and back: ``extract`` and ``merge``; ``follow`` gives a translation its source's structure.

Empty fields and blocks have no segment.
"""

import json
from collections.abc import Mapping
from functools import partial
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from wagtail import blocks
from wagtail.fields import RichTextField, StreamField
from wagtail.rich_text import RichText

from cms.core.models import BasePage
from cms.segments.choices import get_choice_fields, read_choice, write_choice
from cms.segments.segment import Segment, SegmentKind, get_texts
from cms.segments.streams import extract_stream, find_text_kind, map_stream
from cms.subtitles.track_texts import read_texts, strip_texts, write_texts


def extract(page: BasePage) -> tuple[Segment, ...]:
    """Return the segments of the page in memory; blocks without an identity are given one that stays the same."""
    found = _extract_fields(page)
    found += (
        Segment(chosen.name, SegmentKind.CHOICE, text, (chosen.verbose_name,))
        for chosen in get_choice_fields(type(page))
        if (text := write_choice(read_choice(page, chosen)))
    )
    return tuple(segment for segment in found if segment.text)


def extract_texts(page: BasePage) -> tuple[Segment, ...]:
    """Return the segments that are translated, as ``extract`` does, without reading the page's choices."""
    return tuple(segment for segment in get_texts(_extract_fields(page)) if segment.text)


def get_labels(page: BasePage) -> dict[str, str]:
    """Return the label of each of the page's segments by its path."""
    return {segment.path: segment.label for segment in extract(page)}


def merge(page: BasePage, texts: Mapping[str, str]) -> BasePage:
    """Write the texts by path into the page in memory and return it; structure and choices stay."""
    for name in page.translatable_fields:
        own = {path: text for path, text in texts.items() if path.split(".", 1)[0] == name}
        field = page._meta.get_field(name)
        if isinstance(field, StreamField):
            map_stream(getattr(page, name), name, partial(_replace_text, own))
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
        setattr(target, chosen.name, read_choice(source, chosen))
    return merge(target, texts)


def get_max_length(page: BasePage, path: str) -> int | None:
    """Return how long the field's text may be; None for a block, whose own form checks the length."""
    try:
        return getattr(page._meta.get_field(path), "max_length", None)
    except FieldDoesNotExist:
        return None


def _extract_fields(page: BasePage) -> list[Segment]:
    return [segment for name in page.translatable_fields for segment in _extract_field(page, name)]


def _extract_field(page: BasePage, name: str) -> list[Segment]:
    field = page._meta.get_field(name)
    value, context = getattr(page, name), (field.verbose_name,)
    if isinstance(field, StreamField):
        return list(extract_stream(value, name, context))
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


def _replace_text(texts: Mapping[str, str], path: str, block: blocks.Block, value: Any) -> Any:
    if path not in texts or find_text_kind(block) is None:
        return value
    return RichText(texts[path]) if isinstance(value, RichText) else texts[path]


def _copy_value(page: BasePage, name: str) -> Any:
    """Return a copy of the field's value, so that two pages never share a block."""
    field = page._meta.get_field(name)
    value = getattr(page, name)
    if not isinstance(field, StreamField):
        return value
    return field.to_python(json.dumps(list(field.stream_block.get_prep_value(value)), default=str))
