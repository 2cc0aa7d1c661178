"""Inline tags: rich text as a translator edits it, lines of plain text with numbered tags such as ``{1}words{/1}``.

A paragraph or an item of a list is one line; its frame, the block tags around it, isn't shown. Links, bold, italics and
embedded files are tags with the numbers they have in the source: a translation may move them but must have them all.
``{b}``, ``{i}`` and ``{br}`` can be used anywhere for bold, italics and line breaks that the source doesn't have.
``{n}`` is a line break as the editor writes it inside a link.

``from_tagged(*to_tagged(html)) == html`` for anything the page editor writes. Braces that are typed as text but look
like a tag are escaped with a backslash.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape, unescape
from typing import NamedTuple

from django.utils.translation import gettext as _

from cms.segments.inline_codes import Piece, split_codes
from cms.segments.markup import TAG
from cms.segments.segment import SegmentKind

BLOCKS = frozenset({"p", "ul", "ol", "li", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "hr"})
SAME = {"strong": "b", "em": "i"}
MARK = re.compile(r"(?P<slashes>\\*)(?P<mark>\{(?P<end>/?)(?P<key>\d+|b|i|br|n)\})")
BREAK = re.compile(r"(\\*)(?:\r\n?|\n)")
LINE = "line"


@dataclass(frozen=True)
class Tag:
    """An inline tag; ``close`` is empty for a tag without an end, ``required`` is true if the source has the tag."""

    key: str
    open: str
    close: str = ""
    required: bool = True

    @property
    def element(self) -> str:
        return _get_element(self.open)

    @property
    def mark(self) -> str:
        return f"{{{self.key}}}"


FREE = (
    Tag("b", "<b>", "</b>", required=False),
    Tag("i", "<i>", "</i>", required=False),
    Tag("br", "<br/>", required=False),
    Tag("n", "\n", required=False),
)


@dataclass(frozen=True)
class Tags:
    """The tags of a text. ``frames`` are the block tags before, between and after its lines, or those of its source."""

    inline: tuple[Tag, ...] = ()
    frames: tuple[str, ...] = ("", "")
    source_frames: tuple[str, ...] = ("", "")

    @property
    def inline_html(self) -> list[tuple[str, str]]:
        return [(tag.open, tag.close) for tag in self.inline]

    def get(self, key: str) -> Tag | None:
        return next((tag for tag in (*self.inline, *FREE) if tag.key == key), None)

    def has_unknown(self, text: str) -> bool:
        """Return whether the text has a number that no tag has."""
        return any(self.get(match["key"]) is None for match in MARK.finditer(text))


class Tagged(NamedTuple):
    """A text with inline tags, and the tags."""

    text: str
    tags: Tags


class LinePart(NamedTuple):
    """A part of a line: plain text if ``tag`` is None, else the start or the end of a tag."""

    text: str
    tag: Tag | None = None
    is_end: bool = False


@dataclass(frozen=True)
class MissingPart:
    """A tag or line that a translation lacks: its element (``line`` for a paragraph or list item) and a message."""

    element: str
    text: str


class MissingTag(ValueError):
    """Tags or lines of the source are missing or incomplete; ``missing`` has a message for each."""

    def __init__(self, missing: Sequence[MissingPart]) -> None:
        self.missing = tuple(missing)
        super().__init__(" ".join(part.text for part in missing))


def to_tagged(html: str, *, like: Tags | None = None) -> Tagged:
    """Return rich text with inline tags; the numbers are those of ``like``, its source's tags, where they match."""
    frames, lines = _split_lines(html)
    pairs = [pair for line in lines for pair in _pair(line)]
    inline, keys = _number([(pair.open, pair.close) for pair in pairs], like)
    named = dict(zip([id(pair) for pair in pairs], keys, strict=True))
    known = {tag.key for tag in (*inline, *FREE)}
    rows = []
    for line in lines:
        marks = {}
        for pair in (pair for pair in pairs if pair.line is line):
            marks[pair.start] = f"{{{named[id(pair)]}}}"
            if pair.close:
                marks[pair.end] = f"{{/{named[id(pair)]}}}"
        rows.append(_write_line(line, marks, known))
    return Tagged("\n".join(rows), Tags(tuple(inline), frames, like.source_frames if like else frames))


def from_tagged(text: str, tags: Tags) -> str:
    """Return the text as HTML; raise ``MissingTag`` if a tag of the source, or a half of one, isn't in it."""
    html, incomplete = _to_html(text, tags)
    if missing := [*incomplete, *_find_missing(text, tags)]:
        raise MissingTag(missing)
    return html


