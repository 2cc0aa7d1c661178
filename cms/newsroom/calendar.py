"""The newsroom's calendar: what all sources have for some days, of that what a person may see and asks for."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from cms.approvals.embargoed_texts import find_embargoed, may_see_embargoed, sees_all
from cms.approvals.permissions import get_writing_capability
from cms.core.calendar import CalendarEntry, CalendarSource, list_sources
from cms.users.models import User
from cms.users.roles import Capability, may
from translations.languages import SOURCE

MONTH, WEEK = "month", "week"
WEEK_LENGTH = timedelta(days=7)
FIRST_YEAR, LAST_YEAR = 2000, 2100
"""The years that the calendar shows; others are typed by mistake."""


@dataclass(frozen=True)
class Filters:
    """Which entries to show; an empty language or kind means all."""

    language: str = ""
    kind: str = ""
    mine: bool = False


@dataclass(frozen=True)
class ShownEntry:
    """An entry with its kind; without ``change_url`` if this person can't change the day."""

    source: CalendarSource
    entry: CalendarEntry


@dataclass(frozen=True)
class CalendarDay:
    day: date
    entries: tuple[ShownEntry, ...]
    is_inside: bool
    """Whether the day belongs to the month that is shown, and not to the weeks around it."""


@dataclass(frozen=True)
class CalendarPeriod:
    """A week, or the whole weeks from Monday to Sunday that hold a month."""

    view: str
    first: date
    last: date
    anchor: date
    """The Monday of the week, or the first day of the month."""

    @property
    def before(self) -> date:
        return self.anchor - (WEEK_LENGTH if self.view == WEEK else timedelta(days=1))

    @property
    def after(self) -> date:
        return self.last + timedelta(days=1) if self.view == WEEK else _get_next_month(self.anchor)

    def holds(self, day: date) -> bool:
        return self.view == WEEK or (day.year, day.month) == (self.anchor.year, self.anchor.month)


def get_period(view: str, day: date) -> CalendarPeriod:
    """Return the week or month of this day."""
    day = min(max(day, date(FIRST_YEAR, 1, 8)), date(LAST_YEAR, 12, 20))
    if view == WEEK:
        monday = _get_monday(day)
        return CalendarPeriod(WEEK, monday, monday + timedelta(days=6), monday)
    first = day.replace(day=1)
    last = _get_next_month(first) - timedelta(days=1)
    return CalendarPeriod(MONTH, _get_monday(first), _get_monday(last) + timedelta(days=6), first)


def read_entries(*, user: User, first: date, last: date, filters: Filters, at: datetime) -> list[ShownEntry]:
    """Return what this person may see of these days, in order; a fixed number of queries for each source."""
    found = [
        ShownEntry(source, entry)
        for source in list_sources()
        if not filters.kind or source.name == filters.kind
        for entry in source.find(first, last)
    ]
    visible = [shown for shown in _leave_out_hidden(found, user=user, at=at) if _matches(shown.entry, filters, user)]
    changeable = [replace(shown, entry=_offer_change(shown, user)) for shown in visible]
    return sorted(changeable, key=_get_order)


def lay_out(period: CalendarPeriod, entries: Iterable[ShownEntry]) -> list[list[CalendarDay]]:
    """Return the weeks of the period, each with its seven days from Monday on."""
    by_day: dict[date, list[ShownEntry]] = defaultdict(list)
    for shown in entries:
        by_day[shown.entry.day].append(shown)
    days = [period.first + timedelta(days=number) for number in range((period.last - period.first).days + 1)]
    made = [CalendarDay(day, tuple(by_day.get(day, ())), period.holds(day)) for day in days]
    return [made[start : start + 7] for start in range(0, len(made), 7)]


def may_change(user: User, language: str, *, name: str) -> bool:
    """Return whether the person may change this kind of date of a text in this language."""
    may_postpone = name == "scheduled" and may(user, Capability.WITHDRAW)
    return may_postpone or may(user, get_writing_capability(language), language=language)


def _leave_out_hidden(found: list[ShownEntry], *, user: User, at: datetime) -> Iterator[ShownEntry]:
    embargoed = frozenset() if sees_all(user) else find_embargoed(at=at)
    for shown in found:
        entry = shown.entry
        if entry.key not in embargoed or may_see_embargoed(user, language=entry.language):
            yield shown


def _matches(entry: CalendarEntry, filters: Filters, user: User) -> bool:
    is_in_language = not filters.language or entry.language in {filters.language, ""}
    return is_in_language and (not filters.mine or user.pk in entry.people)


def _offer_change(shown: ShownEntry, user: User) -> CalendarEntry:
    """Return the entry without its form, if the person may not change the day."""
    entry = shown.entry
    allowed = may_change(user, entry.language or SOURCE, name=shown.source.name)
    return entry if allowed else replace(entry, change_url="")


def _get_order(shown: ShownEntry) -> tuple[date, bool, str, str]:
    moment = shown.entry.moment
    return (shown.entry.day, moment is not None, moment.isoformat() if moment else "", shown.entry.title)


def _get_monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _get_next_month(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1)
