"""Comparison of the facts of two texts: what each lacks of the other, and what has changed places."""

from collections import defaultdict, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise, product

from cms.quality_checks.reading.fact import Reading, WrittenFact

Pair = tuple[WrittenFact, WrittenFact]
Numbered = tuple[int, WrittenFact]
"""A fact with its place among its text's facts."""


@dataclass(frozen=True)
class Comparison:
    """Pairs of facts that differ, facts that only one of the texts has, and pairs that were exchanged or miscounted."""

    differing: tuple[Pair, ...] = ()
    missing: tuple[WrittenFact, ...] = ()
    added: tuple[WrittenFact, ...] = ()
    reordered: tuple[Pair, ...] = ()
    exchanged: tuple[Pair, ...] = ()
    miscounted: tuple[Pair, ...] = ()


def compare_facts(*, source: Sequence[WrittenFact], target: Sequence[WrittenFact]) -> Comparison:
    """Return the differences between two texts' facts, each fact counted as often as it is written."""
    pairs = match_facts(source, target)
    used = set(pairs.values())
    rest = [(number, fact) for number, fact in enumerate(source) if number not in pairs]
    others = [(number, fact) for number, fact in enumerate(target) if number not in used]
    shares = (_find_shares(rest, others), _find_shares(others, rest))
    rest, others = (_leave_out(rest, shares[0][0] | shares[1][1]), _leave_out(others, shares[0][1] | shares[1][0]))
    lost, new = ([fact for _number, fact in each if fact.is_certain] for each in (rest, others))
    differing, missing, added = _pair_up(lost, new)
    matched = [(source[one], target[two]) for one, two in sorted(pairs.items())]
    return Comparison(
        differing=tuple(differing),
        missing=tuple(missing),
        added=tuple(added),
        reordered=tuple(_find_reordered(source, target, pairs)),
        exchanged=tuple(pair for pair in matched if pair[0].role and pair[1].role and pair[0].role != pair[1].role),
        miscounted=tuple(_find_miscounted(matched, target)),
    )


def _find_miscounted(matched: Iterable[Pair], target: Sequence[WrittenFact]) -> Iterable[Pair]:
    """Yield numbers of which both texts say what they count, and it isn't the same: “83 tuổi”, “83 men”.

    Where the translation has the number once more with what it counts, “12 men, 12 letters”, nothing is said.
    """
    wrong = [(one, two) for one, two in matched if not _are_alike(one.counted, two.counted)]
    counted: dict[Reading, set[frozenset[str]]] = defaultdict(set)
    for fact in target if wrong else ():
        for reading in fact.readings:
            counted[reading].add(fact.counted)
    for one, two in wrong:
        if not any(_are_alike(one.counted, each) for reading in one.readings for each in counted[reading]):
            yield one, two


def _are_alike(one: frozenset[str], two: frozenset[str]) -> bool:
    return not (one and two and one.isdisjoint(two))


def match_facts(source: Sequence[WrittenFact], target: Sequence[WrittenFact]) -> dict[int, int]:
    """Return which fact of the target agrees with which one of the source, each at most once, certain ones first."""
    waiting: dict[bool, dict[Reading, deque[int]]] = {True: defaultdict(deque), False: defaultdict(deque)}
    for number, fact in enumerate(target):
        for reading in fact.readings:
            waiting[fact.is_certain][reading].append(number)
    pairs: dict[int, int] = {}
    used: set[int] = set()
    order = sorted(range(len(source)), key=lambda number: (not source[number].is_certain, len(source[number].readings)))
    for certain in (True, False):
        for number in order:
            if number in pairs:
                continue
            found = _take_first(source[number].readings, waiting[certain], used)
            if found is not None:
                pairs[number] = found
                used.add(found)
    return pairs


def _find_shares(one: Sequence[Numbered], two: Sequence[Numbered]) -> tuple[set[int], set[int]]:
    """Return fractions of one text, and the two numbers in a row that say each in the other: “3/10”, “three in ten”."""
    fractions = {number: parts for number, fact in one if (parts := [v for v in _list_numbers(fact) if 0 < v < 1])}
    rows: dict[Fraction, deque[tuple[int, int]]] = defaultdict(deque)
    for (first, before), (second, after) in pairwise(two) if fractions else ():
        if second == first + 1 and not after.is_linked and after.start > before.end + 1:  # not “5/4”, “3–10”
            for smaller, larger in map(sorted, product(_list_numbers(before), _list_numbers(after))):
                if smaller > 0 and smaller.denominator == larger.denominator == 1:
                    rows[smaller / larger].append((first, second))
    found: set[int] = set()
    used: set[int] = set()
    for number, parts in fractions.items():
        row = next((rows[part].popleft() for part in parts if rows.get(part)), None)
        if row is not None and used.isdisjoint(row):
            found.add(number)
            used.update(row)
    return found, used


def _list_numbers(fact: WrittenFact) -> list[Fraction]:
    """Return the values of a number without a unit."""
    return [Fraction(reading[1]) for reading in fact.readings if reading[0] == "number" and reading[2] == ""]


def _leave_out(facts: Sequence[Numbered], numbers: set[int]) -> list[Numbered]:
    return [(number, fact) for number, fact in facts if number not in numbers]


def _take_first(readings: Iterable[Reading], waiting: dict[Reading, deque[int]], used: set[int]) -> int | None:
    first: list[int] = []
    for reading in readings:
        numbers = waiting.get(reading)
        while numbers and numbers[0] in used:
            numbers.popleft()
        if numbers:
            first.append(numbers[0])
    return min(first, default=None)


def _pair_up(
    lost: list[WrittenFact], new: list[WrittenFact]
) -> tuple[list[Pair], list[WrittenFact], list[WrittenFact]]:
    """Return facts that were probably changed into each other, and the rest of both."""
    by_family: dict[str, deque[WrittenFact]] = defaultdict(deque)
    for fact in new:
        by_family[fact.family].append(fact)
    pairs: list[Pair] = []
    missing: list[WrittenFact] = []
    for fact in lost:
        candidates = by_family[fact.family]
        if candidates:
            pairs.append((fact, candidates.popleft()))
        else:
            missing.append(fact)
    added = sorted((fact for facts in by_family.values() for fact in facts), key=lambda fact: fact.start)
    if len(missing) == len(added) == 1:
        return [*pairs, (missing[0], added[0])], [], []
    return pairs, missing, added


def _find_reordered(
    source: Sequence[WrittenFact], target: Sequence[WrittenFact], pairs: dict[int, int]
) -> Iterable[Pair]:
    """Yield neighbours of one kind that the translation has the other way round."""
    last: dict[object, int] = {}
    for number in sorted(pairs):
        fact = source[number]
        if not fact.is_certain:
            continue
        for key in fact.order_key:
            before = last.get(key)
            if before is not None and pairs[before] > pairs[number] and source[before].readings != fact.readings:
                yield source[before], fact
                break
        last |= dict.fromkeys(fact.order_key, number)
