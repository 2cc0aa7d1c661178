"""Rights to show a picture or film: countries, days and media, and the one rule that says whether it may be used."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

WORLD = ""
"""The territory of a right for all countries, which the public site requires."""
ALL_MEDIA = ""
"""The medium of a right for every way of showing a film."""


class Medium(models.TextChoices):
    """The ways in which a film is shown. Whoever asks for none of them asks for all."""

    ONLINE = "online", _("Internet: this site, other sites and social networks")
    BROADCAST = "broadcast", _("Television and radio")
    SCREENING = "screening", _("Screenings: embassies, schools, festivals")
    CINEMA = "cinema", _("Cinemas")
    SCREENS = "screens", _("Screens in public places")


@dataclass(frozen=True)
class Holdback:
    """A territory, medium and period in which a right isn't used, with both days included."""

    territory: str = WORLD
    medium: str = ALL_MEDIA
    starts_on: date | None = None
    ends_on: date | None = None

    def reaches(self, *, territory: str, medium: str) -> bool:
        """Return whether it ever keeps back a use there; the whole world is reached by a holdback anywhere."""
        is_there = WORLD in {self.territory, territory} or self.territory == territory
        return is_there and (ALL_MEDIA in {self.medium, medium} or self.medium == medium)

    def lasts(self, *, on: date) -> bool:
        has_begun = self.starts_on is None or self.starts_on <= on
        return has_begun and (self.ends_on is None or self.ends_on >= on)


@dataclass(frozen=True)
class Rights:
    """A territory and period of use, with both days included; without a day there is no limit on that side."""

    territory: str = WORLD
    starts_on: date | None = None
    ends_on: date | None = None
    medium: str = ALL_MEDIA
    holdbacks: tuple[Holdback, ...] = ()

    def allow(self, *, territory: str, on: date, medium: str = ALL_MEDIA) -> bool:
        """Return whether use is allowed there on that day.

        ``WORLD`` is allowed by a right for all countries only, ``ALL_MEDIA`` by one for all media only.
        """
        is_there = self.territory in {WORLD, territory} and self.medium in {ALL_MEDIA, medium}
        has_begun = self.starts_on is None or self.starts_on <= on
        is_kept_back = any(
            each.reaches(territory=territory, medium=medium) and each.lasts(on=on) for each in self.holdbacks
        )
        return is_there and has_begun and not self.has_ended(on=on) and not is_kept_back

    def has_ended(self, *, on: date) -> bool:
        return self.ends_on is not None and self.ends_on < on

    def get_last_day(self, *, territory: str, on: date, medium: str = ALL_MEDIA) -> date | None:
        """Return the last day of the use that is allowed on that day; None if there is no end."""
        next_holdbacks = [
            each.starts_on - timedelta(days=1)
            for each in self.holdbacks
            if each.starts_on is not None and each.starts_on > on and each.reaches(territory=territory, medium=medium)
        ]
        return min([*next_holdbacks, *([self.ends_on] if self.ends_on else [])], default=None)


UNLIMITED = (Rights(),)
"""The rights to a file that anyone may use, such as the campaign's own texts."""


def is_country(code: str) -> bool:
    """Return whether the text has the form of a country's code in ISO 3166, such as KR."""
    return len(code) == 2 and code.isascii() and code.isalpha() and code.isupper()


def may_be_used(rights: Iterable[Rights], *, territory: str, on: date, medium: str = ALL_MEDIA) -> bool:
    """Return whether any of these rights allows use there on that day; without any right there is none."""
    return any(right.allow(territory=territory, on=on, medium=medium) for right in rights)


def get_last_day(
    rights: Iterable[Rights], *, territories: Iterable[str], on: date, medium: str = ALL_MEDIA
) -> date | None:
    """Return the last day of use in all these countries; None if there is no end."""
    known, ends = tuple(rights), []
    for territory in territories:
        days = [
            right.get_last_day(territory=territory, on=on, medium=medium)
            for right in known
            if right.allow(territory=territory, on=on, medium=medium)
        ]
        if None not in days:
            ends.append(max(day for day in days if day is not None))
    return min(ends, default=None)
