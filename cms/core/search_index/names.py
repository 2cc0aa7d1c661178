"""Names that the search knows in every language: apps above register what they are called, and what they belong to.

A query is searched for names whatever its language, a page for those of its own. So 广治 finds a Vietnamese page about
Quảng Trị. In Latin letters a name in a text has its capital letters: “hòa bình” is peace, “Hòa Bình” a province.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from cms.core.search_index.words import Word, read_words, squash
from translations.languages import CODES, SOURCE, get_language_entry
from translations.terms import (
    PROPER_NAMES,
    Stem,
    Term,
    find_candidates,
    find_name,
    list_stems,
    normalise,
    read_cased,
)

NAME = "@"
PLACE = "@place:"
PLACE_NAME = "place"
MOST_WORDS = 12
"""The most words, or syllables, of a name in a query."""


@dataclass(frozen=True)
class NameSource:
    """A source of names. ``get_version`` changes whenever one of the others may answer differently."""

    get_version: Callable[[], Hashable]
    list_terms: Callable[[str], Iterable[Term]]
    is_everyday: Callable[[str, str], bool] = lambda rendering, language: False
    """Say that a rendering in a language is an ordinary word too, so that it doesn't show a name."""
    list_misleading: Callable[[], Iterable[str]] = tuple
    """Return phrases that have a name in them, and aren't about it: “Thái Bình Dương” is the Pacific."""


@dataclass(frozen=True)
class PlaceNames:
    """A place with its names in the source language, present and former; each is a term of a source of names."""

    code: str
    names: frozenset[str]


@dataclass(frozen=True)
class Form:
    """A name as it is written in some language."""

    name: str
    written: str
    is_everyday: bool


@dataclass(frozen=True)
class Vocabulary:
    """All names at one moment."""

    forms: dict[str, tuple[Form, ...]]
    """Forms by their folded letters without spaces."""
    stems: dict[str, tuple[Stem, ...]]
    places: dict[str, set[str]]
    """The codes of the places that a text is about if it has a name."""
    asked_places: dict[str, set[str]]
    """The codes of the places that a reader may mean by a name."""
    misleading: tuple[str, ...]


_sources: dict[str, NameSource] = {}
_places: dict[str, Callable[[], Sequence[PlaceNames]]] = {}


def register_names(name: str, source: NameSource) -> None:
    """Add a source of names; of one name in two sources, the later one decides which kind of name it is."""
    _sources[name] = source


def register_places(name: str, list_places: Callable[[], Sequence[PlaceNames]]) -> None:
    """Add places, each of which is found by all of its names."""
    _places[name] = list_places


def read_vocabulary() -> Vocabulary:
    """Return all names, made anew only if a source has changed (one query a source)."""
    return _make_vocabulary(get_version())


def get_version() -> Hashable:
    """Return what changes whenever a name has."""
    return tuple((name, source.get_version()) for name, source in _sources.items())


def make_token(name: str) -> str:
    return NAME + squash(read_words(name))


def find_names(text: str, *, language: str, vocabulary: Vocabulary) -> tuple[set[str], set[str]]:
    """Return the names in a text of this language; apart, those of which only everyday words were found."""
    for phrase in vocabulary.misleading:
        text = text.replace(phrase, " ")
    found: set[str] = set()
    doubtful: set[str] = set()
    cased = read_cased(text)
    for name, term in find_candidates(vocabulary.stems[language], text).items():
        written = {cased[start:end] for start, end in find_name(term, text, language=language)}
        if any(not _is_everyday(each, language) for each in written):
            found.add(name)
        elif written:
            doubtful.add(name)
    return found, doubtful - found


def list_name_tokens(names: Iterable[str], *, places: Iterable[str], vocabulary: Vocabulary) -> set[str]:
    """Return the tokens of names and places, with the places that the names belong to."""
    names = set(names)
    codes = {*places, *(code for name in names for code in vocabulary.places.get(name, ()))}
    return {*map(make_token, names), *(f"{PLACE}{code}" for code in codes)}


