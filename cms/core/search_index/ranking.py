"""Ranking: which items a query finds, the best first. Pure arithmetic with postings.

Phrases come before words, exact diacritics before folded ones, whole words before stems and beginnings of words, the
reader's language before others, titles before texts, and the newest first. Vietnamese writes a word as several
syllables, so there a syllable counts only beside its neighbour in the query: “Bình Sơn” isn't “hòa bình … Trường Sơn”.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial, reduce
from itertools import pairwise
from operator import and_, or_

from cms.core.search_index.postings import Postings
from cms.core.search_index.query import Query, QueryPart, list_neighbours, list_runs
from cms.core.search_index.words import TITLE, Word, make_pair, stem_word
from translations.languages import CODES, SOURCE

LIVE = "=live"
"""The token of every page: the items that are live in a language."""
SYLLABIC = frozenset({"vi"})
"""Languages that write a word as several syllables: in them, and in what their readers search for, syllables count
together."""
SHORTEST_BEGINNING = 2
FEWEST_SCATTERED = 3


@dataclass
class Ranking:
    """Items as numbers with a bit for each, the best first; ``matches`` has those found in each language's text."""

    tiers: list[int] = field(default_factory=list)
    matches: dict[str, int] = field(default_factory=dict)

    @property
    def all(self) -> int:
        return reduce(or_, self.tiers, 0)


def rank(query: Query, *, postings: Postings, language: str, among: int, beginnings: Postings | None = None) -> Ranking:
    """Return the items among some that the query finds; with ``beginnings`` also, at the end, by longer words."""
    found = Ranking()
    readings = (query,) if query.is_certain else (query, query.as_words())
    everything = [
        tier for each in readings for tier in _list_tiers(each, postings=postings, language=language, found=found)
    ]
    if beginnings is not None:
        everything += _list_longer(query, postings=postings, beginnings=beginnings, language=language, found=found)
    title = _find_in_titles(query, postings)
    own = found.matches.get(language, 0) | (postings.get(LIVE, language) if query.is_names else 0)
    seen = 0
    for where in (own, ~own):
        for tier in everything:
            for part in (title, ~title):
                new = tier & among & where & part & ~seen
                seen |= new
                found.tiers += [new] if new else []
    return found


def find_beginning(query: Query) -> str:
    """Return the beginning of the token that the query's last word may be a part of, empty if it is none."""
    runs = list_runs(query)
    if not runs or query.parts[-1].names or len(query.parts[-1].words) > 1:
        return ""
    words = [word for part in runs[-1] for word in part.words]
    if len(words) > 1:
        return make_pair(words[-2], words[-1])
    return words[0].folded if len(words[0].folded) >= SHORTEST_BEGINNING else ""


def _list_longer(
    query: Query, *, postings: Postings, beginnings: Postings, language: str, found: Ranking
) -> Iterator[int]:
    """Yield the items with all words of the query, of which the last is the beginning of a longer one."""
    beginning = find_beginning(query)
    head = Query(query.text, query.parts[:-1])
    about = _intersect(_find_place(part, postings.get_anywhere) for part in head.names)
    for code in dict.fromkeys([language, SOURCE]):
        together = not SYLLABIC.isdisjoint({language, code})
        whole = _find_all_words(head, code, postings, lambda word: word.folded, together=together)
        tier = beginnings.get(beginning, code) & whole & about
        found.matches[code] = found.matches.get(code, 0) | tier
        yield tier


def _list_tiers(query: Query, *, postings: Postings, language: str, found: Ranking) -> Iterator[int]:
    """Yield what is found, the best first; what was yielded before may be in it again."""
    named = {code: _find_named(query, partial(postings.get, language=code)) for code in CODES}
    anywhere = _find_named(query, postings.get_anywhere)
    about = _intersect([_find_place(part, postings.get_anywhere) for part in query.names])
    if query.is_names:
        found.matches.update(named)
        yield from (named[language], anywhere, about)
        return
    languages = dict.fromkeys([language, SOURCE, *CODES])
    for code in languages:
        for words in _list_word_tiers(query, code, postings, language=language):
            for names in (named[code], anywhere, about) if query.names else (-1,):
                tier = words & names
                found.matches[code] = found.matches.get(code, 0) | tier
                yield tier
    if SYLLABIC.issuperset({language}) and len(query.words) >= FEWEST_SCATTERED and not any(found.matches.values()):
        yield _find_all_parts(query, language, postings, lambda word: word.folded) & about


def _list_word_tiers(query: Query, code: str, postings: Postings, *, language: str) -> Iterator[int]:
    """Yield the items in whose text of one language the query's words are found: phrases, exact, folded, stems.

    In another language than the reader's, words with diacritics count as they were typed, except in phrases.
    """
    together = not SYLLABIC.isdisjoint({language, code})
    find = partial(_find_all_words, query, code, postings, together=together)
    if sum(len(part.words) for part in query.parts if not part.names) > 1:
        phrase = _find_phrase(query, code, postings)
        yield phrase & _find_marked(query, code, postings)
        yield phrase
    yield find(lambda word: word.exact)
    if code == language or not query.has_marks:
        yield find(lambda word: word.folded)
        yield find(lambda word: stem_word(word, language=code) or word.folded)


def _find_phrase(query: Query, code: str, postings: Postings) -> int:
    """Return the items with each run of the query's words as a phrase."""
    found = []
    for run in list_runs(query):
        words = [word for part in run for word in part.words]
        pairs = [make_pair(one, two) for one, two in pairwise(words)]
        found += [postings.get(token, code) for token in (pairs or [words[0].folded])]
    return _intersect(found)


def _find_marked(query: Query, code: str, postings: Postings) -> int:
    words = (word for part in query.parts if not part.names for word in part.words)
    return _intersect(postings.get(word.exact, code) for word in words)


def _find_all_words(
    query: Query, code: str, postings: Postings, write: Callable[[Word], str], *, together: bool
) -> int:
    """Return the items with all words of the query; ``together`` with a neighbour each."""
    found = _find_all_parts(query, code, postings, write)
    for pairs in list_neighbours(query) if together and found else ():
        found &= reduce(or_, (postings.get(pair, code) for pair in pairs))
    return found


def _find_all_parts(query: Query, code: str, postings: Postings, write: Callable[[Word], str]) -> int:
    return _intersect(_find_part(part, code, postings, write) for part in query.parts if not part.names)


def _find_part(part: QueryPart, code: str, postings: Postings, write: Callable[[Word], str]) -> int:
    """Return the items with a word as it was typed: its syllables stand together."""
    if len(part.words) == 1:
        return postings.get(write(part.words[0]), code)
    return _intersect(postings.get(pair, code) for pair in part.pairs)


def _find_named(query: Query, get: Callable[[str], int]) -> int:
    return _intersect(_find_any(part.tokens, get) for part in query.names)


def _find_place(part: QueryPart, get: Callable[[str], int]) -> int:
    return _find_any((*part.tokens, *part.place_tokens), get)


def _find_any(tokens: Iterable[str], get: Callable[[str], int]) -> int:
    return reduce(or_, map(get, tokens), 0)


def _find_in_titles(query: Query, postings: Postings) -> int:
    """Return the items with all words of the query in the title of one language."""
    titles = (_intersect(postings.get(TITLE + word.folded, code) for word in query.words) for code in CODES)
    return reduce(or_, titles, 0)


def _intersect(found: Iterable[int]) -> int:
    """Return the items in all of these; without any, every item, as a negative number."""
    return reduce(and_, found, -1)
