"""A sample of every block of a page's body, made from the blocks themselves, so that a new one is there at once."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import models
from django.utils.html import format_html
from wagtail import blocks
from wagtail.models import Page
from wagtail.rich_text import RichText

from cms.core.blocks import BodyBlock

_PLAIN: tuple[tuple[type[blocks.Block] | tuple[type[blocks.Block], ...], Any], ...] = (
    (blocks.BooleanBlock, True),
    ((blocks.IntegerBlock, blocks.FloatBlock, blocks.DecimalBlock), 12),
    (blocks.DateBlock, date(1968, 2, 3)),
    (blocks.URLBlock, "https://example.org/"),
)


def make_samples(*, line: str, text: str) -> Mapping[str, blocks.BoundBlock | None]:
    """Return each block of a body by its name, filled with these words; None if it needs a file and there is none."""
    samples: dict[str, blocks.BoundBlock | None] = {}
    for name, block in BodyBlock().child_blocks.items():
        value = make_value(block, line=line, text=text)
        samples[name] = None if value is None else block.bind(value)
    return samples


def make_value(block: blocks.Block, *, line: str, text: str) -> Any:
    """Return a value of the block with these words; None if it needs a row of which there is none."""
    match block:
        case blocks.StructBlock():
            values = {name: make_value(child, line=line, text=text) for name, child in block.child_blocks.items()}
            return None if _lacks_a_row(block, values) else block.normalize(values)
        case blocks.ListBlock():
            inner = make_value(block.child_block, line=line, text=text)
            return None if inner is None else block.normalize([inner] * 3)
        case blocks.StreamBlock():
            children = [(name, make_value(child, line=line, text=text)) for name, child in block.child_blocks.items()]
            return block.normalize([(name, value) for name, value in children if value is not None])
        case blocks.RichTextBlock():
            return RichText(format_html("<p>{} <b>{}</b></p><ul><li>{}</li></ul>", text, line, line))
        case blocks.ChooserBlock():
            return _find_row(block.model_class)
        case _:
            return _make_plain(block, line=line, text=text)


def _lacks_a_row(block: blocks.StructBlock, values: Mapping[str, Any]) -> bool:
    children = block.child_blocks.items()
    needed = (name for name, child in children if child.required or isinstance(child, blocks.ListBlock))
    return any(values[name] is None for name in needed)


def _find_row(model: type[models.Model]) -> models.Model | None:
    """Return a row to choose: of pages a live item, which is deeper in the tree than lists and home pages."""
    rows = model._default_manager
    if issubclass(model, Page):
        return rows.filter(live=True).order_by("-depth", "pk").first()
    return rows.order_by("pk").first()


def _make_plain(block: blocks.Block, *, line: str, text: str) -> Any:
    match block:
        case blocks.ChoiceBlock():
            return next((value for value, _label in block.field.choices if value), None)
        case blocks.TextBlock():
            return text
        case _:
            return next((value for kinds, value in _PLAIN if isinstance(block, kinds)), line)
