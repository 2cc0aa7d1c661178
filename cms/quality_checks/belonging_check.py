"""Check that what belongs to a unit, a place, a person, a year, a birth or a death does so in the translation.

Only parallel clauses tell this apart from a mere change of order: “Sư đoàn 304 có 12 liệt sĩ, Trung đoàn 66 có 34”. In
them each owner is beside what it owns, in the source as in the translation. Everything else is left to the warnings
about order.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.translation import gettext as _

from cms.facts.tokens import TOKEN
from cms.glossary.names import find_names
from cms.glossary.terms import get_terms
from cms.quality_checks.common_owners import read_common_owners
from cms.quality_checks.compass import read_directions
from cms.quality_checks.exchanges import Mark, find_exchanges
from cms.quality_checks.fact_check import read_written
from cms.quality_checks.fact_comparison import match_facts
from cms.quality_checks.findings import Finding
from cms.quality_checks.name_comparison import compare_names
from cms.quality_checks.reading.fact import CALENDAR, WrittenFact
from cms.quality_checks.reading.reader import read_lives
from cms.quality_checks.transcription import find_transcribed
from cms.segments.markup import read_plain_text
from cms.segments.segment import Segment
from translations.languages import SOURCE
from translations.term_tables import PartOfSpeech
from translations.terms import read_cased

PAIRS = 2
MOST_SOUGHT = 5_000_000
"""Names that no glossary has, times the characters in which they are sought, such as 50 in 100,000."""
OWNING = "of"
"""The kind of a numbered unit, hill or article."""
PARTS = frozenset({"per", "letter before"})
"""Kinds that only say more of the fact beside them."""
PLACE, PERSON = "place", "person"


@dataclass(frozen=True)
class Marks:
    """Marks in both texts, by kind: numbered owners, dates, other facts, points of the compass, names, lives, and
    ordinary words that may own a fact.
    """

    owners: tuple[Mark, ...]
    dates: tuple[Mark, ...]
    amounts: tuple[Mark, ...]
    directions: tuple[Mark, ...]
    names: tuple[Mark, ...]
    lives: tuple[Mark, ...]
    common: tuple[Mark, ...]

    def list_relations(self) -> list[tuple[Sequence[Mark], Sequence[Mark]]]:
        """Return owners with what may belong to them, as far as two of each are there."""
        facts = (*self.dates, *self.amounts)
        people = [mark for mark in self.names if (PERSON,) in mark.keys]
        places = [mark for mark in self.names if (PLACE,) in mark.keys]
        relations: list[tuple[Sequence[Mark], Sequence[Mark]]] = [
            (self.owners, facts), (self.names, facts), (self.owners, self.names), (self.lives, self.names),
            (self.dates, self.amounts), (self.amounts, self.directions), (people, places),
            (self.common, facts),
        ]  # fmt: skip
        for kind in dict.fromkeys(key for mark in self.owners for key in mark.keys):
            same = [mark for mark in self.owners if kind in mark.keys]
            relations.append(([mark for mark in self.owners if mark not in same], same))
        return [each for each in relations if min(map(len, each)) >= PAIRS]


def check_belonging(*, source: Segment, target: str, language: str) -> Iterator[Finding]:
    """Yield a finding for every two facts or names that were exchanged between what they belong to."""
    original = TOKEN.sub(" ; ", read_plain_text(source.text, kind=source.kind))
    has_facts = any(len(read(original, language=SOURCE)) >= PAIRS for read in (read_written, read_lives))
    if not has_facts and (sum(map(str.isupper, original)) < 2 * PAIRS or len(find_names(original)) < 2 * PAIRS):
        return
    plain = TOKEN.sub(" ; ", read_plain_text(target, kind=source.kind))
    cased = read_cased(plain)  # in which the places of names are
    plain = cased if len(cased) != len(plain) else plain
    marks = _list_marks(original, plain, language)
    reported: set[frozenset[Mark]] = set()
    for owners, owned in marks.list_relations():
        for each in find_exchanges(owners=owners, owned=owned, source=original):
            if frozenset({each.owned, each.given}) in reported:
                continue
            reported.add(frozenset({each.owned, each.given}))
            text = _("“%(fact)s” belongs to “%(owner)s” in the source, but “%(other)s” does in the translation.")
            text %= {"fact": each.owned.text, "owner": each.owner.text, "other": each.given.text}
            code = f"{source.path}|⇆{each.owned.text}"
            yield Finding(code=code, path=source.path, fact=each.owned.text, text=text)


def _list_marks(source: str, target: str, language: str) -> Marks:
    facts = _list_once(read_written(source, language=SOURCE), read_written(target, language=language))
    taken = {place for mark in facts for place in range(mark.start, mark.end)}
    names = [mark for mark in _list_names(source, target, language) if mark.start not in taken]
    lives = _list_lives(source, target, language, [mark.target for mark in names]) if len(names) >= PAIRS else []
    named = [(mark, {str(key[0]) for key in mark.keys if isinstance(key, tuple)}) for mark in facts]
    kinds = [(mark, kind) for mark, kind in named if kind.isdisjoint(PARTS)]
    owners = [mark for mark, kind in kinds if OWNING in kind]
    dates = [mark for mark, kind in kinds if OWNING not in kind and kind & CALENDAR]
    amounts = [mark for mark, kind in kinds if OWNING not in kind and not kind & CALENDAR]
    directions: list[Mark] = []
    if len(amounts) >= PAIRS and (points := read_directions(source, language=SOURCE)):
        directions = _list_once(points, read_directions(target, language=language))
    common: list[Mark] = []
    if len(dates) + len(amounts) >= PAIRS and (words := read_common_owners(source, language=SOURCE)):
        common = _list_once(words, read_common_owners(target, language=language))
    return Marks(
        tuple(owners), tuple(dates), tuple(amounts), tuple(directions), tuple(names), tuple(lives), tuple(common)
    )


def _list_once(one: Sequence[WrittenFact], two: Sequence[WrittenFact]) -> list[Mark]:
    """Return the facts that are once in each text."""
    counts = [Counter(reading for fact in facts for reading in fact.readings) for facts in (one, two)]
    marks = []
    for number, other in match_facts(one, two).items():
        fact, rendered = one[number], two[other]
        is_once = all(count[reading] <= 1 for count in counts for reading in fact.readings | rendered.readings)
        if is_once and fact.is_certain:
            marks.append(Mark(fact.text, fact.start, fact.end, rendered.start, fact.order_key))
    return marks


def _list_lives(source: str, target: str, language: str, names: Sequence[int]) -> list[Mark]:
    """Return the words for a birth and a death that are once in the source, each where it is nearest to a name."""
    one, two = read_lives(source, language=SOURCE), read_lives(target, language=language)
    counts = Counter(reading for fact in one for reading in fact.readings)
    lives = []
    for fact in one:
        places = [other.start for other in two if fact.readings & other.readings]
        if places and all(counts[reading] == 1 for reading in fact.readings):
            nearest = min(places, key=lambda place: min(abs(place - name) for name in names))
            lives.append(Mark(fact.text, fact.start, fact.end, nearest, fact.order_key))
    return lives


def _list_names(source: str, target: str, language: str) -> Iterator[Mark]:
    """Yield the names that are once in each text, in a rendering of the glossary or as they are transcribed."""
    names = compare_names(source=source, target=target, language=language).names
    seeks = sum(not each.places for each in names) * len(target) <= MOST_SOUGHT
    for each in names:
        places = each.places or (find_transcribed(each.name.text, target, language=language) if seeks else ())
        overlap = all(one[1] > two[0] for one, two in pairwise(places))  # two renderings may be in one place
        if places and overlap and source.count(each.name.text) == 1:
            start, end = each.name.start, each.name.end
            kind = _get_kind(each.name.term, language)
            yield Mark(each.name.text, start, end, places[0][0], frozenset({("name",), (kind,)}))


def _get_kind(name: str, language: str) -> str:
    """Return “person” for a name that the glossary hasn't, or has as a person's; else its part of speech."""
    term = get_terms(language).get(name)
    part = term.part_of_speech if term is not None else PartOfSpeech.PERSON
    return {PartOfSpeech.PERSON: PERSON, PartOfSpeech.PLACE: PLACE}.get(PartOfSpeech(part), str(part))
