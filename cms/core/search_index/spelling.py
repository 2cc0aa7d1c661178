"""Near spellings of a query that found nothing: names in any language, and words that live pages have."""

import unicodedata
from collections.abc import Iterable, Iterator

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract, extractOne

from cms.core.search_index.names import Vocabulary
from cms.core.search_index.postings import Postings, list_words
from cms.core.search_index.query import Query
from cms.core.search_index.words import Word, squash

SHORTEST_NAME = 4
SHORTEST_WORD = 4
LONG = 7
MOST_NAMES = 3


def list_near_spellings(query: Query, *, rows: Postings, vocabulary: Vocabulary) -> Iterator[str]:
    """Yield other queries that are spelled like this one, the nearest first; none need find anything.

    A query of known names is spelled right. The words of a yielded query are folded.
    """
    if query.is_names or not query.parts:
        return
    yield from _list_near_names(_spell_out(squash(query.words)), vocabulary)
    unknown = [word for word in query.words if _is_checked(word) and word.folded not in rows]
    if unknown:
        corrected = dict(_correct(unknown))
        if len(corrected) == len({word.folded for word in unknown}):
            yield " ".join(corrected.get(word.folded, word.folded) for word in query.words)


def _list_near_names(letters: str, vocabulary: Vocabulary) -> Iterator[str]:
    if len(letters) < SHORTEST_NAME:
        return
    names = {_spell_out(key): forms[0].written for key, forms in vocabulary.forms.items() if forms}
    near = extract(letters, names.keys(), scorer=OSA.distance, score_cutoff=_count_faults(letters), limit=MOST_NAMES)
    yield from (names[key] for key, _distance, _place in near)


def _spell_out(letters: str) -> str:
    """Return the letters with those of each Korean syllable apart: 꽝치 and 꽝찌 differ in one of five."""
    return unicodedata.normalize("NFD", letters)


def _correct(words: Iterable[Word]) -> Iterator[tuple[str, str]]:
    for word in words:
        known = [each for each in list_words(word.folded[0]) if each.isalpha()]
        found = extractOne(word.folded, known, scorer=OSA.distance, score_cutoff=_count_faults(word.folded))
        if found:
            yield word.folded, found[0]


def _is_checked(word: Word) -> bool:
    return len(word.folded) >= SHORTEST_WORD and word.folded.isalpha()


def _count_faults(letters: str) -> int:
    """Return how many letters of a word may be wrong."""
    return 2 if len(letters) >= LONG else 1
