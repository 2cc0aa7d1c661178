"""Rich text as a translator writes it: lines of plain text with numbered tags, ``{1}words{/1}``, and back again.

A paragraph or an entry of a list is one line; its frame (what stands around it in HTML) isn't written at all. Links,
bold, italics and what is embedded are tags with the numbers they have in the source, to be moved and not to be lost.
``{b}``, ``{i}`` and ``{br}`` may be written anywhere: bold, italics and line breaks that the source needn't have.
``{n}`` is a line break as the editor writes it inside a link.

The law: ``from_tagged(*to_tagged(html)) == html`` for whatever the page editor writes. Typed braces that read like a
tag are kept by a backslash before them.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape, unescape
from typing import NamedTuple

from django.utils.translation import gettext as _

from cms.segments.inline_codes import Piece, take_apart
from cms.segments.markup import TAG
from cms.segments.page_segments import SegmentKind

BLOCKS = frozenset({"p", "ul", "ol", "li", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "hr"})
SAME = {"strong": "b", "em": "i"}
MARK = re.compile(r"(?P<slashes>\\*)(?P<mark>\{(?P<end>/?)(?P<key>\d+|b|i|br|n)\})")
BREAK = re.compile(r"(\\*)(?:\r\n?|\n)")
LINE = "line"


@dataclass(frozen=True)
class Tag:
    """``close`` is empty where it stands alone; ``required`` says that the source has it."""

    key: str
    open: str
    close: str = ""
    required: bool = True

    @property
    def element(self) -> str:
        return _name(self.open)

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
    """``frames`` stand before, between and after the lines; ``model`` are those of the source."""

    inline: tuple[Tag, ...] = ()
    frames: tuple[str, ...] = ("", "")
    model: tuple[str, ...] = ("", "")

    @property
    def inline_html(self) -> list[tuple[str, str]]:
        return [(tag.open, tag.close) for tag in self.inline]

    def get(self, key: str) -> Tag | None:
        return next((tag for tag in (*self.inline, *FREE) if tag.key == key), None)

    def has_unknown(self, text: str) -> bool:
        """Say whether the text has a number that stands for no tag here."""
        return any(self.get(match["key"]) is None for match in MARK.finditer(text))


class Tagged(NamedTuple):
    text: str
    tags: Tags


class Spot(NamedTuple):
    """A text in a line, or a tag, as it opens or as it ends."""

    text: str
    tag: Tag | None = None
    is_end: bool = False


@dataclass(frozen=True)
class MissingPart:
    """What is missing: its element (``line`` for a paragraph or entry) and the words to say so."""

    element: str
    text: str


class MissingTag(ValueError):
    """Tags are missing or broken; ``lost`` says which, one by one, in words."""

    def __init__(self, lost: Sequence[MissingPart]) -> None:
        self.lost = tuple(lost)
        super().__init__(" ".join(each.text for each in lost))


def to_tagged(html: str, *, like: Tags | None = None) -> Tagged:
    """Take rich text apart; with ``like``, the tags of its source, the numbers are the source's wherever it can be."""
    frames, lines = _take_lines(html)
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
    return Tagged("\n".join(rows), Tags(tuple(inline), frames, like.model if like else frames))


def from_tagged(text: str, tags: Tags) -> str:
    """Put a text together again; raise ``MissingTag`` if a tag of the source, or a half of one, isn't in it."""
    html, broken = _put_together(text, tags)
    if lost := [*broken, *_find_missing(text, tags)]:
        raise MissingTag(lost)
    return html


def to_draft(text: str, tags: Tags) -> str:
    """Put together what there is: half a tag is no tag, a lost one stays lost. Words are never lost."""
    return _put_together(text, tags)[0] if text.strip() else ""


def find_lost(*, source: str, target: str) -> list[MissingPart]:
    """Return what of the source's tags a translation lacks, both as HTML; a tag around nothing is lost too."""
    model = read_tags(source)
    text, tags = to_tagged(target, like=model.tags)
    empty = [tag for tag in tags.inline if tag.required and tag.close and f"{{{tag.key}}}{{/{tag.key}}}" in text]
    hollow = [MissingPart(tag.element, _say_missing(tag)) for tag in empty if f"{{{tag.key}}}{{/" not in model.text]
    return [*_find_missing(text, tags), *hollow]


def offer(html: str, *, source: str) -> str:
    """Return a translation made elsewhere as the field of this source takes it: only with tags that it knows."""
    text, tags = to_tagged(html, like=read_tags(source).tags)
    foreign = {tag.key for tag in tags.inline if not tag.required}
    return MARK.sub(lambda match: "" if match["key"] in foreign and not match["slashes"] else match[0], text)


@lru_cache(maxsize=2048)
def read_tags(source: str) -> Tagged:
    """Return a source's text with its tags; the same for the same text, so that it is read once."""
    return to_tagged(source)


class _Pair(NamedTuple):
    """A tag as it stands in a line: where it opens and closes, the two HTML tags; the line is that very list."""

    line: list[Piece]
    start: int
    end: int
    open: str
    close: str


