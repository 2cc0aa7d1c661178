"""Rights to show a picture or film: the countries and days, and the one rule that says whether it may be used."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

WORLD = ""
"""The territory of a right for all countries, which the public site requires."""


@dataclass(frozen=True)
class Rights:
    """A territory and period of use, with both days included; without a day there is no limit on that side."""

    territory: str = WORLD
    starts_on: date | None = None
    ends_on: date | None = None

    def allow(self, *, territory: str, on: date) -> bool:
        """Return whether use is allowed there on that day; ``WORLD`` is allowed by a right for all countries only."""
        is_there = self.territory in {WORLD, territory}
        has_begun = self.starts_on is None or self.starts_on <= on
        return is_there and has_begun and not self.has_ended(on=on)

    def has_ended(self, *, on: date) -> bool:
        return self.ends_on is not None and self.ends_on < on


UNLIMITED = (Rights(),)
"""The rights to a file that anyone may use, such as the campaign's own texts."""


def is_country(code: str) -> bool:
    """Return whether the text has the form of a country's code in ISO 3166, such as KR."""
    return len(code) == 2 and code.isascii() and code.isalpha() and code.isupper()


def may_be_used(rights: Iterable[Rights], *, territory: str, on: date) -> bool:
    """Return whether any of these rights allows use there on that day; without any right there is none."""
    return any(right.allow(territory=territory, on=on) for right in rights)


def get_last_day(rights: Iterable[Rights], *, territories: Iterable[str], on: date) -> date | None:
    """Return the last day of use in all these countries; None if there is no end."""
    known, ends = tuple(rights), []
    for territory in territories:
        days = [right.ends_on for right in known if right.allow(territory=territory, on=on)]
        if None not in days:
            ends.append(max(day for day in days if day is not None))
    return min(ends, default=None)
