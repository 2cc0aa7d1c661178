"""Comparison of the names of two texts: which of the source the translation lacks, adds or exchanges.

A name is a fact whose value in each language is in the glossary. Renderings that a second person has confirmed are
enforced; for others, and for names that the glossary doesn't have, the reviewer compares the texts.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from cms.glossary.names import WrittenName, find_names, find_vietnamese_names, is_everyday, is_implied
from cms.glossary.terms import find_inner_terms, get_confirmed, get_names, get_terms
from translations.languages import get_language_entry
from translations.term_tables import PartOfSpeech
from translations.terms import Term, find_name, strip_marks

Span = tuple[int, int]
ROUTE = re.compile(r"\s*(?:[-–—]|và|đến|tới|hoặc|hay|cùng|với)\s*")
"""Between two names of a pair or a route, whose order other languages keep."""
ADDRESS = re.compile(r"\s*,\s*")
"""Between a place and the larger one that it is in, which some languages name first."""
CAPITALS = re.compile(r"[^\W\d_a-z][^\W\d_]*(?:[ \u00a0][^\W\d_a-z][^\W\d_]*)+")
FEWEST_BARE = 3
"""Syllables without diacritics that show a Vietnamese name in another language; two may be its own words."""


@dataclass(frozen=True)
class ComparedName:
    """A name of the source with its places in the translation, the first one first; none if it wasn't found there."""

    name: WrittenName
    offered: str
    places: tuple[Span, ...]
    is_confirmed: bool

    @property
    def is_found(self) -> bool:
        return bool(self.places)

    @property
    def is_registered(self) -> bool:
        return bool(self.name.term)


Pair = tuple[ComparedName, ComparedName]


@dataclass(frozen=True)
class NameComparison:
    """The names of a source text, and those that only its translation has or that it has in another order."""

    names: tuple[ComparedName, ...] = ()
    added: tuple[ComparedName, ...] = ()
    reordered: tuple[Pair, ...] = ()
    exchanged: tuple[Pair, ...] = ()


@dataclass(frozen=True)
class _Target:
    """A translation in which names are looked for."""

    text: str
    language: str

    @cached_property
    def terms(self) -> Mapping[str, Term]:
        return get_terms(self.language)

    def compare(self, name: WrittenName) -> ComparedName:
        """Return the name with its places. One that isn't in the glossary is found where the letters are Latin."""
        term = self.terms.get(name.term) or Term(name.text, PartOfSpeech.PERSON, "", (), (), "")
        return ComparedName(name, term.offered, self.find(term), name.term in get_confirmed(self.language))

    def find(self, term: Term) -> tuple[Span, ...]:
        return tuple(sorted(find_name(term, self.text, language=self.language)))


def compare_names(*, source: str, target: str, language: str) -> NameComparison:
    """Return the source's names, each once, with what the translation does to them."""
    first: dict[str, WrittenName] = {}
    for name in find_names(source):
        first.setdefault(name.term or name.text, name)
    translation = _Target(target, language)
    names = tuple(translation.compare(name) for name in first.values())
    reordered, exchanged = _find_order(names, source)
    return NameComparison(names, tuple(_find_added(names, source, translation)), reordered, exchanged)


def _find_added(names: tuple[ComparedName, ...], source: str, target: _Target) -> Iterator[ComparedName]:
    """Yield names of the glossary that only the translation has, unless they are part of another or ordinary words."""
    covered = [place for name in names for place in name.places]
    present = {name.name.term for name in names}
    present |= {inner for name in names for inner in find_inner_terms(name.name.term or name.name.text)}
    written = source.casefold()
    for term in get_names():
        if term in present or is_implied(term) or term.casefold() in written or term not in target.terms:
            continue
        known = target.terms[term]
        kept = tuple(each for each in known.renderings if not is_everyday(each, language=target.language))
        places = target.find(replace(known, renderings=kept))
        free = tuple(place for place in places if not any(_overlap(place, other) for other in covered))
        if free:
            name = WrittenName(term, *free[0], term)
            yield ComparedName(name, known.offered, free, term in get_confirmed(target.language))
    if get_language_entry(target.language).script == "Latn":
        yield from _find_vietnamese(source, target, covered)


def _find_vietnamese(source: str, target: _Target, covered: list[Span]) -> Iterator[ComparedName]:
    """Yield Vietnamese names in Latin letters that the source doesn't have, such as one with another family name."""
    bare_source = strip_marks(source).casefold()
    for match in CAPITALS.finditer(target.text):
        for name in find_vietnamese_names(match[0], fewest=FEWEST_BARE):
            start = match.start() + match[0].find(name)
            is_written = name in source or (name.isascii() and name.casefold() in bare_source)
            if not is_written and not any(_overlap((start, start + len(name)), other) for other in covered):
                yield ComparedName(WrittenName(name, start, start + len(name)), "", ((start, start + len(name)),), True)


def _find_order(names: tuple[ComparedName, ...], source: str) -> tuple[tuple[Pair, ...], tuple[Pair, ...]]:
    """Return neighbours that the translation has the other way round: those of a sentence, and those of a route."""
    loose: list[Pair] = []
    linked: list[Pair] = []
    found = [name for name in names if name.is_found]
    for one, two in pairwise(found):
        if min(one.places) <= max(two.places) or is_implied(two.name.term):
            continue
        between = source[one.name.end : two.name.start]
        if ROUTE.fullmatch(between):
            linked.append((one, two))
        elif not ADDRESS.fullmatch(between):
            loose.append((one, two))
    return tuple(loose), tuple(linked)


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]
