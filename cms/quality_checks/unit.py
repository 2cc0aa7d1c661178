"""Unit of the checks: a segment with its translation, language and settings."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from cms.facts.tokens import TOKEN
from cms.glossary.terms import find_terms
from cms.quality_checks.config import CheckSettings
from cms.segments.inline_tags import MissingPart, find_missing
from cms.segments.markup import strip_tags
from cms.segments.segment import Segment, SegmentKind
from cms.subtitles.cues import CueTiming, join_parts, split_parts
from translations.languages import Language
from translations.terms import Term


@dataclass(frozen=True)
class TranslationUnit:
    """A source segment and its translation, as the rules get them.

    ``renderings`` are the glossary's in the translation's language, by term. ``timing`` has the times of a subtitle's
    parts, ``shots`` those of the film's cuts in seconds.
    """

    source: Segment
    target: str
    language: Language
    settings: CheckSettings
    renderings: Mapping[str, Term]
    timing: tuple[CueTiming, ...] = ()
    shots: tuple[float, ...] = ()

    @cached_property
    def plain_source(self) -> str:
        return _strip(self.source.text, self.source.kind)

    @cached_property
    def plain(self) -> str:
        """The translation without tags and tokens."""
        return _strip(self.target, self.source.kind)

    @cached_property
    def terms(self) -> tuple[str, ...]:
        """The glossary's terms in the source, in their order, each once."""
        return tuple(dict.fromkeys(found.term for found in find_terms(self.plain_source)))

    @cached_property
    def missing_tags(self) -> list[MissingPart]:
        """The source's tags and line breaks that the translation lacks; empty unless the segment is rich text."""
        is_rich = self.source.kind == SegmentKind.RICH
        return find_missing(source=self.source.text, target=self.target) if is_rich else []

    @cached_property
    def parts(self) -> list[str]:
        """The texts of a subtitle that are shown one after the other, without tokens."""
        return [TOKEN.sub("0", part.text) for part in split_parts(self.target)]


# The same texts are checked as they are typed, submitted and approved.
@lru_cache(maxsize=256)
def _strip(text: str, kind: str) -> str:
    words = strip_tags(text, by="\n") if kind == SegmentKind.RICH else text
    if kind == SegmentKind.CUE:
        words = join_parts(words)
    return TOKEN.sub("0", words)
