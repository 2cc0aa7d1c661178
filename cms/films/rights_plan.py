"""Plan of rights: the months in which each film may be shown, what ends this quarter, and what doesn't go together."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from cms.films.models import BroadcastSlot, FilmPage, RightsWindow
from cms.films.rights_conflicts import RightsConflict, find_all_conflicts

MONTHS = 12


@dataclass(frozen=True)
class PlannedWindow:
    """A window with, for each month of the plan, whether it lasts on any day of it."""

    window: RightsWindow
    months: tuple[bool, ...]


@dataclass(frozen=True)
class FilmRights:
    """The windows of a film that haven't ended."""

    film: FilmPage
    rows: tuple[PlannedWindow, ...]


@dataclass(frozen=True)
class RightsPlan:
    """Twelve months, each named by its first day; ``quarter_end`` is the last day of this quarter."""

    months: tuple[date, ...]
    quarter_end: date
    films: tuple[FilmRights, ...]
    ending: tuple[RightsWindow, ...]
    conflicts: tuple[RightsConflict, ...]


def make_plan(*, on: date) -> RightsPlan:
    """Return the plan of all films from this month on (two queries)."""
    windows = list(
        RightsWindow.objects.select_related("film").order_by("film__draft_title", "film_id", "starts_on", "pk")
    )
    slots = list(BroadcastSlot.objects.select_related("film"))
    months = tuple(_iterate_months(on))
    quarter_end = find_quarter_end(on)
    current = [window for window in windows if window.ends_on is None or window.ends_on >= on]
    ending = [each for each in current if not each.is_holdback and each.ends_on and each.ends_on <= quarter_end]
    return RightsPlan(
        months=months,
        quarter_end=quarter_end,
        films=tuple(_group(current, months)),
        ending=tuple(sorted(ending, key=lambda window: (window.ends_on or on, window.pk))),
        conflicts=tuple(_find_conflicts(windows, slots, on=on)),
    )


def find_quarter_end(day: date) -> date:
    """Return the last day of the quarter of the year that the day is in."""
    month = (day.month - 1) // 3 * 3 + 4
    return date(day.year + month // 13, (month - 1) % 12 + 1, 1) - timedelta(days=1)


def _iterate_months(on: date) -> Iterator[date]:
    for number in range(on.month - 1, on.month - 1 + MONTHS):
        yield date(on.year + number // 12, number % 12 + 1, 1)


def _group(windows: Iterable[RightsWindow], months: tuple[date, ...]) -> Iterator[FilmRights]:
    for _key, rows in groupby(windows, key=lambda window: window.film.translation_key):
        known = tuple(rows)
        yield FilmRights(known[0].film, tuple(PlannedWindow(row, _mark(row, months)) for row in known))


def _mark(window: RightsWindow, months: tuple[date, ...]) -> tuple[bool, ...]:
    ends = [(month + timedelta(days=31)).replace(day=1) - timedelta(days=1) for month in months]
    return tuple(
        window.starts_on <= last and (window.ends_on is None or window.ends_on >= month)
        for month, last in zip(months, ends, strict=True)
    )


def _find_conflicts(
    windows: Iterable[RightsWindow], slots: Iterable[BroadcastSlot], *, on: date
) -> Iterator[RightsConflict]:
    rows: dict[object, tuple[list[RightsWindow], list[BroadcastSlot]]] = {}
    for window in windows:
        rows.setdefault(window.film.translation_key, ([], []))[0].append(window)
    for slot in slots:
        rows.setdefault(slot.film.translation_key, ([], []))[1].append(slot)
    for known, planned in rows.values():
        yield from find_all_conflicts(known, planned, on=on)
