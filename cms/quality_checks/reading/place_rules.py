"""Coordinates, in degrees or in degrees, minutes and seconds, with their direction."""

from fractions import Fraction

from cms.quality_checks.reading.fact import Reading
from cms.quality_checks.reading.found import Found
from cms.quality_checks.reading.tokens import Token, Tokens

LONGEST_DEGREES = 180
DECIMALS = (4, 5, 6)
Angle = tuple[tuple[Fraction, ...], int]


def find_coordinate(tokens: Tokens, place: int) -> Found | None:
    """Find an angle with a direction, before or after it, or with minutes."""
    directions, at = tokens[place].get("directions"), place
    if directions:
        at += 1
    read = _read_angle(tokens, at, is_announced=bool(directions))
    if read is None:
        return None
    parts, after = read
    if not directions and tokens[after].get("directions"):
        directions, after = tokens[after].get("directions"), after + 1
    if not directions and len(parts) == 1:
        return None
    readings = frozenset(each for direction in directions or ("",) for each in _make_readings(parts, str(direction)))
    return Found(place, after, readings)


def _read_angle(tokens: Tokens, place: int, *, is_announced: bool) -> Angle | None:
    token = tokens[place]
    if not token.is_number or token.values[0] > LONGEST_DEGREES or token.scale > 1:
        return None
    degrees = token.values[-1]
    after = place + 1
    if not _is_degree(tokens[after]):
        precise = token.values[0].denominator >= 1000
        follows = bool(tokens[after].get("directions")) and not tokens[after].is_number
        return ((degrees,), after) if precise and (follows or is_announced) else None
    parts, after = [degrees], after + 1
    for unit, marks in (("minute", {"'"}), ("second", {'"', "''"})):
        number, mark = tokens[after], tokens[after + 1]
        is_marked = mark.text in marks or mark.has("markers", unit) or mark.has("units", unit)
        if not number.is_number or not is_marked:
            break
        parts.append(number.values[-1])
        after += 2
        if unit == "second" and mark.text == "'" and tokens[after].text == "'":
            after += 1
    return tuple(parts), after


def _is_degree(token: Token) -> bool:
    return not token.is_number and token.has("units", "degree")


def _make_readings(parts: tuple[Fraction, ...], direction: str) -> frozenset[Reading]:
    if len(parts) == 1:
        return frozenset({("angle", parts[0], direction)})
    total = sum((part / 60**power for power, part in enumerate(parts)), Fraction(0))
    rounded: set[Reading] = {("angle", Fraction(round(total, digits)), direction) for digits in DECIMALS}
    return frozenset(rounded if len(parts) > 2 else {("angle", total, direction), *rounded})
