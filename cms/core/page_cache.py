"""The version of all public content, under which whole public pages and their parts are cached.

Any change of public content raises the version in its transaction, and so does a moment scheduled for it, by passing.
So does midnight on the site's clock, as pages count days; but that is no scheduled moment: while the database or every
web process is away, yesterday's pages with yesterday's count are better than none.
Each process knows the version without asking for every page: it reads it once a second, and again after its own
changes. So a page published or withdrawn by any process of any machine shows within a second, and no cache has to be
cleared. While the database doesn't answer, the last version counts, but not past the next scheduled moment.

``cache_invalidation`` says which writes raise the version, ``cached_pages`` answers from the cache.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.core.cache import cache
from django.db import Error as DatabaseFailed
from django.db import models, transaction
from django.db.models.functions import Coalesce
from django.utils import timezone

from cms.core.models import PublicVersion, ScheduledVersion

SECONDS = 600
"""An upper bound: the version keeps pages fresh, the time removes old ones."""
FRESH_SECONDS = 1.0
"""How long a process relies on the version that it read."""
FIRST_DAY = date(2020, 1, 1)
AWAY_SECONDS = 86_400
"""How long pages are shown by the last version while the database doesn't answer."""


@dataclass(frozen=True, slots=True)
class KnownVersion:
    """A version with the next moment scheduled for it, as read at ``read_at`` of the process's own clock.

    ``absent`` names the registered rows of which there were none then.
    """

    number: int
    until: datetime | None
    read_at: float
    is_fresh: bool = True
    absent: frozenset[str] = frozenset()

    def holds(self, *, at: datetime, clock: float, seconds: float) -> bool:
        """Return whether it was read no longer ago than that, and no scheduled moment has passed since."""
        return 0 <= clock - self.read_at < seconds and (self.until is None or at < self.until)


class _Memory:
    """The version as far as this process knows it. One thread at a time reads it; others use the last one."""

    def __init__(self) -> None:
        self.known: KnownVersion | None = None
        self.failed_at = 0.0
        self.reading = threading.Lock()


_memory = _Memory()
_rare: dict[str, Callable[[], models.QuerySet[Any]]] = {}


def register_rare(name: str, list_rows: Callable[[], models.QuerySet[Any]]) -> None:
    """Name rows that are seldom there, and whose writes raise the version: ``is_absent`` tells without a query."""
    _rare[name] = list_rows


def is_absent(name: str, *, version: int) -> bool:
    """Return True if this process knows that there were no such rows when it read this version."""
    known = _memory.known
    return known is not None and known.number == version and name in known.absent


def get_version() -> int:
    """Return the version of all public content, with the scheduled moments that have passed (one query)."""
    return make_version_query().first() or 0


def make_version_query() -> models.QuerySet[PublicVersion, int]:
    """Return the query of the version, which may be part of another."""
    return PublicVersion.objects.filter(pk=1).values_list(_make_number(timezone.now()), flat=True)


def know_version() -> KnownVersion | None:
    """Return the version as it was at most a second ago.

    While the database doesn't answer, or answers another thread slowly, return the last one with ``is_fresh`` False;
    None if there is none, it is a day old, or a scheduled moment has passed since.
    """
    known, clock, now = _memory.known, time.monotonic(), timezone.now()
    if known is not None and known.holds(at=now, clock=clock, seconds=FRESH_SECONDS):
        return known
    if clock - _memory.failed_at >= FRESH_SECONDS and _memory.reading.acquire(blocking=known is None):
        try:
            _memory.known = read_version()
            return _memory.known
        except DatabaseFailed:
            _memory.failed_at = time.monotonic()
        finally:
            _memory.reading.release()
    if known is None or not known.holds(at=now, clock=clock, seconds=AWAY_SECONDS):
        return None
    return replace(known, is_fresh=False)


def read_version() -> KnownVersion:
    """Return the version and the next moment scheduled for it (one query)."""
    clock, now = time.monotonic(), timezone.now()
    coming = ScheduledVersion.objects.filter(at__gt=now).order_by("at").values("at")[:1]
    are_there = [models.Exists(list_rows()) for list_rows in _rare.values()]
    columns = (_make_number(now), models.Subquery(coming), *are_there)
    number, until, *there = PublicVersion.objects.filter(pk=1).values_list(*columns).first() or (0, None)
    absent = frozenset(name for name, is_there in zip(_rare, there, strict=False) if not is_there)
    return KnownVersion(number, until, clock, absent=absent)


def forget_version() -> None:
    """Have this process read the version before it shows another page."""
    known = _memory.known
    if known is not None:
        _memory.known = replace(known, read_at=known.read_at - FRESH_SECONDS)


def raise_version() -> None:
    """Invalidate every cached page once the running transaction is committed."""
    if not PublicVersion.objects.filter(pk=1).update(number=models.F("number") + 1):
        PublicVersion.objects.get_or_create(pk=1, defaults={"number": 1})
    # At once for the rest of this transaction, and after it because another thread may read the version meanwhile.
    forget_version()
    transaction.on_commit(forget_version)


def outrun_versions(*, at: datetime) -> None:
    """Raise the version beyond every one that this site may have had: what was cached under them is of a lost time.

    Versions rise by one with each change, which is less than once a second, so seconds are beyond all.
    """
    current = PublicVersion.objects.filter(pk=1).values_list("number", flat=True).first() or 0
    PublicVersion.objects.update_or_create(pk=1, defaults={"number": max(current, int(at.timestamp()))})
    raise_version()


def schedule_version(*, at: datetime) -> None:
    """Invalidate every page as soon as this moment has come; caches that keep pages until a moment learn of it now."""
    _moment, is_new = ScheduledVersion.objects.get_or_create(at=at)
    if is_new:
        raise_version()


def schedule_day(day: date) -> None:
    """Invalidate every page as soon as this day has begun on the site's clock."""
    at = timezone.make_aware(datetime.combine(day, datetime.min.time()))
    if at > timezone.now():
        schedule_version(at=at)


def remember(name: str, compute: Callable[[], Any], *, version: int) -> Any:
    """Return a part that many pages share (menu, hotline), computed once for each version."""
    key = f"part:{version}:{name}"
    value = cache.get(key)
    if value is None:
        value = compute()
        cache.set(key, value, SECONDS)
    return value


def _make_number(at: datetime) -> Any:
    passed = ScheduledVersion.objects.filter(at__lte=at).order_by().annotate(all=models.Value(1))
    count = passed.values("all").annotate(count=models.Count("pk")).values("count")
    days = max(0, (timezone.localdate(at) - FIRST_DAY).days)
    return models.F("number") + Coalesce(models.Subquery(count), 0) + days
