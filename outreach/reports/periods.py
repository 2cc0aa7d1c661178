"""Reporting periods (plan V.6.c): week, month, quarter, or any days."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from django.db import models
from django.utils.translation import gettext_lazy as _


class PeriodKind(models.TextChoices):
    WEEK = "week", _("Week")
    MONTH = "month", _("Month")
    QUARTER = "quarter", _("Quarter")
    DAYS = "days", _("Chosen days")


@dataclass(frozen=True)
class Period:
    """Days from ``first`` to ``last``, both included; as moments, from ``since`` on and before ``until``."""

    kind: PeriodKind
    first: date
    last: date
    zone: tzinfo

    @property
    def since(self) -> datetime:
        return datetime.combine(self.first, time.min, tzinfo=self.zone)

    @property
    def until(self) -> datetime:
        return datetime.combine(self.last + timedelta(days=1), time.min, tzinfo=self.zone)


class PeriodRefused(ValueError):
    """The days make no period; the text says why."""


def get_period(*, kind: PeriodKind, day: date, zone: tzinfo) -> Period:
    """Return the week (from Monday), month or quarter that contains the day."""
    if kind == PeriodKind.WEEK:
        first = day - timedelta(days=day.weekday())
        return Period(kind, first, first + timedelta(days=6), zone)
    months = 3 if kind == PeriodKind.QUARTER else 1
    first = date(day.year, (day.month - 1) // months * months + 1, 1)
    return Period(kind, first, _add_months(first, months) - timedelta(days=1), zone)


def get_days(*, first: date, last: date, zone: tzinfo) -> Period:
    """Return the period of these days; raise ``PeriodRefused`` if the last is before the first."""
    if last < first:
        raise PeriodRefused(_("The last day is before the first. Choose the days again."))
    return Period(PeriodKind.DAYS, first, last, zone)


def _add_months(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    return date(day.year + years, month + 1, 1)
