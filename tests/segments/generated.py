"""Strategies for pages: every field and block of a page type filled with values of its kind."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from django.db import models
from hypothesis import strategies as st
from wagtail import blocks
from wagtail.fields import StreamField

from cms.core.blocks import BodyBlock
from cms.core.models import BasePage
from cms.segments.choices import get_choice_fields

SPOKEN = (
    "Uống nước nhớ nguồn",
    "Remember the source",
    "마시는 물의 근원을 생각하며",
    "水を飲むとき源を思う。",
    "ดื่มน้ำให้นึกถึงต้นน้ำ ๒๗/๗/๒๕๗๐",
    "ດື່ມນ້ຳໃຫ້ຄຶດເຖິງບໍ່ ໒໗",
    "ផឹកទឹក\u200bនឹកដល់ប្រភព ២៧",
    "Se souvenir de la source\u00a0: « 27 »",
    "饮水思源",
    "Помни об истоке",
    "¿Quién recuerda la fuente?",
    "\u200fتذكّر المنبع ٢٧\u200f",
    "U\u0302\u0301ng nu\u031bo\u031b\u0301c",  # not composed
    "[[hotline]] <b> & \"quoted\" 'so' {0} %(x)s",
)
letters = st.characters(exclude_categories=["Cs", "Cc"])
free = st.text(letters, min_size=1, max_size=12)
lines = st.lists(st.one_of(st.sampled_from(SPOKEN), free), max_size=2).map(" ".join)
texts = st.lists(lines, max_size=3).map("\n".join)
marked = st.lists(st.one_of(st.sampled_from(SPOKEN), free), min_size=1, max_size=2).map(
    lambda parts: " ".join(parts).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
)
rich = st.lists(
    st.one_of(
        marked.map(lambda text: f'<p data-block-key="a1">{text}</p>'),
        marked.map(lambda text: f"<p><b>{text}</b> <i>{text}</i><br/></p>"),
        marked.map(lambda text: f'<p><a linktype="page" id="1">{text}</a></p>'),
        marked.map(lambda text: f'<p><a href="https://example.org/?a=1&amp;b=2">{text}</a></p>'),
        marked.map(lambda text: f"<ul><li>{text}</li><li></li></ul>"),
        st.just('<embed embedtype="image" id="1" alt="" format="left"/>'),
        st.just("<p></p>"),
    ),
    max_size=3,
).map("".join)
tracks = st.lists(st.sampled_from(SPOKEN[:12]), max_size=4).map(
    lambda said: "".join(
        ["WEBVTT\n", *(f"\n00:{n:02}:01.000 --> 00:{n:02}:03.000\n{text}\n" for n, text in enumerate(said))]
    )
)
identities = st.one_of(
    st.none(),
    st.integers(0, 2).map(lambda number: f"same-{number}"),
    st.uuids().map(str),
)


VALUES: dict[type[blocks.Block], st.SearchStrategy[Any] | None] = {
    blocks.RichTextBlock: rich,
    blocks.TextBlock: texts,
    blocks.BooleanBlock: st.booleans(),
    blocks.DateBlock: st.one_of(st.none(), st.dates(date(1945, 1, 1), date(2027, 7, 27)).map(date.isoformat)),
    blocks.RegexBlock: st.sampled_from(["0:00", "12:30", "1:02:30"]),
    blocks.URLBlock: st.sampled_from(["", "https://example.org/?a=1&b=2"]),
    blocks.ChoiceBlock: None,
}
"""Values by the kind of block; those of a choice are its own."""


def write_block(block: blocks.Block, rows: dict[type, Any]) -> st.SearchStrategy[Any]:
    """Return a strategy for stored values of the block and its children."""
    if isinstance(block, blocks.StreamBlock):
        return write_stream(block, rows)
    if isinstance(block, blocks.StructBlock):
        return st.fixed_dictionaries({name: write_block(child, rows) for name, child in block.child_blocks.items()})
    if isinstance(block, blocks.ListBlock):
        item = st.tuples(identities, write_block(block.child_block, rows)).map(
            lambda two: {"type": "item", "value": two[1], "id": two[0]} if two[0] else two[1]
        )
        return st.lists(item, max_size=3)
    if isinstance(block, blocks.ChooserBlock):
        return st.sampled_from([None, *(row.pk for row in rows.values() if isinstance(row, block.model_class))])
    found = next((strategy for kind, strategy in VALUES.items() if isinstance(block, kind)), lines)
    return st.sampled_from([key for key, _label in block.field.choices if key]) if found is None else found


def write_stream(stream: blocks.BaseStreamBlock, rows: dict[type, Any]) -> st.SearchStrategy[Any]:
    kinds = [
        st.tuples(st.just(name), identities, write_block(child, rows)).map(
            lambda three: {
                "type": three[0],
                "value": three[2],
                **({"id": three[1]} if three[1] else {}),
            }
        )
        for name, child in stream.child_blocks.items()
    ]
    return st.lists(st.one_of(kinds), max_size=5)


def write_field(page_class: type[BasePage], name: str, rows: dict[type, Any]) -> st.SearchStrategy[Any]:
    field = page_class._meta.get_field(name)
    if isinstance(field, StreamField):
        return write_stream(field.stream_block, rows).map(json.dumps)
    if name in page_class.subtitle_fields:
        return st.one_of(st.just(""), tracks)
    longest = field.max_length or 10_000
    written = (lines if isinstance(field, models.CharField) else texts).map(lambda text: text[:longest])
    return written if field.blank else written.filter(bool)


def write_choice(field: Any, rows: dict[type, Any]) -> st.SearchStrategy[Any]:
    if field.many_to_many:
        return st.lists(st.sampled_from(list(field.related_model.objects.order_by("pk"))), unique=True, max_size=2)
    if field.related_model is not None:
        return st.sampled_from([None, *(row for row in rows.values() if isinstance(row, field.related_model))])
    if field.choices:
        return st.sampled_from([value for value, _label in field.choices])
    written = {models.BooleanField: st.booleans(), models.TextField: lines, models.DateTimeField: st.none()}
    return written.get(type(field), st.one_of(st.none(), st.dates(date(1945, 1, 1), date(2027, 7, 27))))


def write_pages(page_class: type[BasePage], rows: dict[type, Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Return a strategy for values of every text and every choice of the page type, by field."""
    words = {name: write_field(page_class, name, rows) for name in page_class.translatable_fields}
    choices = {field.name: write_choice(field, rows) for field in get_choice_fields(page_class)}
    return st.fixed_dictionaries({**words, **choices})


words = st.text(letters, min_size=1, max_size=40)
bodies = write_stream(BodyBlock(), {})
"""Bodies of the project's own blocks, without a file or an image chosen."""
