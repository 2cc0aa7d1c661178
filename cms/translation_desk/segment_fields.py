"""Fields of the side-by-side editor: a segment of the source, its translation as stored and as the field shows it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cms.segments.inline_tags import Tagged, Tags, read_tags, to_draft, to_tagged
from cms.segments.page_links import find_linked_pages, find_translations, replace_links
from cms.segments.segment import Segment, SegmentKind


@dataclass(frozen=True)
class SegmentField:
    """A segment and its translation: ``words`` as stored, ``text`` as the field shows it, with numbered tags."""

    segment: Segment
    words: str
    text: str
    source: Tagged
    tags: Tags | None = None

    def store(self, typed: str) -> str:
        """Return the stored form of what was typed; an unchanged text keeps its stored form to the character."""
        text = typed.replace("\r\n", "\n")
        if self.tags is None:
            return text
        return self.words if text == self.text else to_draft(text, self.tags)


def make_segment_fields(
    segments: Iterable[Segment], *, words: Mapping[str, str], translations: Mapping[int, int] | None = None
) -> dict[str, SegmentField]:
    """Return the fields by path; ``translations`` are for the links to pages (see ``find_linked_translations``)."""
    return {
        segment.path: make_segment_field(segment, words=words.get(segment.path, ""), translations=translations or {})
        for segment in segments
    }


def make_segment_field(segment: Segment, *, words: str, translations: Mapping[int, int]) -> SegmentField:
    if segment.kind != SegmentKind.RICH:
        return SegmentField(segment, words, words, Tagged(segment.text, Tags()))
    source = read_tags(replace_links(segment.text, translations))
    text, tags = to_tagged(words, like=source.tags)
    return SegmentField(segment, words, text, source, tags)


def find_linked_translations(segments: Iterable[Segment], *, language: str) -> dict[int, int]:
    """Return the pages in this language by the page that the texts link to; no query if they link to none."""
    texts = (segment.text for segment in segments if segment.kind == SegmentKind.RICH)
    return find_translations(find_linked_pages(texts), language=language)


def find_repeated(entries: Iterable[SegmentField]) -> dict[str, list[str]]:
    """Return, for each path whose source text occurs more than once, all paths with that text in order."""
    places: dict[tuple[str, str], list[str]] = {}
    for entry in entries:
        places.setdefault((entry.source.text, str(entry.segment.kind)), []).append(entry.segment.path)
    return {path: paths for paths in places.values() if len(paths) > 1 for path in paths}
