"""What of a source text the memory compares: its reduced form for what is the same, its words for what is similar."""

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

EDITORS_OWN = re.compile(r'\s+data-block-key="[^"]*"')
AROUND_BLOCK = re.compile(r"\s*(</?(?:p|ul|ol|li|h[1-6]|br|hr|blockquote)\b[^>]*>)\s*")
ONE_PARAGRAPH = re.compile(r"<p>((?:(?!</?p>).)*)</p>", re.DOTALL)
WORD = re.compile(rf"(?P<fact>{TOKEN.pattern})|(?P<number>\d+(?:[.,:/]\d+)*)|\w+")
EDGE = ""
ANY_FACT, ANY_NUMBER = "[[]]", "0"


@dataclass(frozen=True)
class Wording:
    """A source text. ``reduced`` is HTML in one form: composed, single spaces, nothing of the editor's own in its tags.

    The one paragraph that a rich text may consist of is dropped, so that a title and a paragraph can say the same.
    """

    reduced: str

    @classmethod
    def read(cls, text: str, *, kind: str) -> "Wording":
        """Read a text as a segment of this kind stores it."""
        html = text if kind == SegmentKind.RICH else escape(text, quote=False)
        tags_reduced = TAG.sub(lambda tag: EDITORS_OWN.sub("", tag[0]), unicodedata.normalize("NFC", html))
        texts_reduced = map_text(tags_reduced, lambda part: escape(unescape(part), quote=False))
        reduced = AROUND_BLOCK.sub(r"\1", " ".join(texts_reduced.split()))
        only = ONE_PARAGRAPH.fullmatch(reduced)
        return cls(only[1] if only else reduced)

    @cached_property
    def digest(self) -> str:
        return sha256(self.reduced.encode()).hexdigest()

    @cached_property
    def plain(self) -> str:
        """The text without its tags, for people."""
        return " ".join(strip_tags(self.reduced).split())

    @cached_property
    def words(self) -> list[str]:
        return split(self.plain)


def split(plain: str) -> list[str]:
    """Return the words of a plain text; a fact of the register is one, and so is a number with its separators."""
    return [match[0] for match in WORD.finditer(plain)]


def list_shingles(plain: str) -> set[int]:
    """Return every two neighbours of a plain text as numbers of 64 bits; case, facts and numbers make no difference.

    The edges count as neighbours, so that one word alone has shingles too.
    """
    words = [EDGE, *(_fold(match) for match in WORD.finditer(plain)), EDGE]
    return {_number(first, second) for first, second in pairwise(words)} if len(words) > 2 else set()


def count_shared(shingles: set[int], *, words: int, at_least: int) -> int:
    """Return how many of its shingles a text of so many words shares with any that is ``at_least`` percent alike.

    A word that is exchanged or left out takes two pairs away; one that is put in takes one away, and lets the longer
    text differ in one word more at the most.
    """
    changed = words * (100 - at_least) // 100
    return max(len(shingles) - 2 * changed - 1, 1)


def rate(words: list[str], others: list[str], *, at_least: int) -> int:
    """Return how alike two texts are, in percent of the longer one's words, rounded down; 0 if less than asked for."""
    alike = Levenshtein.normalized_similarity(words, others, score_cutoff=at_least / 100)
    return int(alike * 100 + 1e-9)


def list_differing_facts(words: list[str], others: list[str]) -> tuple[str, ...]:
    """Return the facts and numbers of a text that the other one lacks, in order."""
    lacking = Counter(_list_facts(words)) - Counter(_list_facts(others))
    return tuple(dict.fromkeys(fact for fact in _list_facts(words) if fact in lacking))


def _list_facts(words: list[str]) -> list[str]:
    return [word for word in words if word[0] == "[" or word[0].isdecimal()]


def _fold(match: re.Match[str]) -> str:
    if match["fact"]:
        return ANY_FACT
    return ANY_NUMBER if match["number"] else match[0].casefold()


@lru_cache(maxsize=1 << 16)
def _number(first: str, second: str) -> int:
    return int.from_bytes(blake2b(f"{first} {second}".encode(), digest_size=8).digest(), "big", signed=True)
