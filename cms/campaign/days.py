"""Days of the campaign as readers see them: how many are left, and the next ones that it commemorates."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from cms.campaign.models import KeyDate

MOST_NEXT = 2


@dataclass(frozen=True)
class NextDay:
    """The next time that a key date comes."""

    name: str
    day: date


def count_days_left(ends_on: date | None, *, today: date) -> int | None:
    """Return the days until the last one, 0 on that day, negative after it; None for a campaign without an end."""
    return (ends_on - today).days if ends_on is not None else None


def list_next_days(rows: Iterable[KeyDate], *, today: date, most: int = MOST_NEXT) -> list[NextDay]:
    """Return the key dates that come next, today's among them, with their year."""
    found = [(_find_next(row.day, row.month, today=today), row) for row in rows]
    coming = sorted(((day, row) for day, row in found if day is not None), key=lambda pair: (pair[0], pair[1].pk))
    return [NextDay(row.name, day) for day, row in coming[:most]]


def _find_next(day: int, month: int, *, today: date) -> date | None:
    """Return the day's next date; 29 February may be up to eight years away, and no year follows 9999."""
    for year in range(today.year, min(today.year + 9, date.max.year + 1)):
        try:
            found = date(year, month, day)
        except ValueError:
            continue
        if found >= today:
            return found
    return None
