"""How segments are shown to people: named, marked, and beside their translation."""

import re
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.utils.html import escape, linebreaks
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import get_language
from wagtail import blocks
from wagtail.fields import StreamField
from wagtail.rich_text import expand_db_html

from cms.core.models import BasePage
from cms.translation_desk.changes import Change
from cms.translation_desk.findings import Finding
from cms.translation_desk.glossary import find_terms, get_terms
from cms.translation_desk.models_work import SegmentComment
from cms.translation_desk.plain_facts import TAG, TOKEN, find_plain_facts, to_western_digits
from cms.translation_desk.segments import Segment, SegmentKind
from translations.languages import SOURCE, Language
from translations.terms import Term

TAG_OR_TEXT = re.compile(r"<[^>]*>|[^<]+")


@dataclass
class Row:
    """A segment of the source, its counterpart, and what there is to say about the two."""

    path: str
    label: str
    source: SafeString
    target: str = ""
    entry: Any = None
    changes: tuple[Change, ...] = ()
    findings: list[Finding] = field(default_factory=list)
    terms: list[Term] = field(default_factory=list)
    theirs: str = ""
    comments: list[SegmentComment] = field(default_factory=list)


def show_text(segment: Segment, *, facts: bool = False, terms: bool = False) -> SafeString:
    """Return the text as HTML; facts of the register, typed facts and terms of the glossary are marked if asked for."""
    is_rich = segment.kind == SegmentKind.RICH
    html = expand_db_html(segment.text) if is_rich else linebreaks(escape(segment.text))
    parts = (
        part if part.startswith("<") or not (facts or terms) else _mark(part, facts=facts, terms=terms)
        for part in TAG_OR_TEXT.findall(html)
    )
    # Both are made of escaped text, or of rich text that the editor has let through.
    return mark_safe("".join(parts))  # noqa: S308  (see above)


def list_terms(segment: Segment, *, language: str) -> list[Term]:
    """Return the terms of the glossary in a source text, each once, with what the language says for them."""
    known = get_terms(language)
    names = dict.fromkeys(found.term for found in find_terms(TAG.sub(" ", segment.text)))
    return [known[name] for name in names if name in known]


def _mark(text: str, *, facts: bool, terms: bool) -> str:
    spots = _find_facts(text) if facts else []
    taken = [(start, stop) for start, stop, _kind in spots]
    for found in find_terms(text) if terms else []:
        if not any(start < found.end and found.start < stop for start, stop in taken):
            spots.append((found.start, found.end, "term"))
    end, parts = 0, []
    for start, stop, kind in sorted(spots):
        parts += [text[end:start], f'<mark class="desk-{kind}">{text[start:stop]}</mark>']
        end = stop
    return "".join([*parts, text[end:]])


def _find_facts(text: str) -> list[tuple[int, int, str]]:
    spots = [(match.start(), match.end()) for match in TOKEN.finditer(text)]
    western = to_western_digits(text)
    for fact in find_plain_facts(text):
        start = _find_free(western, fact.text, spots)
        if start >= 0:
            spots.append((start, start + len(fact.text)))
    return [(start, stop, "fact") for start, stop in spots]


def _find_free(text: str, wanted: str, taken: list[tuple[int, int]]) -> int:
    start = text.find(wanted)
    while start >= 0 and any(begin < start + len(wanted) and start < end for begin, end in taken):
        start = text.find(wanted, start + 1)
    return start


def name_language(entry: Language) -> str:
    """Return the language's name for the desk's staff, in Vietnamese or English."""
    return entry.name_vi if get_language() == SOURCE else entry.name_en


def name_segment(page: BasePage, path: str) -> str:
    """Return a name for people: the field's, or the block's; for a cue its time."""
    name, *rest = path.split(".")
    try:
        model_field = page._meta.get_field(name)
    except FieldDoesNotExist:
        return path
    if isinstance(model_field, StreamField):
        return _name_block(getattr(page, name), rest) or capfirst(model_field.verbose_name)
    label = str(capfirst(model_field.verbose_name))
    return f"{label}, {rest[0].replace(',', '.')}" if rest and rest[0] != "all" else label


def _name_block(stream: blocks.StreamValue, rest: list[str]) -> str:
    child = next((child for child in stream if child.id == rest[0]), None)
    if child is None:
        return ""
    label = str(child.block.label)
    inner = child.block.child_blocks.get(rest[1]) if len(rest) > 1 and hasattr(child.block, "child_blocks") else None
    single = len(getattr(child.block, "child_blocks", {})) <= 1
    return label if inner is None or single else f"{label}: {inner.label}"
