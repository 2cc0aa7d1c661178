"""Comparison of the names of two texts: which of the source the translation lacks, adds or exchanges.

A name is a fact whose value in each language is in the glossary. Renderings that a second person has confirmed are
enforced; for others, and for names that the glossary doesn't have, the reviewer compares the texts.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from cms.glossary.names import (
    READS_CAPITALS,
    WrittenName,
    find_names,
    find_vietnamese_names,
    is_everyday,
    is_implied,
)
from cms.glossary.terms import Version, find_inner_terms, get_confirmed, get_names, get_terms, get_version
from translations.languages import get_language_entry
from translations.term_tables import PartOfSpeech
from translations.terms import Stem, Term, find_candidates, find_name, list_stems, read_cased, strip_marks

Span = tuple[int, int]
ROUTE = re.compile(r"\s*(?:[-–—]|và|đến|tới|hoặc|hay|cùng|với|and|to|or)\s*")
"""Between two names of a pair or a route, whose order other languages keep."""
ADDRESS = re.compile(r"\s*,\s*")
"""Between a place and the larger one that it is in, which some languages name first."""
CAPITALS = re.compile(r"(?<!\w)[^\W\d_a-z][^\W\d_]*+(?:[ \u00a0][^\W\d_a-z][^\W\d_]*+)+")
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


Pair = tuple[ComparedName, ComparedName]


@dataclass(frozen=True)
class NameComparison:
    """The names of a source text, and those that only its translation has or that it has in another order."""

    names: tuple[ComparedName, ...] = ()
    added: tuple[ComparedName, ...] = ()
    reordered: tuple[Pair, ...] = ()
    exchanged: tuple[Pair, ...] = ()


def compare_names(*, source: str, target: str, language: str) -> NameComparison:
    """Return the source's names, each once, with what the translation does to them.

    Takes time in proportion to the lengths of both texts. Places are those in the text that ``read_cased`` returns.
    """
    return _compare(source, read_cased(target), language, get_version())


# The desk checks each text as it is typed, once more on submission, and on approval.
@lru_cache(maxsize=1024)
def _compare(source: str, target: str, language: str, version: Version) -> NameComparison:
    first: dict[str, WrittenName] = {}
    for name in find_names(source):
        first.setdefault(name.term or name.text, name)
    names = tuple(_find(name, target, language) for name in first.values())
    reordered, exchanged = _find_order(names, source)
    added = (*_find_added(names, source, target, language, version), *_find_vietnamese(names, source, target, language))
    return NameComparison(names, added, reordered, exchanged)


def _find(name: WrittenName, target: str, language: str) -> ComparedName:
    """Return the name with its places. One that isn't in the glossary is found where the letters are Latin."""
    term = get_terms(language).get(name.term) or Term(name.text, PartOfSpeech.PERSON, "", (), (), "")
    places = tuple(sorted(find_name(term, target, language=language)))
    return ComparedName(name, term.offered, places, name.term in get_confirmed(language))


def _find_added(
    names: tuple[ComparedName, ...], source: str, target: str, language: str, version: Version
) -> Iterator[ComparedName]:
    """Yield names of the glossary that only the translation has, unless they are part of another or ordinary words."""
    covered = _cover(names, target)
    present = {name.name.term for name in names}
    present |= {inner for name in names for inner in find_inner_terms(name.name.term or name.name.text)}
    written = source.casefold()
    for term in find_candidates(_list_telling(language, version), target).values():
        if term.term in present or term.term.casefold() in written:
            continue
        places = sorted(find_name(term, target, language=language))
        free = tuple((start, end) for start, end in places if 1 not in covered[start:end])
        if free:
            name = WrittenName(term.term, *free[0], term.term)
            yield ComparedName(name, term.offered, free, term.term in get_confirmed(language))


@lru_cache(maxsize=64)
def _list_telling(language: str, version: Version) -> tuple[Stem, ...]:
    """Return the names that show an addition, with the renderings that are nothing but names."""
    terms = get_terms(language)
    names = (terms[name] for name in get_names() if name in terms and not is_implied(name))
    telling = (
        replace(term, renderings=tuple(each for each in term.renderings if not is_everyday(each, language=language)))
        for term in names
    )
    return tuple(stem for term in telling for stem in list_stems(term, language=language))


def _find_vietnamese(
    names: tuple[ComparedName, ...], source: str, target: str, language: str
) -> Iterator[ComparedName]:
    """Yield Vietnamese names in Latin letters that the source doesn't have, such as one with another family name."""
    if not READS_CAPITALS or get_language_entry(language).script != "Latn":
        return
    covered = _cover(names, target)
    bare_source = strip_marks(source).casefold()
    for match in CAPITALS.finditer(target):
        for name in find_vietnamese_names(match[0], fewest=FEWEST_BARE):
            start = match.start() + match[0].find(name)
            end = start + len(name)
            is_written = name in source or (name.isascii() and name.casefold() in bare_source)
            if not is_written and 1 not in covered[start:end]:
                yield ComparedName(WrittenName(name, start, end), "", ((start, end),), is_confirmed=True)


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


def _cover(names: tuple[ComparedName, ...], target: str) -> bytearray:
    """Return 1 for each character of the translation that belongs to one of these names, otherwise 0."""
    covered = bytearray(len(target))
    for start, end in (place for name in names for place in name.places):
        covered[start:end] = b"\x01" * (end - start)
    return covered
