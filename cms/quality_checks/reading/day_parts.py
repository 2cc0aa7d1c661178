"""Parts of the day with a date: “tối 27 tháng 7”, “sáng ngày 27/7/1968”, which have no time of their own."""

from collections.abc import Sequence
from dataclasses import replace

from cms.quality_checks.reading.fact import Reading
from cms.quality_checks.reading.found import Found
from cms.quality_checks.reading.time_rules import NOON, apply_period
from cms.quality_checks.reading.tokens import Tokens

DATES = frozenset({"date", "weekday", "lunar", "day"})
NEAR = 2
"""Tokens between a part of the day and its date: “evening of the 27th”."""
NEAR_TIME = 8
CLOSING = frozenset(",.;:!?()。")


def find_day_parts(tokens: Tokens, found: Sequence[Found]) -> list[Found]:
    """Return the parts of the day outside of other facts, certain ones with a date and without a time beside them.

    The same word elsewhere agrees with one of the other text, but nothing is missed without it.
    """
    result = []
    for place, number in _list_places(tokens, found):
        around = found[max(number - 1, 0) : number + 1]
        is_certain = any(_is_date_of(tokens, place, each) for each in around) and not _has_time(place, found, number)
        readings: frozenset[Reading] = frozenset(("day part", str(part)) for part in tokens[place].get("day_parts"))
        result.append(Found(place, place + 1, readings, is_certain=is_certain))
    return result


def add_day_parts(tokens: Tokens, found: list[Found]) -> list[Found]:
    """Return the facts with the hours that a part of the day near them gives a time: “tối 27/7, lúc 8 giờ”.

    A noon with a date is certain: “trưa 27/7”.
    """
    result = [
        replace(each, is_certain=True) if _is_noon_of(tokens, each, found[number + 1 : number + 2]) else each
        for number, each in enumerate(found)
    ]
    for place, number in _list_places(tokens, found):
        for each in range(max(number - 2, 0), min(number + 2, len(found))):
            if abs(found[each].first - place) <= NEAR_TIME:
                result[each] = _add_hours(found[each], tokens[place].get("day_parts"))
    return result


def _list_places(tokens: Tokens, found: Sequence[Found]) -> list[tuple[int, int]]:
    """Return the places of the parts of the day that no fact has, each with the number of the fact after it.

    A date may have one in a word of its own: “3日夜”.
    """
    places, number = [], 0
    for place in tokens.day_parts:
        while number < len(found) and found[number].after <= place:
            number += 1
        if number == len(found) or place < found[number].first or _is_date(found[number]):
            places.append((place, number))
    return places


def _is_date(fact: Found) -> bool:
    return any(reading[0] in DATES for reading in fact.readings)


def _is_date_of(tokens: Tokens, place: int, fact: Found) -> bool:
    if not _is_date(fact):
        return False
    between = range(place + 1, fact.first) if fact.first > place else range(fact.after, place)
    return len(between) <= NEAR and not any(tokens[each].text in CLOSING for each in between)


def _is_noon_of(tokens: Tokens, fact: Found, following: Sequence[Found]) -> bool:
    is_named = not fact.is_certain and any(reading[0] == "day part" for reading in fact.readings)
    return is_named and any(_is_date_of(tokens, fact.first, each) for each in following)


def _has_time(place: int, found: Sequence[Found], number: int) -> bool:
    near = (each for each in found[max(number - 2, 0) : number + 2] if abs(each.first - place) <= NEAR_TIME)
    return any(reading[0] == "time" for each in near for reading in each.readings)


def _add_hours(fact: Found, parts: Sequence[object]) -> Found:
    times = [each for each in fact.readings if each[0] == "time" and 1 <= int(each[1]) <= NOON]
    more = {
        ("time", hour, *each[2:]) for each in times for part in parts for hour in apply_period(str(part), int(each[1]))
    }
    return replace(fact, readings=fact.readings | more) if more else fact
