"""A reader's query, divided into names and words."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from cms.core.search_index.names import PLACE, Form, Vocabulary, find_forms, is_same_name, make_token
from cms.core.search_index.units import WrittenUnit, find_units
from cms.core.search_index.words import STEMMERS, TITLE, Word, make_pair, read_words, stem_word

MOST_WORDS = 32
"""The most words, or syllables, of a query that are searched for; further ones are ignored."""


@dataclass(frozen=True)
class QueryPart:
    """A word as it was typed, which may be several syllables, or a name in any language.

    ``tokens``: of the name; ``place_tokens``: of the places that it belongs to. ``is_certain``: the words can't well be
    meant otherwise.
    """

    words: tuple[Word, ...]
    names: tuple[str, ...] = ()
    tokens: tuple[str, ...] = ()
    place_tokens: tuple[str, ...] = ()
    is_certain: bool = False

    @property
    def pairs(self) -> list[str]:
        return [make_pair(one, two) for one, two in pairwise(self.words)]


@dataclass(frozen=True)
class Query:
    text: str
    parts: tuple[QueryPart, ...]

    @property
    def words(self) -> tuple[Word, ...]:
        return tuple(word for part in self.parts for word in part.words)

    @property
    def has_marks(self) -> bool:
        return any(word.has_marks for word in self.words)

    @property
    def names(self) -> tuple[QueryPart, ...]:
        return tuple(part for part in self.parts if part.names)

    @property
    def is_names(self) -> bool:
        """True if nothing else than names is in it. Names mean the same in every language."""
        return bool(self.parts) and all(part.names for part in self.parts)

    @property
    def is_certain(self) -> bool:
        """True if all names in it are meant as names. A query without names is certain too: it has one reading."""
        return all(part.is_certain for part in self.names)

    def as_words(self) -> "Query":
        """Return the query with its names as the words that they consist of."""
        return Query(self.text, _group(self.words))

    def list_tokens(self) -> set[str]:
        """Return every token that decides about what is found."""
        words = self.words
        tokens = {form for word in words for form in (word.folded, word.exact, TITLE + word.folded)}
        tokens |= {make_pair(one, two) for one, two in pairwise(words)}
        tokens |= {stem for word in words for language in STEMMERS if (stem := stem_word(word, language=language))}
        return tokens.union(*(part.tokens for part in self.parts), *(part.place_tokens for part in self.parts))


def read_query(text: str, *, vocabulary: Vocabulary) -> Query:
    """Return the query; names are the longest that its words begin with, in any language."""
    words = tuple(read_words(text)[:MOST_WORDS])
    units = {unit.start: unit for unit in reversed(find_units(words))}
    parts: list[QueryPart] = []
    loose: list[Word] = []
    place = 0
    while place < len(words):
        count, forms = find_forms(words[place:], vocabulary=vocabulary)
        if place in units and units[place].end - place > count:
            parts += [*_group(tuple(loose)), _make_unit(text, words, units[place])]
            loose, count = [], units[place].end - place
        elif forms and _can_be_meant(text, words[place : place + count], forms):
            parts += [*_group(tuple(loose)), _make_name(text, words[place : place + count], forms, vocabulary)]
            loose = []
        else:
            loose += words[place : place + max(count, 1)]
        place += max(count, 1)
    return Query(text, (*parts, *_group(tuple(loose))))


def _group(words: tuple[Word, ...]) -> tuple[QueryPart, ...]:
    groups: list[list[Word]] = []
    for word in words:
        if word.is_joined and groups:
            groups[-1].append(word)
        else:
            groups.append([word])
    return tuple(QueryPart(tuple(group)) for group in groups)


def _can_be_meant(text: str, words: tuple[Word, ...], forms: tuple[Form, ...]) -> bool:
    """Return whether a name may be meant; one syllable is too short to be one with other diacritics: “huệ”."""
    if len(words) > 1 or not words[0].has_marks:
        return True
    return any(_is_spelled(text, words, form) for form in forms)


def _is_spelled(text: str, words: tuple[Word, ...], form: Form) -> bool:
    return [word.exact for word in words] == [word.exact for word in read_words(form.written)]


def _make_name(text: str, words: tuple[Word, ...], forms: tuple[Form, ...], vocabulary: Vocabulary) -> QueryPart:
    spelled = [form for form in forms if _is_spelled(text, words, form)]
    names = tuple(dict.fromkeys(form.name for form in (spelled or forms)))
    codes = sorted({code for name in names for code in vocabulary.asked_places.get(name, ())})
    return QueryPart(
        words=words,
        names=names,
        tokens=tuple(map(make_token, names)),
        place_tokens=tuple(f"{PLACE}{code}" for code in codes),
        is_certain=_is_certain(text[words[0].start : words[-1].end], words, spelled or list(forms)),
    )


def _make_unit(text: str, words: tuple[Word, ...], unit: WrittenUnit) -> QueryPart:
    own = words[unit.start : unit.end]
    return QueryPart(own, names=(text[own[0].start : own[-1].end],), tokens=(unit.token,), is_certain=True)


def _is_certain(written: str, words: tuple[Word, ...], forms: list[Form]) -> bool:
    """Return whether the words are a name and nothing else.

    That is so if they are written exactly as the name is, or have several syllables without diacritics, which many
    leave out. Otherwise they may be ordinary words too.
    """
    if all(form.is_everyday for form in forms):
        return False
    if any(is_same_name(written, form.written) for form in forms):
        return True
    return len(words) > 1 and not any(word.has_marks for word in words)


def list_neighbours(query: Query) -> Iterator[list[str]]:
    """Yield, for each word of one syllable, its pairs with the words beside it. Numbers are nobody's neighbours."""
    for run in list_runs(query):
        for place, part in enumerate(run):
            around = [run[each].words for each in (place - 1, place + 1) if 0 <= each < len(run)]
            before = [words[-1] for words in around[:1] if place]
            after = [words[0] for words in around[len(before) :]]
            word = part.words[0]
            pairs = [make_pair(one, word) for one in before if not _is_number(one)]
            pairs += [make_pair(word, one) for one in after if not _is_number(one)]
            if len(part.words) == 1 and pairs and not _is_number(word):
                yield pairs


def _is_number(word: Word) -> bool:
    return word.folded[0].isdigit()


def list_runs(query: Query) -> list[list[QueryPart]]:
    """Return the parts that are words, in runs without a name or a mark between them."""
    runs: list[list[QueryPart]] = [[]]
    for part in query.parts:
        if part.names or (part.words[0].is_first and runs[-1]):
            runs.append([])
        if not part.names:
            runs[-1].append(part)
    return [run for run in runs if run]
