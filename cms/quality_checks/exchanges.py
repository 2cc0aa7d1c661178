"""Facts and names that a translation gives to another owner than the source does.

A source says whose something is by groups that are alike: an owner with what is beside it, and a comma, an “and” or
the end of a sentence before the next owner. Of a translation only those places are judged in which the same groups
follow one another, each with one owner at its edge; another order of words is no exchange.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

BETWEEN = re.compile(r"[,;:–—(]|\b(?:và|còn|rồi)\b")
"""Between two groups; not within one."""
BESIDE = re.compile(r"^ ?(?:[(:–—]|,(?= (?:sinh|hy sinh|mất|quê)\b))")
"""What may follow an owner before what it owns: “Quảng Trị (12)”, “Quảng Trị: 12”, “An, sinh năm 1945”."""
ENDS_SENTENCE = re.compile(r"[.!?…\n](?!\d)")
FEWEST_GROUPS = 2


@dataclass(frozen=True)
class Mark:
    """A fact or name with its places in both texts. ``keys`` are the kinds that it could be exchanged within."""

    text: str
    start: int
    end: int
    target: int
    keys: frozenset[object]


@dataclass(frozen=True)
class Group:
    """An owner with what the source has beside it, in the order of the text."""

    owner: Mark
    owned: tuple[Mark, ...]

    @property
    def is_owner_first(self) -> bool:
        return self.owner.start < self.owned[0].start

    @property
    def marks(self) -> tuple[Mark, ...]:
        return tuple(sorted((self.owner, *self.owned), key=lambda mark: mark.start))


@dataclass(frozen=True)
class Exchange:
    """A thing that an owner has in the source, and the one that the translation gives it instead."""

    owner: Mark
    owned: Mark
    given: Mark


def find_exchanges(*, owners: Sequence[Mark], owned: Sequence[Mark], source: str) -> Iterator[Exchange]:
    """Yield what each owner but the last of a row was given in exchange."""
    if min(len(owners), len(owned)) < FEWEST_GROUPS:
        return
    order = sorted([*owners, *owned], key=lambda mark: mark.start)
    starts = {mark.start for mark in owners}
    places = {mark.start: place for place, mark in enumerate(sorted(order, key=lambda mark: mark.target))}
    groups = [*_list_pairs(order, starts, source), *_list_larger(order, starts, source)]
    for size in sorted({len(group.owned) for group in groups}):
        for row in _list_rows([group for group in groups if len(group.owned) == size], source):
            yield from _compare_row(row, places, starts)


def _list_pairs(order: Sequence[Mark], owners: set[int], source: str) -> Iterator[Group]:
    """Yield each owner with the one thing beside it, both within one clause and nothing else in it."""
    for one, two in pairwise(order):
        is_pair = (one.start in owners) != (two.start in owners) and one.end <= two.start
        if is_pair and _is_beside(source[one.end : two.start]):
            yield Group(one, (two,)) if one.start in owners else Group(two, (one,))


def _list_larger(order: Sequence[Mark], owners: set[int], source: str) -> Iterator[Group]:
    """Yield each owner with all that follows up to the next owner, if it is more than one thing in one sentence."""
    owner: Mark | None = None
    for is_owner, part in groupby(order, key=lambda mark: mark.start in owners):
        marks = tuple(part)
        if is_owner:
            owner = marks[-1]
        elif owner is not None and _is_list(owner, marks, source):
            yield Group(owner, marks)


def _is_list(owner: Mark, marks: Sequence[Mark], source: str) -> bool:
    """Return True for several marks in one sentence, the first of them beside the owner."""
    is_near = _is_beside(source[owner.end : marks[0].start])
    return len(marks) > 1 and is_near and not ENDS_SENTENCE.search(source[marks[0].end : marks[-1].start])


def _is_beside(between: str) -> bool:
    return not (BETWEEN.search(BESIDE.sub("", between)) or ENDS_SENTENCE.search(between))


def _list_rows(groups: Sequence[Group], source: str) -> Iterator[list[Group]]:
    """Yield the longest rows of groups that follow one another in the same order."""
    row: list[Group] = []
    for group in groups:
        if row and not _is_next(row[-1], group, source):
            yield row
            row = []
        row.append(group)
    yield row


def _is_next(one: Group, two: Group, source: str) -> bool:
    """Return True for two groups in the same order with a comma, an “and” or the end of a sentence between them."""
    end, start = one.marks[-1].end, two.marks[0].start
    if start < end or one.is_owner_first != two.is_owner_first:
        return False
    between = source[end:start]
    return BETWEEN.search(between) is not None or ENDS_SENTENCE.search(between) is not None


def _compare_row(row: Sequence[Group], places: dict[int, int], owners: set[int]) -> Iterator[Exchange]:
    """Yield the exchanges within the row or, if the translation doesn't have it in one piece, within each two of it."""
    if len(row) < FEWEST_GROUPS:
        return
    given = _read_given(row, places, owners)
    if given is not None:
        yield from _compare(row, given)
        return
    for pair in pairwise(row) if len(row) > FEWEST_GROUPS else ():
        given = _read_given(pair, places, owners)
        if given is not None:
            yield from _compare(pair, given)


def _compare(row: Sequence[Group], given: dict[int, tuple[Mark, ...]]) -> Iterator[Exchange]:
    changed = [group for group in row if set(given[group.owner.start]) != set(group.owned)]
    for group in changed[:-1]:
        lost = [mark for mark in group.owned if mark not in given[group.owner.start]]
        for mark in lost:
            new = (each for each in given[group.owner.start] if each not in group.owned)
            other = next((each for each in new if not mark.keys.isdisjoint(each.keys)), None)
            if other is not None:
                yield Exchange(group.owner, mark, other)
                break


def _read_given(row: Sequence[Group], places: dict[int, int], owners: set[int]) -> dict[int, tuple[Mark, ...]] | None:
    """Return what the translation has beside each owner, by the owner's place; None if it can't be told.

    ``places`` are those of all marks in the order of the translation.
    """
    marks = sorted((mark for group in row for mark in group.marks), key=lambda mark: mark.target)
    if places[marks[-1].start] - places[marks[0].start] != len(marks) - 1:
        return None
    size = len(marks) // len(row)
    parts = [marks[place : place + size] for place in range(0, len(marks), size)]
    edges = [[place for place, mark in enumerate(part) if mark.start in owners] for part in parts]
    if size > FEWEST_GROUPS and not (edges[0] in ([0], [size - 1]) and all(each == edges[0] for each in edges)):
        return None
    if any(len(each) != 1 for each in edges):
        return None
    return {
        part[edge].start: tuple(mark for mark in part if mark is not part[edge])
        for part, (edge,) in zip(parts, edges, strict=True)
    }
