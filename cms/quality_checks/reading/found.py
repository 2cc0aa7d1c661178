"""A finding of a rule of the reader: the readings of a fact, and the tokens that it is written with."""

from dataclasses import dataclass
from fractions import Fraction

from cms.quality_checks.reading.fact import Reading
from cms.quality_checks.reading.tokens import Token, Tokens


@dataclass(frozen=True)
class Found:
    """A fact from the token ``first`` up to, but not including, the token ``after``.

    ``whole`` is set for a bare whole number, and ``scale`` for one with a scale word, so that a range can hand on what
    follows its second number.
    """

    first: int
    after: int
    readings: frozenset[Reading]
    is_certain: bool = True
    whole: Fraction | None = None
    scale: Fraction = Fraction(1)


def is_dash(token: Token) -> bool:
    return token.text in {"-", "–", "~"}


def read_number_after(tokens: Tokens, place: int) -> tuple[Token, int] | None:
    """Return the number from here on, after words like “No.” or “thứ”, and the place after it and its ending."""
    at = tokens.skip(place, "fillers", limit=2)
    if not tokens[at].is_number:
        return None
    return tokens[at], skip_suffix(tokens, at + 1)


def skip_suffix(tokens: Tokens, place: int) -> int:
    """Return the place after the ending of an ordinal: “27th”, “27-й”, “27e”."""
    token = tokens[place]
    is_suffix = "suffixes" in token.meanings and token.is_glued
    return place + 1 if is_suffix else place


def is_ordinal_at(tokens: Tokens, place: int) -> bool:
    """Return True if the number here is an ordinal, by its word or its ending."""
    return tokens[place].is_ordinal or skip_suffix(tokens, place + 1) > place + 1