def find_forms(words: Sequence[Word], *, vocabulary: Vocabulary) -> tuple[int, tuple[Form, ...]]:
    """Return the forms with which the words begin, and how many words they take: the longest, else none."""
    for count in range(min(len(words), MOST_WORDS), 0, -1):
        if forms := vocabulary.forms.get(squash(words[:count])):
            return count, forms
    return 0, ()


def is_same_name(written: str, form: str) -> bool:
    """Return whether a name is written as its form is, with its marks and capital letters, wherever its tone stands."""
    ours, others = read_words(written), read_words(form)
    if [word.exact for word in ours] != [word.exact for word in others]:
        return False
    capitals = [[each[word.start].isupper() for word in words] for each, words in ((written, ours), (form, others))]
    return capitals[0] == capitals[1] or written.isupper()


def _is_everyday(rendering: str, language: str) -> bool:
    return any(source.is_everyday(rendering, language) for source in _sources.values())


@lru_cache(maxsize=2)
def _make_vocabulary(version: Hashable) -> Vocabulary:
    terms = {language: _merge_terms(language) for language in CODES}
    forms: dict[str, dict[tuple[str, str], Form]] = {}
    for language, by_name in terms.items():
        for form in _list_forms(by_name.values(), language):
            forms.setdefault(squash(read_words(form.written)), {}).setdefault((form.name, form.written), form)
    misleading = tuple(phrase for source in _sources.values() for phrase in source.list_misleading())
    for phrase in misleading:
        forms[squash(read_words(phrase))] = {}
    places, asked_places = _make_places(terms)
    return Vocabulary(
        forms={key: tuple(found.values()) for key, found in forms.items() if key},
        stems={
            language: tuple(stem for term in by_name.values() for stem in list_stems(term, language=language))
            for language, by_name in terms.items()
        },
        places=places,
        asked_places=asked_places,
        misleading=misleading,
    )


def _merge_terms(language: str) -> dict[str, Term]:
    """Return the names of all sources with the renderings of all of them."""
    merged: dict[str, Term] = {}
    for source in _sources.values():
        for term in source.list_terms(language):
            if term.part_of_speech in PROPER_NAMES:
                known = merged[term.term].renderings if term.term in merged else ()
                renderings = tuple(dict.fromkeys([*known, *term.renderings]))
                merged[term.term] = replace(term, renderings=renderings)
    return merged


def _list_forms(terms: Iterable[Term], language: str) -> Iterator[Form]:
    is_latin = get_language_entry(language).script == "Latn"
    for term in terms:
        for written in dict.fromkeys([*term.renderings, *([term.term] if is_latin or language == SOURCE else [])]):
            plain = written.replace("*", "").strip()
            yield Form(term.term, plain, _is_everyday(normalise(plain, folds_case=False), language))


def _make_places(terms: dict[str, dict[str, Term]]) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """Return the places of each name that a text may have, and of each that a query may have.

    A person's name is no place's in a text, even if the place is named after them. A name that no place has is another
    way to write one if both are the same in some language: “TP. Hồ Chí Minh”.
    """
    asked: dict[str, set[str]] = {}
    for place in (place for list_places in _places.values() for place in list_places()):
        for name in place.names:
            asked.setdefault(name, set()).add(place.code)
    for language, by_name in terms.items():
        written = {
            rendering: asked[name]
            for name, term in by_name.items()
            for rendering in (term.renderings if name in asked and term.part_of_speech == PLACE_NAME else ())
            if language != SOURCE
        }
        for name, term in by_name.items():
            if term.part_of_speech == PLACE_NAME and name not in asked:
                shared = {code for rendering in term.renderings for code in written.get(rendering, ())}
                asked |= {name: shared} if shared else {}
    people = {name for name, term in terms[SOURCE].items() if term.part_of_speech != PLACE_NAME}
    return {name: codes for name, codes in asked.items() if name not in people}, asked
