"""Rates, an amount for each of something: the hour of “60 km/h”, the square kilometre of “273 người/km²”."""

from collections.abc import Iterator, Sequence

from cms.quality_checks.reading.fact import Reading
from cms.quality_checks.reading.found import Found
from cms.quality_checks.reading.tokens import Tokens

ALWAYS_SAID = frozenset({"hour", "second", "km2", "ha"})
"""Other languages may write “a day” in other words: “daily”, “each day”."""
SLASHED = ALWAYS_SAID | {"minute", "day", "week", "month", "year", "m2", "kg"}
COUNTED = frozenset({"counters", "persons"})


def find_one(tokens: Tokens, place: int) -> Found | None:
    """Find the one of “1平方キロ当たり”, which counts nothing."""
    below = tokens[place + 1].get("per") if tokens.lexicon.is_after and tokens[place].whole == 1 else ()
    return _make(place, place + 2, set(map(str, below)), is_certain=False) if below else None


def find_rates(tokens: Tokens, found: Sequence[Found]) -> Iterator[Found]:
    """Yield what amounts are for each of. Away from an amount, a word for it only agrees with one of the other text."""
    amounts = [each for each in found if any(reading[0] == "number" for reading in each.readings)]
    nearest = 1 if tokens.lexicon.is_spaced else 2  # “时速为60公里”
    beside = {place for each in amounts for place in range(each.first - nearest, _skip_counted(tokens, each.after) + 1)}
    for place in tokens.rates:
        below = {str(each) for each in tokens[place].get("per")}
        yield _make(place, place + 1, below, is_certain=place in beside)
    for each in amounts:
        slash = _skip_counted(tokens, each.after)
        if tokens[slash].text == "/":
            divided = SLASHED.intersection(map(str, tokens[slash + 1].get("units")))
            if divided and not tokens[slash + 1].is_number:
                yield _make(slash, slash + 2, set(divided), is_certain=True)


def _skip_counted(tokens: Tokens, place: int) -> int:
    """Return the place after the people of “273 người/km²”, or after the one word of “273 hab./km²”."""
    token = tokens[place]
    is_word = token.text.isalpha() and not (token.is_number or "per" in token.meanings)
    after = place + 1 if is_word or COUNTED.intersection(token.meanings) else place
    is_short = after > place and tokens[after].text == "." and tokens[after].is_glued
    return after + 1 if is_short and tokens[after + 1].is_glued else after


def _make(first: int, after: int, below: set[str], *, is_certain: bool) -> Found:
    readings: frozenset[Reading] = frozenset(("per", each) for each in below)
    return Found(first, after, readings, is_certain=is_certain and not ALWAYS_SAID.isdisjoint(below))
