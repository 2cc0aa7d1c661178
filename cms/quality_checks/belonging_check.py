"""Check that what belongs to a unit, a place, a person, a birth or a death in the source does so in the translation.

Only parallel clauses tell this apart from a mere change of order: “Sư đoàn 304 có 12 liệt sĩ, Trung đoàn 66 có 34”. In
them each owner is beside what it owns, in the source as in the translation, and a comma or an “and” is between the
pairs. Everything else is left to the warnings about order.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.translation import gettext as _

from cms.facts.tokens import TOKEN
from cms.quality_checks.fact_check import read_written
from cms.quality_checks.fact_comparison import match_facts
from cms.quality_checks.findings import Finding
from cms.quality_checks.name_comparison import compare_names
from cms.quality_checks.reading.reader import read_lives
from cms.quality_checks.transcription import find_transcribed
from cms.segments.markup import read_plain_text
from cms.segments.segment import Segment
from translations.languages import SOURCE
from translations.terms import read_cased

BETWEEN = re.compile(r"[,;:–—(]|\b(?:và|còn|rồi)\b")
"""Between two pairs of a parallel; not within one."""
BESIDE = re.compile(r"^ ?(?:[(:–—]|,(?= (?:sinh|hy sinh|mất|quê)\b))")
"""What may follow an owner before what it owns: “Quảng Trị (12)”, “Quảng Trị: 12”, “An, sinh năm 1945”."""
ENDS_SENTENCE = re.compile(r"[.!?…\n](?!\d)")
PAIRS = 2
MOST_SOUGHT = 5_000_000
"""Names that no glossary has, times the characters in which they are sought, such as 50 in 100,000."""


@dataclass(frozen=True)
class Mark:
    """A fact or name with its places in both texts. ``keys`` are the kinds that it could be exchanged within.

    ``role`` is “owner” for a numbered unit, hill or article, “life” for a birth or a death, else empty.
    """

    text: str
    start: int
    end: int
    target: int
    keys: frozenset[object]
    role: str = ""


def check_belonging(*, source: Segment, target: str, language: str) -> Iterator[Finding]:
    """Yield a finding for every two facts or names that were exchanged between what they belong to."""
    original = TOKEN.sub(" ; ", read_plain_text(source.text, kind=source.kind))
    if all(len(read(original, language=SOURCE)) < PAIRS for read in (read_written, read_lives)):
        return
    plain = TOKEN.sub(" ; ", read_plain_text(target, kind=source.kind))
    cased = read_cased(plain)  # in which the places of names are
    plain = cased if len(cased) != len(plain) else plain
    facts = list(_list_facts(original, plain, language))
    taken = {place for mark in facts for place in range(mark.start, mark.end)}
    names = [mark for mark in _list_names(original, plain, language) if mark.start not in taken]
    owners = [mark for mark in facts if mark.role == "owner"]
    lives = _list_lives(original, plain, language, [mark.target for mark in names]) if len(names) >= PAIRS else []
    owned = [mark for mark in facts if not mark.role]
    for anchors, marks in ((owners, owned), (names, owned), (owners, names), (lives, names)):
        if min(len(anchors), len(marks)) < PAIRS:
            continue
        for (one, first), (_two, second) in _find_exchanged(anchors, marks, original):
            text = _("“%(fact)s” belongs to “%(owner)s” in the source, but “%(other)s” does in the translation.")
            text %= {"fact": first.text, "owner": one.text, "other": second.text}
            yield Finding(code=f"{source.path}|⇆{first.text}", path=source.path, fact=first.text, text=text)


def _list_facts(source: str, target: str, language: str) -> Iterator[Mark]:
    """Yield the facts that are once in each text."""
    one, two = read_written(source, language=SOURCE), read_written(target, language=language)
    counts = [Counter(reading for fact in facts for reading in fact.readings) for facts in (one, two)]
    for number, other in match_facts(one, two).items():
        fact, rendered = one[number], two[other]
        is_once = all(count[reading] <= 1 for count in counts for reading in fact.readings | rendered.readings)
        role = "owner" if any(reading[0] == "of" for reading in fact.readings) else ""
        if is_once and fact.is_certain:
            yield Mark(fact.text, fact.start, fact.end, rendered.start, fact.order_key, role)


def _list_lives(source: str, target: str, language: str, names: Sequence[int]) -> list[Mark]:
    """Return the words for a birth and a death that are once in the source, each where it is nearest to a name."""
    one, two = read_lives(source, language=SOURCE), read_lives(target, language=language)
    counts = Counter(reading for fact in one for reading in fact.readings)
    lives = []
    for fact in one:
        places = [other.start for other in two if fact.readings & other.readings]
        if places and all(counts[reading] == 1 for reading in fact.readings):
            nearest = min(places, key=lambda place: min(abs(place - name) for name in names))
            lives.append(Mark(fact.text, fact.start, fact.end, nearest, fact.order_key, "life"))
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
            yield Mark(each.name.text, start, end, places[0][0], frozenset({"name"}))


def _find_exchanged(
    anchors: Sequence[Mark], marks: Sequence[Mark], source: str
) -> Iterator[tuple[tuple[Mark, Mark], tuple[Mark, Mark]]]:
    """Yield pairs of an owner and what belongs to it, two at a time, whose translation joins them crosswise."""
    order = sorted([*anchors, *marks], key=lambda mark: mark.start)
    rendered = sorted(order, key=lambda mark: mark.target)
    places = {mark.start: place for place, mark in enumerate(rendered)}
    of_anchors = {mark.start for mark in anchors}
    pairs = list(_list_pairs(order, of_anchors, source))
    for one, two in pairwise(pairs):
        (owner, mark), (other, second) = one, two
        near = sorted((owner, mark, other, second), key=lambda each: each.target)
        span = places[near[-1].start] - places[near[0].start]
        kinds = [each.start in of_anchors for each in near]
        if span != len(near) - 1 or kinds[0] == kinds[1] or kinds[2] == kinds[3] or mark.keys.isdisjoint(second.keys):
            continue
        joined = {near[0].start, near[1].start}
        if joined not in ({owner.start, mark.start}, {other.start, second.start}) and _is_parallel(one, two, source):
            yield one, two


def _list_pairs(order: Sequence[Mark], of_anchors: set[int], source: str) -> Iterator[tuple[Mark, Mark]]:
    """Yield each owner with what is beside it, both within one clause and nothing else in it."""
    for one, two in pairwise(order):
        if (one.start in of_anchors) != (two.start in of_anchors) and one.end <= two.start:
            between = source[one.end : two.start]
            if not (BETWEEN.search(BESIDE.sub("", between)) or ENDS_SENTENCE.search(between)):
                yield (one, two) if one.start in of_anchors else (two, one)


def _is_parallel(one: tuple[Mark, Mark], two: tuple[Mark, Mark], source: str) -> bool:
    """Return True for two pairs in one sentence and in the same order, with a comma or an “and” between them."""
    end, start = max(mark.end for mark in one), min(mark.start for mark in two)
    if start < end or (one[0].start < one[1].start) != (two[0].start < two[1].start):
        return False
    between = source[end:start]
    return BETWEEN.search(between) is not None and ENDS_SENTENCE.search(between) is None