def to_draft(text: str, tags: Tags) -> str:
    """Return the text as HTML, whatever tags it lacks. Half a tag is dropped; words never are."""
    return _to_html(text, tags)[0] if text.strip() else ""


def find_missing(*, source: str, target: str) -> list[MissingPart]:
    """Return the source's tags and lines that a translation lacks, both as HTML; a tag around nothing counts."""
    tagged_source = read_tags(source)
    text, tags = to_tagged(target, like=tagged_source.tags)
    empty = [tag for tag in tags.inline if tag.required and tag.close and f"{{{tag.key}}}{{/{tag.key}}}" in text]
    emptied = [tag for tag in empty if f"{{{tag.key}}}{{/" not in tagged_source.text]
    return [*_find_missing(text, tags), *(MissingPart(tag.element, _describe_missing(tag)) for tag in emptied)]


def adapt(html: str, *, source: str) -> str:
    """Return the translation of another source with inline tags, without those that this source doesn't have."""
    text, tags = to_tagged(html, like=read_tags(source).tags)
    foreign = {tag.key for tag in tags.inline if not tag.required}
    return MARK.sub(lambda match: "" if match["key"] in foreign and not match["slashes"] else match[0], text)


@lru_cache(maxsize=2048)
def read_tags(source: str) -> Tagged:
    """Return a source's text with inline tags; cached."""
    return to_tagged(source)


class _Pair(NamedTuple):
    """A tag in a line: the indexes of the pieces that open and close it, and their HTML."""

    line: list[Piece]
    start: int
    end: int
    open: str
    close: str


def _get_element(html_tag: str) -> str:
    match = TAG.match(html_tag)
    name = match["name"].lower() if match else ""
    return SAME.get(name, name)


def _split_lines(html: str) -> tuple[tuple[str, ...], list[list[Piece]]]:
    """Return the frames, one more than there are lines, and the pieces of each line."""
    frames, lines, inside = [""], list[list[Piece]](), False
    for piece in split_codes(html, kind=SegmentKind.RICH):
        if _get_element(piece.text) in BLOCKS or not (inside or piece.text.strip()):
            if inside:
                frames.append("")
            frames[-1] += piece.text
            inside = False
        else:
            if not inside:
                lines.append([])
            lines[-1].append(piece)
            inside = True
    return (*frames, "") if inside else tuple(frames), lines


def _pair(line: list[Piece]) -> Iterator[_Pair]:
    """Yield the tags of a line in the order in which they open; half a tag counts as a tag without an end."""
    ends = {piece.number: place for place, piece in enumerate(line) if piece.role == "close"}
    opened = {piece.number for piece in line if piece.role == "open"}
    for place, piece in enumerate(line):
        end = ends.get(piece.number)
        if not TAG.fullmatch(piece.text) or (piece.role == "close" and piece.number in opened):
            continue
        if piece.role == "open" and end is not None:
            yield _Pair(line, place, end, piece.text, line[end].text)
        else:
            yield _Pair(line, place, place, piece.text, "")


def _number(pairs: list[tuple[str, str]], like: Tags | None) -> tuple[list[Tag], list[str]]:
    """Return all tags, and the key of each pair: one of the source's, a free one, or a number after the source's."""
    free = {(tag.open, tag.close): tag.key for tag in FREE if like or not tag.close}
    source = [tag for tag in like.inline if tag.required] if like else []
    keys = _match(pairs, source) if like else [""] * len(pairs)
    own = {key: Tag(key, *pair) for key, pair in zip(keys, pairs, strict=True) if key}
    inline = [own.get(tag.key, tag) for tag in source]
    for place, pair in enumerate(pairs):
        if not keys[place]:
            keys[place] = free.get(pair) or str(len(inline) + 1)
        if keys[place] == str(len(inline) + 1):
            inline.append(Tag(keys[place], *pair, required=like is None))
    return inline, keys


def _match(pairs: list[tuple[str, str]], source: list[Tag]) -> list[str]:
    """Return for each pair the key of an identical tag of the source, else of one with the same element, else none."""
    keys, left = [""] * len(pairs), list(source)
    for is_same in (
        lambda pair, tag: pair == (tag.open, tag.close),
        lambda pair, tag: _get_element(pair[0]) == tag.element and bool(pair[1]) == bool(tag.close),
    ):
        for place, pair in enumerate(pairs):
            found = next((tag for tag in left if not keys[place] and is_same(pair, tag)), None)
            if found is not None:
                keys[place] = found.key
                left.remove(found)
    return keys


