"""Ranges and lists: what a number takes over from its neighbour, and which facts a range or list connects."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from cms.quality_checks.reading.fact import Reading
from cms.quality_checks.reading.found import Found, is_dash
from cms.quality_checks.reading.neighbours import join_neighbours, share_year
from cms.quality_checks.reading.tokens import Tokens

LONGEST_GAP = 5
BETWEEN = frozenset({"connectors", "fillers", "joiners", "markers", "day_parts"})
LIST_MARKS = frozenset({",", ";", "/"})
COUNTED = frozenset({"counters", "persons"})
SHORT_YEAR = 100
MOST_READINGS = 24
"""A limit for long lists, whose parts would take over ever more."""


def link(tokens: Tokens, found: Sequence[Found]) -> tuple[list[Found], set[int]]:
    """Return the facts with what they take over, and the numbers of those that are connected with the one before."""
    result = list(found)
    linked: set[int] = set()
    for number in range(1, len(result)):
        before, after = join_neighbours(result[number - 1], result[number])
        result[number - 1], result[number] = before, after
        if not _is_connected(tokens, before.after, after.first) or _is_quarter_of(before, tokens[before.after].text):
            continue
        if _is_counted_after_owner(tokens, before, after):
            continue
        linked.add(number)
        result[number - 1] = _take_over(before, after)
        result[number] = _take_over(after, before, is_dash=is_dash(tokens[before.after]))
        if number > 1 and number - 1 in linked:
            result[number - 2 : number + 1] = share_year(*result[number - 2 : number + 1])
    for number in sorted(linked, reverse=True):  # the last of a list says what all are: “5, 6 và 7 tháng 8”
        result[number - 1] = _take_over(result[number - 1], result[number])
    return result, linked


def _is_quarter_of(fact: Found, mark: str) -> bool:
    """Return True for the “III/” of “quý III/2026”, which says of which year and is no list."""
    return mark == "/" and any(reading[:2] == ("of", "quarter") for reading in fact.readings)


def _is_counted_after_owner(tokens: Tokens, before: Found, after: Found) -> bool:
    """Return True for the people of “Sư đoàn 304, 12 liệt sĩ”, who are no other division."""
    is_owner = any(reading[0] == "of" for reading in before.readings)
    counts = not COUNTED.isdisjoint(tokens[after.after].meanings)
    return is_owner and counts and all(reading[0] == "number" for reading in after.readings)


def _is_connected(tokens: Tokens, start: int, end: int) -> bool:
    gap = [tokens[place] for place in range(start, min(end, start + LONGEST_GAP))]
    if not gap or end - start >= LONGEST_GAP:
        return False
    return all(is_dash(token) or token.text in LIST_MARKS or not BETWEEN.isdisjoint(token.meanings) for token in gap)


def _take_over(fact: Found, other: Found, *, is_dash: bool = False) -> Found:
    """Return a fact with the readings that it has together with its neighbour: “3–5 km”, “5 và 6 tháng 7”."""
    more: set[Reading] = set()
    yearless = [mine for mine in fact.readings if mine[0] in {"date", "month"} and mine[1] == 0]
    for reading in other.readings:
        if fact.whole is not None:
            more |= _complete(fact.whole, reading, other, is_dash=is_dash)
        for mine in yearless:
            more |= _add_year(mine, reading)
    if more <= fact.readings or len(fact.readings | more) > MOST_READINGS:
        return fact
    return replace(fact, readings=fact.readings | more)


def _complete(whole: Fraction, reading: Reading, other: Found, *, is_dash: bool) -> set[Reading]:
    """Return what a bare number is together with its neighbour's unit, month or owner."""
    kind = reading[0]
    if kind == "number":
        scaled = whole if other.scale == 1 else whole * other.scale
        return {("number", whole, reading[2]), ("number", scaled, reading[2])}
    if kind == "of":
        return {("of", reading[1], whole)}
    if whole.denominator > 1:
        return set()
    return _complete_year(int(whole), reading) if is_dash and kind == "year" else _complete_time(int(whole), reading)


def _complete_time(number: int, reading: Reading) -> set[Reading]:
    kind = reading[0]
    if kind == "date" and 1 <= number <= 31:
        return {("date", reading[1], reading[2], number), ("date", 0, reading[2], number)}
    if kind == "month" and 1 <= number <= 12:
        return {("month", reading[1], number), ("month", 0, number)}
    if kind == "time" and 0 <= number <= 24:
        return {("time", number, 0), ("time", (number + 12) % 24, 0)}
    return {("decade", number)} if kind == "decade" and number % 10 == 0 else set()


def _complete_year(number: int, reading: Reading) -> set[Reading]:
    """Return the year that the second number of “1965–75” is."""
    if not 0 <= number < SHORT_YEAR <= int(reading[1]):
        return set()
    year = int(reading[1]) // SHORT_YEAR * SHORT_YEAR + number
    return {("year", year), ("number", Fraction(year), "")}


def _add_year(mine: Reading, other: Reading) -> set[Reading]:
    """Return a date without a year completed by the year of its neighbour."""
    if other[0] not in {"date", "month"} or not other[1]:
        return set()
    return {(mine[0], other[1], *mine[2:])}
