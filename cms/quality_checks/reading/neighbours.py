"""Facts that say one thing together: a weekday with its date, a decade with its century, days with nights."""

from dataclasses import replace
from datetime import date

from cms.quality_checks.reading.fact import Reading
from cms.quality_checks.reading.found import Found

FARTHEST = 3
"""Tokens between the two facts, such as “of the”."""


def join_neighbours(before: Found, after: Found) -> tuple[Found, Found]:
    """Return two facts in a row; what only repeats its neighbour is no longer certain."""
    if after.first - before.after > FARTHEST:
        return before, after
    if _is_day_and_night(before, after) or _is_weekday_of(after, before):
        return before, replace(after, is_certain=False)
    if _is_weekday_of(before, after):
        return replace(before, is_certain=False), after
    if (century := _get(before, "century")) and _get(after, "decade"):
        return replace(before, is_certain=False), _move(after, century)
    if (century := _get(after, "century")) and _get(before, "decade"):
        return _move(before, century), replace(after, is_certain=False)
    return before, after


def share_year(first: Found, second: Found, year: Found) -> list[Found]:
    """Return “July 5–12, 2027” with the year in both dates instead of after them."""
    years = [reading[1] for reading in year.readings if reading[0] == "year"]
    yearless = all(reading[:2] == ("date", 0) for reading in first.readings)
    days = [reading for reading in second.readings if reading[:2] == ("date", 0)]
    if not (years and yearless and days and second.whole is not None):
        return [first, second, year]
    return [
        replace(
            first,
            readings=first.readings | {("date", each, *reading[2:]) for each in years for reading in first.readings},
        ),
        replace(
            second, readings=second.readings | {("date", each, *reading[2:]) for each in years for reading in days}
        ),
        replace(year, is_certain=False),
    ]


def _is_day_and_night(day: Found, night: Found) -> bool:
    """Return True for “500 days 500 nights”, which other languages write with one number."""
    nights: set[Reading] = {("number", reading[1], "day") for reading in night.readings if reading[2:] == ("night",)}
    return bool(nights) and nights <= day.readings


def _is_weekday_of(weekday: Found, day: Found) -> bool:
    dates = [reading for reading in day.readings if reading[0] == "date" and reading[1]]
    try:
        return any(("weekday", date(*map(int, each[1:])).weekday()) in weekday.readings for each in dates)
    except ValueError:  # no date of the calendar, such as 31 April
        return False


def _get(found: Found, kind: str) -> int:
    """Return the number of a century, or the first year of a decade; 0 if the fact is neither."""
    for reading in found.readings:
        if reading[0] == kind:
            return int(reading[1])
        if reading[:2] == ("of", kind):
            return int(reading[2])
    return 0


def _move(decade: Found, century: int) -> Found:
    """Return the decade in its century: the sixties of the 19th are the 1860s."""
    year = (century - 1) * 100 + _get(decade, "decade") % 100
    return replace(decade, readings=frozenset({("decade", year)}))
