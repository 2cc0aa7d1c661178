"""A finding of a rule of the reader: the readings of a fact, and the items that it is written with."""

from dataclasses import dataclass
from fractions import Fraction

from cms.quality_checks.reading.fact import Reading
from cms.quality_checks.reading.items import Items, TextItem


@dataclass(frozen=True)
class Found:
    """A fact from the item ``first`` up to, but not including, the item ``after``.

    ``whole`` is set for a bare whole number, and ``scale`` for one with a scale word, so that a range can hand on what
    follows its second number.
    """

    first: int
    after: int
    readings: frozenset[Reading]
    is_certain: bool = True
    whole: Fraction | None = None
    scale: Fraction = Fraction(1)


def is_dash(item: TextItem) -> bool:
    return item.text in {"-", "–", "~"}


def read_number_after(items: Items, place: int) -> tuple[TextItem, int] | None:
    """Return the number from here on, after words like “No.” or “thứ”, and the place after it and its ending."""
    at = items.skip(place, "fillers", limit=2)
    if not items[at].is_number:
        return None
    return items[at], skip_suffix(items, at + 1)


def skip_suffix(items: Items, place: int) -> int:
    """Return the place after the ending of an ordinal: “27th”, “27-й”, “27e”."""
    item = items[place]
    is_suffix = "suffixes" in item.meanings and item.is_glued
    return place + 1 if is_suffix else place


def is_ordinal_at(items: Items, place: int) -> bool:
    """Return True if the number here is an ordinal, by its word or its ending."""
    return items[place].is_ordinal or skip_suffix(items, place + 1) > place + 1