def _write_line(line: list[Piece], marks: dict[int, str], known: set[str]) -> str:
    def keep(match: re.Match[str]) -> str:
        return f"{match['slashes'] * 2}\\{match['mark']}" if match["key"] in known else match[0]

    written = ""
    for place, piece in enumerate(line):
        if place in marks:
            slashes = len(written) - len(written.rstrip("\\"))
            written += "\\" * slashes + marks[place]
        else:
            written += BREAK.sub(r"\1\1{n}", MARK.sub(keep, unescape(piece.text)))
    return written


def _to_html(text: str, tags: Tags) -> tuple[str, list[MissingPart]]:
    incomplete: list[MissingPart] = []
    lines = [_read_line(line, tags, incomplete) for line in text.replace("\r\n", "\n").split("\n") if line.strip()]
    frames = tags.frames if len(lines) == len(tags.frames) - 1 else tags.source_frames
    missing = len(frames) - 1 - len(lines)
    if missing >= 0:
        lines += [""] * missing
    else:
        more = _continue_block(frames)
        kept = len(frames) - 2
        lines = [*lines[:kept], more.join(lines[kept:])] if kept >= 0 else [more.join(lines)]
        frames = frames if kept >= 0 else (*frames, "")
    return frames[0] + "".join(line + frame for line, frame in zip(lines, frames[1:], strict=True)), incomplete


def _continue_block(frames: tuple[str, ...]) -> str:
    """Return the HTML between two lines that have no frame of their own: it begins another block like the last one."""
    opened = [match for match in TAG.finditer(frames[-2] if len(frames) > 1 else "") if not match["end"]]
    return f"</{opened[-1]['name']}><{opened[-1]['name']}>" if opened else "<br/>"


def split_line(line: str, tags: Tags) -> Iterator[LinePart]:
    """Yield a line's texts and tags in order; anything that only looks like a tag is text."""
    end = 0
    for match in MARK.finditer(line):
        tag = tags.get(match["key"])
        slashes = len(match["slashes"])
        if tag is None:
            continue
        yield LinePart(line[end : match.start()] + "\\" * (slashes // 2) + (match["mark"] if slashes % 2 else ""))
        end = match.end()
        if slashes % 2 == 0:
            yield LinePart(match["mark"], tag, bool(match["end"]))
    yield LinePart(line[end:])


def _read_line(line: str, tags: Tags, incomplete: list[MissingPart]) -> str:
    parts: list[str] = []
    opened: list[tuple[Tag, int]] = []
    for text, tag, is_end in split_line(line, tags):
        if tag is None:
            parts.append(escape(text, quote=False))
        elif not is_end:
            opened += [(tag, len(parts))] if tag.close else []
            parts.append("" if tag.close else tag.open)
        elif tag in [other for other, _place in opened]:
            incomplete += _close(tag, opened, parts)
        else:
            incomplete.append(_report_half(tag))
    incomplete += [_report_half(tag) for tag, _place in opened]
    return "".join(parts)


def _close(tag: Tag, opened: list[tuple[Tag, int]], parts: list[str]) -> list[MissingPart]:
    """Close the tag; return those that were opened after it and are still open, since their other half is missing."""
    crossed: list[MissingPart] = []
    while True:
        other, place = opened.pop()
        if other == tag:
            parts[place] = tag.open
            parts.append(tag.close)
            return crossed
        crossed.append(_report_half(other))


def _find_missing(text: str, tags: Tags) -> list[MissingPart]:
    used = {match["key"] for match in MARK.finditer(text) if len(match["slashes"]) % 2 == 0}
    missing = [
        MissingPart(tag.element, _describe_missing(tag)) for tag in tags.inline if tag.required and tag.key not in used
    ]
    count, wanted = len(list(_filled(text.split("\n")))), len(tags.source_frames) - 1
    if count < wanted:
        sentence = _(
            "The text has %(count)s lines and its source %(wanted)s: each paragraph and each list item is a line."
        )
        missing.append(MissingPart(LINE, sentence % {"count": count, "wanted": wanted}))
    return missing


def _filled(lines: Iterable[str]) -> Iterator[str]:
    return (line for line in lines if line.strip())


def _report_half(tag: Tag) -> MissingPart:
    text = _("Half of the tag {%(key)s} is missing: {%(key)s} and {/%(key)s} go around words of one line.")
    return MissingPart(tag.element, text % {"key": tag.key})


def _describe_missing(tag: Tag) -> str:
    key = {"key": tag.key}
    match tag.element:
        case "a":
            return _("The link {%(key)s} is missing.") % key
        case "b":
            return _("The bold text {%(key)s} is missing.") % key
        case "i":
            return _("The text in italics {%(key)s} is missing.") % key
        case "embed" | "img":
            return _("The embedded film or picture {%(key)s} is missing.") % key
        case _other:
            return _("The tag {%(key)s} is missing.") % key
