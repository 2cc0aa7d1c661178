"""Bounds of reporting periods."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from outreach.reports.periods import Period, PeriodKind, PeriodRefused, get_days, get_period

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


def period(kind: PeriodKind, day: date) -> Period:
    return get_period(kind=kind, day=day, zone=HANOI)


@pytest.mark.parametrize(
    ("kind", "first", "last"),
    [
        (PeriodKind.WEEK, date(2026, 11, 23), date(2026, 11, 29)),
        (PeriodKind.MONTH, date(2026, 11, 1), date(2026, 11, 30)),
        (PeriodKind.QUARTER, date(2026, 10, 1), date(2026, 12, 31)),
    ],
)
def test_a_day_lies_in_its_week_month_and_quarter(kind: PeriodKind, first: date, last: date) -> None:
    found = period(kind, date(2026, 11, 24))

    assert (found.first, found.last) == (first, last)


def test_a_month_ends_where_the_next_begins_in_hanoi() -> None:
    november, december = period(PeriodKind.MONTH, date(2026, 11, 30)), period(PeriodKind.MONTH, date(2026, 12, 1))

    assert november.until == december.since
    assert december.since.utcoffset().total_seconds() == 7 * 3600


def test_days_in_reverse_order_are_refused() -> None:
    with pytest.raises(PeriodRefused, match="is before the first"):
        get_days(first=date(2026, 11, 2), last=date(2026, 11, 1), zone=HANOI)
