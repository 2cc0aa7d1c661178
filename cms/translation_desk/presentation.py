"""Presentation of segments as HTML: rows of an editor or review, with facts, terms and tags marked."""

import re
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from django.utils.html import escape, format_html, linebreaks
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from wagtail.rich_text import expand_db_html

from cms.facts.live import get_live_values
from cms.facts.rendering import write_register_value
from cms.facts.tokens import TOKEN
from cms.glossary.terms import find_terms, get_terms
from cms.quality_checks.findings import Finding
from cms.quality_checks.name_comparison import ComparedName, compare_names
from cms.quality_checks.reading.reader import read_facts
from cms.segments.diff import DiffChunk
from cms.segments.inline_tags import LinePart, Tag, Tagged, split_line
from cms.segments.markup import TAG, map_text, read_plain_text
from cms.segments.segment import Segment, SegmentKind
from cms.subtitles.cues import join_parts
from cms.translation_desk.models import SegmentComment
from translations.languages import SOURCE
from translations.term_tables import NAMES
from translations.terms import Term

ADDRESS = re.compile(r'\shref="([^"]*)"')
STYLED = frozenset({"b", "i"})
BREAKS = frozenset({"br", "n"})


@dataclass
class Row:
    """A segment of the source with its translation, findings, terms and comments."""

    path: str
    label: str
    source: SafeString
    target: str = ""
    entry: Any = None
    changes: tuple[DiffChunk, ...] = ()
    findings: list[Finding] = field(default_factory=list)
    terms: list[Term] = field(default_factory=list)
    names: tuple[ComparedName, ...] = ()
    theirs: str = ""
    earlier: str = ""
    earlier_changes: tuple[DiffChunk, ...] = ()
    tags: tuple[Tag, ...] = ()
    copy: str = ""
    same_as: str = ""
    repeats: str = ""
    comments: list[SegmentComment] = field(default_factory=list)


def show_text(segment: Segment, *, facts: bool = False, terms: bool = False, language: str = SOURCE) -> SafeString:
    """Return the text as HTML, if requested with marks on facts, whether tokens or typed, and on terms.

    The marks of tokens have their values in the language.
    """
    is_rich = segment.kind == SegmentKind.RICH
    html = expand_db_html(segment.text) if is_rich else linebreaks(escape(segment.text))
    marked = (
        map_text(html, lambda text: _mark(text, facts=facts, terms=terms, language=language))
        if facts or terms
        else html
    )
    return mark_safe(marked)  # noqa: S308  (escaped text, or rich text that Wagtail's editor has filtered)


def show_tagged(tagged: Tagged, *, language: str) -> SafeString:
    """Return a source's rich text as HTML with visible tags, marked facts and terms, and links without an address.

    The marks of tokens have their values in the language.
    """
    text, tags = tagged
    parts = [_bare(tags.frames[0])]
    for line, frame in zip(text.split("\n") if text else (), tags.frames[1:], strict=True):
        parts += [_show_part(part, language=language) for part in split_line(line, tags)]
        parts.append(_bare(frame))
    return mark_safe("".join(parts))  # noqa: S308  (all text is escaped, all tags are without attributes)


def _bare(frame: str) -> str:
    """Return only the tags of the blocks, without their attributes."""
    return "".join(f"<{match['end']}{match['name']}>" for match in TAG.finditer(frame))


def _show_part(part: LinePart, *, language: str) -> str:
    text, tag, is_end = part
    if tag is None:
        return _mark(str(escape(text)), facts=True, terms=True, language=language)
    if tag.key in BREAKS:
        return "<br>"
    chip = format_html('<span class="desk-tag" data-desk-tag="{}" title="{}">{}</span>', tag.key, _describe(tag), text)
    if tag.element in STYLED and tag.close:
        return f"{chip}</{tag.element}>" if is_end else f"<{tag.element}>{chip}"
    return str(chip)


def _describe(tag: Tag) -> str:
    if match := ADDRESS.search(tag.open):
        return _("Link: %(address)s") % {"address": unescape(match[1])}
    names = {"a": _("Link to a page of this site"), "b": _("Bold"), "i": _("Italics"), "embed": _("Film or picture")}
    return names.get(tag.element, tag.element)


def list_terms(segment: Segment, *, language: str) -> list[Term]:
    """Return the glossary's terms in a source text, each once, with their translations into the language."""
    known = get_terms(language)
    found = dict.fromkeys(each.term for each in find_terms(read_plain_text(segment.text, kind=segment.kind)))
    return [known[term] for term in found if term in known and known[term].part_of_speech not in NAMES]


def list_names(segment: Segment, *, target: str, language: str) -> tuple[ComparedName, ...]:
    """Return the names in a source text, each once, with their state in the translation."""
    words = join_parts(target) if segment.kind == SegmentKind.CUE else target
    original, plain = (read_plain_text(text, kind=segment.kind) for text in (segment.text, words))
    return compare_names(source=original, target=plain, language=language).names


def _mark(text: str, *, facts: bool, terms: bool, language: str) -> str:
    if not text.strip():
        return text
    spots = _find_facts(text) if facts else []
    taken = [(start, stop) for start, stop, _kind in spots]
    for found in find_terms(text) if terms else []:
        if not any(start < found.end and found.start < stop for start, stop in taken):
            spots.append((found.start, found.end, "term"))
    end, parts = 0, []
    for start, stop, kind in sorted(spots):
        parts += [text[end:start], _make_mark(text[start:stop], kind=kind, language=language)]
        end = stop
    return "".join([*parts, text[end:]])


def _make_mark(text: str, *, kind: str, language: str) -> str:
    """Return the escaped text as a mark; a token has its value as an attribute, so that copying leaves it out."""
    if token := TOKEN.fullmatch(text):
        value = write_register_value(get_live_values().get(token[1]), language=language)
        if not value:
            return f'<mark class="desk-fact">{text}</mark>'
        return format_html('<mark class="desk-fact" data-value="{}" title="{}">{}</mark>', value, value, text)
    return f'<mark class="desk-{kind}">{text}</mark>'


def _find_facts(text: str) -> list[tuple[int, int, str]]:
    """Return the places of tokens and plain facts; those that may be ordinary words aren't marked."""
    spots = [(match.start(), match.end()) for match in TOKEN.finditer(text)]
    position = end = 0
    for fact in read_facts(TOKEN.sub(" ; ", unescape(text)), language=SOURCE):
        is_new = fact.is_certain and fact.end > end  # the letter of “Đường 1A” is a fact within another
        start = _find_free(text, str(escape(fact.text)), spots, position) if is_new else -1
        end = max(end, fact.end)
        if start >= 0:
            position = start + len(escape(fact.text))
            spots.append((start, position))
    return [(start, stop, "fact") for start, stop in spots]


def _find_free(text: str, wanted: str, taken: list[tuple[int, int]], position: int) -> int:
    start = text.find(wanted, position)
    while start >= 0 and any(begin < start + len(wanted) and start < end for begin, end in taken):
        start = text.find(wanted, start + 1)
    return start
