"""A segment as it is written: the source, the words it has so far, and the text that stands in its field."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cms.segments.inline_tags import Tagged, Tags, read_tags, to_draft, to_tagged
from cms.segments.page_links import PAGE_ID, find_translations, point
from cms.segments.page_segments import Segment, SegmentKind


@dataclass(frozen=True)
class SegmentField:
    """``words`` is the stored form, ``text`` what the field shows; of rich text the latter has numbered tags."""

    segment: Segment
    words: str
    text: str
    source: Tagged
    tags: Tags | None = None

    def store(self, typed: str) -> str:
        """Return the stored form of what was typed; of a text that wasn't touched, the very same as before."""
        text = typed.replace("\r\n", "\n")
        if self.tags is None:
            return text
        return self.words if text == self.text else to_draft(text, self.tags)


def make_segment_fields(
    segments: Iterable[Segment], *, words: Mapping[str, str], twins: Mapping[int, int] | None = None
) -> dict[str, SegmentField]:
    """Return the entries by path; ``twins`` leads links to pages of the language (see ``find_linked_translations``)."""
    return {
        segment.path: make_segment_field(segment, words=words.get(segment.path, ""), twins=twins or {})
        for segment in segments
    }


def make_segment_field(segment: Segment, *, words: str, twins: Mapping[int, int]) -> SegmentField:
    if segment.kind != SegmentKind.RICH:
        return SegmentField(segment, words, words, Tagged(segment.text, Tags()))
    source = read_tags(point(segment.text, dict(twins)))
    text, tags = to_tagged(words, like=source.tags)
    return SegmentField(segment, words, text, source, tags)


def find_linked_translations(segments: Iterable[Segment], *, language: str) -> dict[int, int]:
    """Return, for all pages that the texts link to, their pages in the language; nothing is asked if there are none."""
    rich = (segment.text for segment in segments if segment.kind == SegmentKind.RICH)
    linked = {int(match["id"]) for text in rich for match in PAGE_ID.finditer(text)}
    return find_translations(linked, language=language) if linked else {}


def find_repeated(entries: Iterable[SegmentField]) -> dict[str, list[str]]:
    """Return, for every path whose source stands more than once, all paths that it stands at, in order."""
    places: dict[tuple[str, str], list[str]] = {}
    for entry in entries:
        places.setdefault((entry.source.text, str(entry.segment.kind)), []).append(entry.segment.path)
    return {path: paths for paths in places.values() if len(paths) > 1 for path in paths}
