"""Coordinates, in degrees or in degrees, minutes and seconds, with their direction."""

from fractions import Fraction

from cms.quality_checks.reading.fact import Reading
from cms.quality_checks.reading.found import Found
from cms.quality_checks.reading.items import Items, TextItem

LONGEST_DEGREES = 180
DECIMALS = (4, 5, 6)
Angle = tuple[tuple[Fraction, ...], int]


def find_coordinate(items: Items, place: int) -> Found | None:
    """Find an angle with a direction, before or after it, or with minutes."""
    directions, at = items[place].get("directions"), place
    if directions:
        at += 1
    read = _read_angle(items, at, is_announced=bool(directions))
    if read is None:
        return None
    parts, after = read
    if not directions and items[after].get("directions"):
        directions, after = items[after].get("directions"), after + 1
    if not directions and len(parts) == 1:
        return None
    readings = frozenset(each for direction in directions or ("",) for each in _make_readings(parts, str(direction)))
    return Found(place, after, readings)


def _read_angle(items: Items, place: int, *, is_announced: bool) -> Angle | None:
    item = items[place]
    if not item.is_number or item.values[0] > LONGEST_DEGREES or item.scale > 1:
        return None
    degrees = item.values[-1]
    after = place + 1
    if not _is_degree(items[after]):
        precise = item.values[0].denominator >= 1000
        follows = bool(items[after].get("directions")) and not items[after].is_number
        return ((degrees,), after) if precise and (follows or is_announced) else None
    parts, after = [degrees], after + 1
    for unit, marks in (("minute", {"'"}), ("second", {'"', "''"})):
        number, mark = items[after], items[after + 1]
        is_marked = mark.text in marks or mark.has("markers", unit) or mark.has("units", unit)
        if not number.is_number or not is_marked:
            break
        parts.append(number.values[-1])
        after += 2
        if unit == "second" and mark.text == "'" and items[after].text == "'":
            after += 1
    return tuple(parts), after


def _is_degree(item: TextItem) -> bool:
    return not item.is_number and item.has("units", "degree")


def _make_readings(parts: tuple[Fraction, ...], direction: str) -> frozenset[Reading]:
    if len(parts) == 1:
        return frozenset({("angle", parts[0], direction)})
    total = sum((part / 60**power for power, part in enumerate(parts)), Fraction(0))
    rounded: set[Reading] = {("angle", Fraction(round(total, digits)), direction) for digits in DECIMALS}
    return frozenset(rounded if len(parts) > 2 else {("angle", total, direction), *rounded})
