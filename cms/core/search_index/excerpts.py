"""Excerpts: the sentence of a page's text in which a query was found, with its words marked."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from cms.core.search_index.page_texts import hide
from cms.core.search_index.query import Query
from cms.core.search_index.ranking import find_beginning
from cms.core.search_index.words import Word, fold_letters, read_words, squash, stem_word

LONGEST = 240
BEFORE = 60
"""How many characters are shown before the first match, where a sentence is longer than that."""
FARTHEST = 400
"""How far before a match the beginning of its sentence is looked for."""
OF_A_NAME, OF_AN_EXACT_WORD, OF_A_STEM, OF_A_FOLDED_WORD, OF_A_BEGINNING = 8, 5, 3, 2, 1
WEIGHT_BESIDE, MOST_BESIDE = 3, 12
_END = re.compile(r"[.!?…؟](?=\s+[^\s\d\[]|\s*$)|[。！？។\n]")
LONGEST_NAME = 12
OTHER_DIGIT = re.compile(r"(?![0-9])\d")
DIVIDED = frozenset({"ko", "ja", "th", "lo", "km", "zh-hans"})


class FoundWord(NamedTuple):
    """A place in a text where something of a query was found. Whole names weigh most."""

    start: int
    end: int
    weight: int


@dataclass(frozen=True)
class Matcher:
    """The words and names to mark in texts of a language.

    ``names`` are the letters, without spaces, of names in all forms, and of words of several syllables.
    """

    folded: frozenset[str]
    exact: frozenset[str]
    stems: frozenset[str]
    beginning: str
    names: frozenset[str]
    language: str
    enough: int
    """The weight of a sentence in which all of the query was found."""

    def find(self, words: Sequence[Word]) -> list[FoundWord]:
        """Return where anything of the query is among the words."""
        found: list[FoundWord] = []
        place = 0
        while place < len(words):
            count = self._count_name(words, place) if words[place].folded in self._beginnings else 0
            weight = OF_A_NAME if count else self._weigh(words[place])
            after = place + max(count, 1)
            if weight:
                found.append(FoundWord(words[place].start, words[after - 1].end, weight))
            place = after
        best = max((each.weight for each in found), default=0)
        least = OF_A_STEM if best >= OF_AN_EXACT_WORD else min(best, OF_A_FOLDED_WORD)
        return [each for each in found if each.weight >= least]

    def may_find(self, line: str) -> bool:
        """Return False if nothing of the query is in the line: quicker than reading all of its syllables."""
        if self.language not in DIVIDED or OTHER_DIGIT.search(line):
            return True
        letters = fold_letters(line)
        return any(wanted in letters for wanted in (*self.names, *self.folded))

    @cached_property
    def _beginnings(self) -> frozenset[str]:
        """The letters with which a name may begin, however many words it has."""
        return frozenset(name[:length] for name in self.names for length in range(1, len(name) + 1))

    def _count_name(self, words: Sequence[Word], place: int) -> int:
        most = min(LONGEST_NAME, len(words) - place)
        lengths = (count for count in range(most, 0, -1) if squash(words[place : place + count]) in self.names)
        return next(lengths, 0)

    def _weigh(self, word: Word) -> int:
        if word.exact in self.exact:
            return OF_AN_EXACT_WORD
        if word.folded in self.folded:
            return OF_A_FOLDED_WORD
        if self.stems and stem_word(word, language=self.language) in self.stems:
            return OF_A_STEM
        return OF_A_BEGINNING if self.beginning and word.folded.startswith(self.beginning) else 0


def mark_text(text: str, matcher: Matcher) -> SafeString:
    """Return the text as HTML, with what matches in it marked."""
    return _mark(text, 0, len(text), matcher.find(read_words(hide(text))))


def cut_excerpt(text: str, matcher: Matcher) -> SafeString | None:
    """Return the sentence in which most was found, as HTML with that marked; None if nothing was.

    It is the first one in which everything was found together, if there is one: nothing after it is read.
    """
    best: tuple[int, list[FoundWord]] = (0, [])
    visible = hide(text)
    start = 0
    for line in visible.splitlines(keepends=True):
        for found in _list_sentences(line, matcher) if matcher.may_find(line) else ():
            if (weight := _weigh(found, line)) > best[0]:
                best = weight, [FoundWord(start + each.start, start + each.end, each.weight) for each in found]
        if best[0] >= matcher.enough:
            break
        start += len(line)
    return _mark(text, *_find_sentence(visible, best[1][0].start), best[1]) if best[1] else None


def _list_sentences(line: str, matcher: Matcher) -> Iterator[list[FoundWord]]:
    """Yield what was found in each sentence of a line in which anything was."""
    found = matcher.find(read_words(line))
    end = 0
    for place, first in enumerate(found):
        if first.start >= end:
            _start, end = _find_sentence(line, first.start)
            yield [each for each in found[place:] if each.start < end]


def _find_sentence(text: str, place: int) -> tuple[int, int]:
    """Return the start and end of the sentence at this place."""
    start = max((match.end() for match in _END.finditer(text, max(0, place - FARTHEST), place)), default=0)
    end = _END.search(text, place)
    return max(start, place - FARTHEST, 0), end.end() if end else len(text)


def _weigh(found: Sequence[FoundWord], text: str) -> int:
    """Return how much was found in a sentence: each word once, and more for words beside each other."""
    once = {text[each.start : each.end].casefold(): each.weight for each in found}
    beside = sum(WEIGHT_BESIDE for one, two in pairwise(found) if two.start - one.end <= 1)
    return sum(once.values()) + min(beside, MOST_BESIDE)


def _mark(text: str, start: int, end: int, found: list[FoundWord]) -> SafeString:
    start, end, before, after = _shorten(text, start, end, found)
    parts = [before]
    for first, last in _join(text, found):
        if first >= start and last <= end:
            parts += [escape(text[start:first]), "<mark>", escape(text[first:last]), "</mark>"]
            start = last
    parts += [escape(text[start:end].rstrip()), after]
    return mark_safe("".join(parts).strip())  # noqa: S308  # every part of the text is escaped


def _join(text: str, found: list[FoundWord]) -> list[tuple[int, int]]:
    """Return the places to mark; what has nothing but a space between is one."""
    joined: list[tuple[int, int]] = []
    for start, end, _weight in found:
        if joined and not text[joined[-1][1] : start].strip(" "):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def _shorten(text: str, start: int, end: int, found: list[FoundWord]) -> tuple[int, int, str, str]:
    """Return a part of the text that isn't longer than an excerpt, cut between words, with dots where it was cut."""
    if end - start <= LONGEST:
        return start, end, "", ""
    first = max(start, found[0].start - BEFORE) if found else start
    if first > start:
        space = text.find(" ", first, found[0].start)
        first = space + 1 if space >= 0 else first
    last = min(end, first + LONGEST)
    if last < end:
        space = text.rfind(" ", max(first, found[0].end if found else first), last)
        last = space if space > first else last
    return first, last, "… " if first > start else "", " …" if last < end else ""


def make_matcher(query: Query, *, names: Iterable[str], language: str) -> Matcher:
    """Return what is to be marked in texts of a language; ``names`` are the letters of the names to look for."""
    parts = [part for part in query.parts if not (part.names and part.is_certain)]
    words = [part.words[0] for part in parts if len(part.words) == 1]
    written = {squash(part.words) for part in parts if len(part.words) > 1}
    return Matcher(
        folded=frozenset(word.folded for word in words),
        exact=frozenset(word.exact for word in words),
        stems=frozenset(filter(None, (stem_word(word, language=language) for word in words))),
        beginning=words[-1].folded if words and find_beginning(query) else "",
        names=frozenset({*names, *written}),
        language=language,
        enough=_weigh_whole(query, len(words)) if words else OF_A_NAME,
    )


def _weigh_whole(query: Query, count: int) -> int:
    each = OF_AN_EXACT_WORD if query.has_marks else OF_A_FOLDED_WORD
    return count * each + min((count - 1) * WEIGHT_BESIDE, MOST_BESIDE)
