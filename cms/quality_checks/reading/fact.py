"""A fact in a text: where it is written, and the language-neutral values that it can be read as."""

from dataclasses import dataclass
from fractions import Fraction

Reading = tuple[str | int | Fraction, ...]
"""A value that doesn't depend on a language: its kind, then its parts, such as ``("date", 1968, 3, 16)``."""

CALENDAR = frozenset({"date", "month", "day", "year", "decade", "weekday", "lunar"})
UNREAD = "unread"
"""The kind of the one reading of a last fact in the place of the rest of a text, which has too many facts."""


@dataclass(frozen=True)
class WrittenFact:
    """A fact as it is written. Two facts agree if they have a reading in common.

    ``is_certain`` is False for what may be an ordinary word (“one”, “second”): it can agree with a fact of the other
    text, but nothing is missed without it. ``is_linked`` is True if a range or list connects it with the fact before.
    ``counted`` are the classes that what a number counts may be of, if they are known: persons, years, letters;
    ``with_noun`` is the number with the word for it.
    """

    text: str
    start: int
    end: int
    readings: frozenset[Reading]
    is_certain: bool = True
    is_linked: bool = False
    role: str = ""
    counted: frozenset[str] = frozenset()
    with_noun: str = ""

    @property
    def is_unread(self) -> bool:
        return (UNREAD,) in self.readings

    @property
    def family(self) -> str:
        """The kinds that may be mistaken for each other, as a word: “calendar”, “number”, “time”…"""
        kinds = {str(reading[0]) for reading in self.readings}
        if kinds & CALENDAR and kinds != {"number"}:
            return "calendar"
        return min(kinds)

    @property
    def order_key(self) -> frozenset[tuple[str, str]]:
        """The kind with its unit or owner, which facts share that could be exchanged for each other."""
        return frozenset((str(reading[0]), _get_belonging(reading)) for reading in self.readings)


def _get_belonging(reading: Reading) -> str:
    if reading[0] == "number":
        return str(reading[2])
    return str(reading[1]) if reading[0] == "of" else ""
