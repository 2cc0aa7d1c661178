"""Reporting periods (plan V.6.c): week, month, quarter, or any days, by the campaign's own time whoever asks."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class PeriodKind(models.TextChoices):
    WEEK = "week", _("Week")
    MONTH = "month", _("Month")
    QUARTER = "quarter", _("Quarter")
    DAYS = "days", _("Chosen days")
    CLOSING = "closing", _("The whole campaign")


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


EARLIEST, LATEST = date(2000, 1, 1), date(2100, 12, 31)


def get_zone() -> ZoneInfo:
    """Return the campaign's time zone. A report is the same for a reader in Honolulu."""
    return ZoneInfo(settings.TIME_ZONE)


def get_period(*, kind: PeriodKind, day: date, zone: tzinfo) -> Period:
    """Return the week (from Monday), month or quarter that contains the day; raise ``PeriodRefused`` far from today."""
    _require_near(day)
    if kind == PeriodKind.WEEK:
        first = day - timedelta(days=day.weekday())
        return Period(kind, first, first + timedelta(days=6), zone)
    months = 3 if kind == PeriodKind.QUARTER else 1
    first = date(day.year, (day.month - 1) // months * months + 1, 1)
    return Period(kind, first, _add_months(first, months) - timedelta(days=1), zone)


def get_days(*, first: date, last: date, zone: tzinfo, kind: PeriodKind = PeriodKind.DAYS) -> Period:
    """Return the period of these days; raise ``PeriodRefused`` if the last is before the first, or far from today."""
    if last < first:
        raise PeriodRefused(_("The last day is before the first. Choose the days again."))
    _require_near(first, last)
    return Period(kind, first, last, zone)


def get_period_before(period: Period) -> Period | None:
    """Return the week, month or quarter before, as many days before chosen days, and nothing before the whole."""
    day_before = period.first - timedelta(days=1)
    if period.kind == PeriodKind.CLOSING or day_before < EARLIEST:
        return None
    if period.kind != PeriodKind.DAYS:
        return get_period(kind=period.kind, day=day_before, zone=period.zone)
    first = max(day_before - (period.last - period.first), EARLIEST)
    return Period(PeriodKind.DAYS, first, day_before, period.zone)


def _require_near(*days: date) -> None:
    if min(days) < EARLIEST or max(days) > LATEST:
        raise PeriodRefused(_("Reports are of days in the years 2000 to 2100. Choose the days again."))


def _add_months(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    return date(day.year + years, month + 1, 1)
