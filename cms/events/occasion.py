"""Occasions: events as readers find them on a page, in a list or a calendar, at the times of their source."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from cms.core.models import TextPage
from cms.events.times import LocalTime, write_local_times, write_time
from translations.countries import is_country, list_offered, name_country


@dataclass(frozen=True)
class Occasion:
    """An event in one language. ``changed_at`` is when something of it last changed for readers."""

    page: TextPage
    starts_at: datetime
    ends_at: datetime
    is_cancelled: bool
    changed_at: datetime

    def is_over(self, *, at: datetime) -> bool:
        return self.ends_at <= at

    def write_time(self) -> str:
        """Return when it is, on the campaign's clock, in the language of its page."""
        zone, language = settings.TIME_ZONE, self.page.locale.language_code
        return write_time(self.starts_at, self.ends_at, zone=zone, language=language)


@dataclass(frozen=True)
class ShownOccasion:
    """An occasion as its page shows it: its time in words, and on the clocks of the reader's country."""

    occasion: Occasion
    time: str
    country: str
    place: str
    local_times: tuple[LocalTime, ...]
    countries: list[tuple[str, str]]
    is_over: bool


def show_occasion(occasion: Occasion, *, country: str, at: datetime) -> ShownOccasion:
    """Return the occasion for a reader in the country, "" if it isn't known."""
    language = occasion.page.locale.language_code
    known = country if is_country(country) else ""
    zone = settings.TIME_ZONE
    return ShownOccasion(
        occasion=occasion,
        time=occasion.write_time(),
        country=country,
        place=name_country(known, language=language) if known else "",
        local_times=write_local_times(
            occasion.starts_at, occasion.ends_at, zone=zone, country=known, language=language
        ),
        countries=list_offered(language=language, besides=frozenset({known} if known else ())),
        is_over=occasion.is_over(at=at),
    )