def _name(html_tag: str) -> str:
    match = TAG.match(html_tag)
    name = match["name"].lower() if match else ""
    return SAME.get(name, name)


def _take_lines(html: str) -> tuple[tuple[str, ...], list[list[Piece]]]:
    """Part the blocks from what stands in them: there is one frame more than lines."""
    frames, lines, inside = [""], list[list[Piece]](), False
    for piece in take_apart(html, kind=SegmentKind.RICH):
        if _name(piece.text) in BLOCKS or not (inside or piece.text.strip()):
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
    """Yield the tags of a line in the order in which they open; half a tag stands alone."""
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
    """Return all tags there are, and the key of each pair: the source's, a free one, or a number after the source's."""
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
    """Give each pair the key of a tag of the source: of the very same first, then of the same element."""
    keys, left = [""] * len(pairs), list(source)
    for is_same in (
        lambda pair, tag: pair == (tag.open, tag.close),
        lambda pair, tag: _name(pair[0]) == tag.element and bool(pair[1]) == bool(tag.close),
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


def _put_together(text: str, tags: Tags) -> tuple[str, list[MissingPart]]:
    broken: list[MissingPart] = []
    lines = [_read_line(line, tags, broken) for line in text.replace("\r\n", "\n").split("\n") if line.strip()]
    frames = tags.frames if len(lines) == len(tags.frames) - 1 else tags.model
    missing = len(frames) - 1 - len(lines)
    if missing >= 0:
        lines += [""] * missing
    else:
        more = _open_another(frames)
        kept = len(frames) - 2
        lines = [*lines[:kept], more.join(lines[kept:])] if kept >= 0 else [more.join(lines)]
        frames = frames if kept >= 0 else (*frames, "")
    return frames[0] + "".join(line + frame for line, frame in zip(lines, frames[1:], strict=True)), broken


def _open_another(frames: tuple[str, ...]) -> str:
    """Return what parts two lines where there are more than frames: another block like the last one."""
    opened = [match for match in TAG.finditer(frames[-2] if len(frames) > 1 else "") if not match["end"]]
    return f"</{opened[-1]['name']}><{opened[-1]['name']}>" if opened else "<br/>"


def take_marks(line: str, tags: Tags) -> Iterator[Spot]:
    """Yield a line's texts and tags in order; what reads like a tag and isn't one is text."""
    end = 0
    for match in MARK.finditer(line):
        tag = tags.get(match["key"])
        slashes = len(match["slashes"])
        if tag is None:
            continue
        yield Spot(line[end : match.start()] + "\\" * (slashes // 2) + (match["mark"] if slashes % 2 else ""))
        end = match.end()
        if slashes % 2 == 0:
            yield Spot(match["mark"], tag, bool(match["end"]))
    yield Spot(line[end:])


def _read_line(line: str, tags: Tags, broken: list[MissingPart]) -> str:
    parts: list[str] = []
    opened: list[tuple[Tag, int]] = []
    for text, tag, is_end in take_marks(line, tags):
        if tag is None:
            parts.append(escape(text, quote=False))
        elif not is_end:
            opened += [(tag, len(parts))] if tag.close else []
            parts.append("" if tag.close else tag.open)
        elif tag in [other for other, _place in opened]:
            broken += _close(tag, opened, parts)
        else:
            broken.append(_say_half(tag))
    broken += [_say_half(tag) for tag, _place in opened]
    return "".join(parts)


def _close(tag: Tag, opened: list[tuple[Tag, int]], parts: list[str]) -> list[MissingPart]:
    """Close the tag; those that were opened after it and are open still have lost their other half."""
    crossed: list[MissingPart] = []
    while True:
        other, place = opened.pop()
        if other == tag:
            parts[place] = tag.open
            parts.append(tag.close)
            return crossed
        crossed.append(_say_half(other))


def _find_missing(text: str, tags: Tags) -> list[MissingPart]:
    used = {match["key"] for match in MARK.finditer(text) if len(match["slashes"]) % 2 == 0}
    lost = [MissingPart(tag.element, _say_missing(tag)) for tag in tags.inline if tag.required and tag.key not in used]
    count, wanted = len(list(_filled(text.split("\n")))), len(tags.model) - 1
    if count < wanted:
        sentence = _(
            "The text has %(count)s lines, its source %(wanted)s: each paragraph and each entry of a list is a line."
        )
        lost.append(MissingPart(LINE, sentence % {"count": count, "wanted": wanted}))
    return lost


def _filled(lines: Iterable[str]) -> Iterator[str]:
    return (line for line in lines if line.strip())


def _say_half(tag: Tag) -> MissingPart:
    text = _("Half of the tag {%(key)s} is missing: {%(key)s} and {/%(key)s} stand around words of one line.")
    return MissingPart(tag.element, text % {"key": tag.key})


def _say_missing(tag: Tag) -> str:
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
            return _("The mark {%(key)s} is missing.") % key
