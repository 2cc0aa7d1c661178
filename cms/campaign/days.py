"""Days of the campaign as readers see them: how many are left, and the next ones that it commemorates."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from django.db.models import CharField, DateField, F, Model, QuerySet, TextField, Value
from django.db.models.functions import Cast, Coalesce, NullIf

from cms.campaign.models import KeyDate, Phase
from translations.languages import SOURCE, get_column

MOST_NEXT = 2


class Commemorated(Protocol):
    """A day of the year that has a name, such as a ``KeyDate``."""

    @property
    def pk(self) -> int: ...
    @property
    def day(self) -> int: ...
    @property
    def month(self) -> int: ...
    @property
    def name(self) -> str: ...


@dataclass(frozen=True)
class NamedDay:
    """A key date in one language."""

    pk: int
    day: int
    month: int
    name: str


@dataclass(frozen=True)
class CampaignPhase:
    """A phase of the campaign in one language, with its first and last day."""

    name: str
    goal: str
    starts_on: date
    ends_on: date
    is_current: bool


@dataclass(frozen=True)
class CampaignDays:
    """The key dates that come next, and the phases in their order."""

    coming: list["NextDay"]
    phases: list[CampaignPhase]


@dataclass(frozen=True)
class NextDay:
    """The next time that a key date comes."""

    name: str
    day: date


def count_days_left(ends_on: date | None, *, today: date) -> int | None:
    """Return the days until the last one, 0 on that day, negative after it; None for a campaign without an end."""
    return (ends_on - today).days if ends_on is not None else None


def read_days(*, language: str, today: date) -> CampaignDays:
    """Return the campaign's next days and its phases as the home page names them (one query)."""
    no_day = Cast(Value(None), DateField())
    key_dates = _read_rows(KeyDate, language, F("day"), F("month"), no_day, no_day, goal=Value("", TextField()))
    none = Value(0)
    phases = _read_rows(
        Phase, language, none, none, F("starts_on"), F("ends_on"), goal=_in_language("goal", language, TextField())
    )
    days: list[NamedDay] = []
    found: list[CampaignPhase] = []
    for pk, day, month, first, last, name, goal in key_dates.union(phases, all=True):
        if first is None:
            days.append(NamedDay(pk, day, month, name))
        else:
            found.append(CampaignPhase(name, goal, first, last, first <= today <= last))
    found.sort(key=lambda phase: phase.starts_on)
    return CampaignDays(list_next_days(days, today=today), found)


def _read_rows(model: type[Model], language: str, *columns: Any, goal: Any) -> QuerySet[Any, Any]:
    """Return rows of key, day, month, first and last day, name and goal."""
    names = ("row_day", "row_month", "row_first", "row_last", "row_name", "row_goal")
    values = (*columns, _in_language("name", language, CharField()), goal)
    return model._default_manager.annotate(**dict(zip(names, values, strict=True))).values_list("pk", *names)


def _in_language(field: str, language: str, output: CharField[str, str] | TextField[str, str]) -> Coalesce:
    """Return a translated column in this language, or in the source's if that is empty."""
    own, source = (F(get_column(field, code)) for code in (language, SOURCE))
    return Coalesce(NullIf(own, Value("")), source, Value(""), output_field=output)


def list_next_days(rows: Iterable[Commemorated], *, today: date, most: int = MOST_NEXT) -> list[NextDay]:
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
