"""Comparison of source texts: their reduced form for exact matches, their words for similar ones."""

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import cached_property, lru_cache
from hashlib import blake2b, sha256
from html import escape, unescape
from itertools import pairwise

from rapidfuzz.distance import Levenshtein

from cms.facts.tokens import TOKEN
from cms.segments.markup import TAG, map_text, strip_tags
from cms.segments.segment import SegmentKind

EDITOR_ATTRIBUTE = re.compile(r'\s+data-block-key="[^"]*"')
AROUND_BLOCK = re.compile(r"\s*(</?(?:p|ul|ol|li|h[1-6]|br|hr|blockquote)\b[^>]*>)\s*")
ONE_PARAGRAPH = re.compile(r"<p>((?:(?!</?p>).)*)</p>", re.DOTALL)
WORD = re.compile(rf"(?P<fact>{TOKEN.pattern})|(?P<number>\d+(?:[.,:/]\d+)*)|\w+")
EDGE = ""
ANY_FACT, ANY_NUMBER = "[[]]", "0"


@dataclass(frozen=True)
class ReducedText:
    """A source text as HTML in NFC, with single spaces and without the editor's own attributes in tags.

    If a rich text is a single paragraph, the paragraph's tags are dropped, so that a title and a paragraph can match.
    """

    reduced: str

    @classmethod
    def read(cls, text: str, *, kind: str) -> "ReducedText":
        """Return the reduced form of a text that a segment of this kind stores."""
        html = text if kind == SegmentKind.RICH else escape(text, quote=False)
        tags_reduced = TAG.sub(lambda tag: EDITOR_ATTRIBUTE.sub("", tag[0]), unicodedata.normalize("NFC", html))
        texts_reduced = map_text(tags_reduced, lambda part: escape(unescape(part), quote=False))
        reduced = AROUND_BLOCK.sub(r"\1", " ".join(texts_reduced.split()))
        only = ONE_PARAGRAPH.fullmatch(reduced)
        return cls(only[1] if only else reduced)

    @cached_property
    def digest(self) -> str:
        return sha256(self.reduced.encode()).hexdigest()

    @cached_property
    def plain(self) -> str:
        """The text without its tags."""
        return " ".join(strip_tags(self.reduced).split())

    @cached_property
    def words(self) -> list[str]:
        return split_words(self.plain)


def split_words(plain: str) -> list[str]:
    """Return the words of a plain text. A fact of the register is one word, and so is a number with its separators."""
    return [match[0] for match in WORD.finditer(plain)]


def list_shingles(plain: str) -> set[int]:
    """Return each two neighbouring words of a plain text as a 64-bit number; case, facts and numbers are ignored.

    The edges of the text count as neighbours, so that a single word has shingles too.
    """
    words = [EDGE, *(_reduce_word(match) for match in WORD.finditer(plain)), EDGE]
    return {_number(first, second) for first, second in pairwise(words)} if len(words) > 2 else set()


def count_shared_shingles(shingles: set[int], *, words: int, at_least: int) -> int:
    """Return how many of its shingles a text shares with every text that is at least ``at_least`` percent similar.

    A replaced or deleted word changes two shingles; an inserted one changes one, and allows the longer text at most one
    more differing word.
    """
    changed = words * (100 - at_least) // 100
    return max(len(shingles) - 2 * changed - 1, 1)


def compute_similarity(words: list[str], others: list[str], *, at_least: int) -> int:
    """Return the similarity of two texts in percent of the longer one's words, rounded down; 0 if below the minimum."""
    similarity = Levenshtein.normalized_similarity(words, others, score_cutoff=at_least / 100)
    return int(similarity * 100 + 1e-9)


def list_differing_facts(words: list[str], others: list[str]) -> tuple[str, ...]:
    """Return the facts and numbers of a text that the other text lacks, in order."""
    lacking = Counter(_list_facts(words)) - Counter(_list_facts(others))
    return tuple(dict.fromkeys(fact for fact in _list_facts(words) if fact in lacking))


def _list_facts(words: list[str]) -> list[str]:
    return [word for word in words if word[0] == "[" or word[0].isdecimal()]


def _reduce_word(match: re.Match[str]) -> str:
    # Only the case is ignored, unlike in ``cms.core.folding.fold``: words with other diacritics are other words.
    if match["fact"]:
        return ANY_FACT
    return ANY_NUMBER if match["number"] else match[0].casefold()


@lru_cache(maxsize=1 << 16)
def _number(first: str, second: str) -> int:
    return int.from_bytes(blake2b(f"{first} {second}".encode(), digest_size=8).digest(), "big", signed=True)
