"""Scans counted for reports and for the page of codes. Scans that this machine has spooled are drained first."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Any

from django.db.models import Count, F, Q
from django.db.models.functions import TruncDay, TruncHour

from outreach.links.drain import drain_spool
from outreach.links.models import Scan, ScanQuerySet

HOURLY_UP_TO = timedelta(days=8)
"""A longer period is counted by day."""
PEOPLE, ROBOTS = Count("pk", filter=Q(is_robot=False)), Count("pk", filter=Q(is_robot=True))


@dataclass(frozen=True)
class ScanCount:
    """Scans of people and of robots under one label: a moment, a language or a country."""

    label: Any
    people: int
    robots: int


@dataclass(frozen=True)
class ScanFigures:
    """Counts of a period; ``moments`` has each hour or day of it, also those without a scan."""

    is_hourly: bool
    moments: list[ScanCount]
    languages: list[ScanCount]
    countries: list[ScanCount]

    @property
    def moments_with_scans(self) -> list[ScanCount]:
        return [count for count in self.moments if count.people or count.robots]

    @property
    def people(self) -> int:
        return sum(count.people for count in self.moments)

    @property
    def robots(self) -> int:
        return sum(count.robots for count in self.moments)


def get_scans(*, since: datetime, until: datetime) -> ScanQuerySet:
    """Return the scans of a period, including those of robots, for further filtering."""
    drain_spool()
    return Scan.objects.between(since, until)


def read_figures(scans: ScanQuerySet, *, since: datetime, until: datetime) -> ScanFigures:
    """Count scans of a period, hours and days being those of the zone of ``since``. Three queries.

    A language is that of the answer; a country is empty where the installation doesn't look countries up.
    """
    is_hourly = until - since <= HOURLY_UP_TO
    truncate = (TruncHour if is_hourly else TruncDay)("minute", tzinfo=since.tzinfo)
    step = timedelta(hours=1) if is_hourly else timedelta(days=1)
    counted = {count.label: count for count in _count(scans.annotate(moment=truncate), "moment")}
    moments = [counted.get(moment, ScanCount(moment, 0, 0)) for moment in _list_moments(since, until, step)]
    return ScanFigures(is_hourly, moments, _count(scans, "language"), _count(scans, "country"))


def read_rows(scans: ScanQuerySet, *, since: datetime) -> Iterator[dict[str, Any]]:
    """Yield the counts of each code by hour, language and country, in the order of the codes."""
    hours = scans.annotate(hour=TruncHour("minute", tzinfo=since.tzinfo))
    names = ("link_id", "hour", "language", "country")
    rows = hours.values(*names, placement=F("link__placement")).annotate(people=PEOPLE, robots=ROBOTS)
    yield from rows.order_by(*names).iterator()


def _count(scans: Any, name: str) -> list[ScanCount]:
    rows = scans.values(name).annotate(people=PEOPLE, robots=ROBOTS).order_by("-people", "-robots", name)
    return [ScanCount(row[name], row["people"], row["robots"]) for row in rows]


def _list_moments(since: datetime, until: datetime, step: timedelta) -> Iterator[datetime]:
    number = int((until - since) / step) + 1
    return takewhile(lambda moment: moment < until, (since + step * index for index in range(number)))
