"""Pages of events, the latest first. A page begins where its neighbour ends: a million events take no longer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from outreach.ledger.models import LedgerEvent

PAGE_SIZE = 50


@dataclass(frozen=True)
class EventPage:
    """Events; ``older`` and ``newer`` are the numbers at which the neighbouring pages begin, None without one."""

    events: Sequence[LedgerEvent]
    older: int | None
    newer: int | None


def list_events(*, conditions: dict[str, Any], before: int | None = None, after: int | None = None) -> EventPage:
    """Return the page of events before or after the event of this number; without a number, the first page."""
    rows = LedgerEvent.objects.filter(**conditions)
    if after is not None and (edge := _find_edge(after)) is not None:
        found = list(rows.filter(_later(*edge)).order_by("occurred_at", "seq")[: PAGE_SIZE + 1])
        events = found[:PAGE_SIZE][::-1]
        return _make_page(events, has_older=True, has_newer=len(found) > PAGE_SIZE)
    edge = _find_edge(before) if before is not None else None
    earlier = rows.filter(_earlier(*edge)) if edge else rows
    found = list(earlier.order_by("-occurred_at", "-seq")[: PAGE_SIZE + 1])
    return _make_page(found[:PAGE_SIZE], has_older=len(found) > PAGE_SIZE, has_newer=edge is not None)


def _make_page(events: list[LedgerEvent], *, has_older: bool, has_newer: bool) -> EventPage:
    return EventPage(
        events,
        older=events[-1].seq if events and has_older else None,
        newer=events[0].seq if events and has_newer else None,
    )


def _find_edge(seq: int) -> tuple[datetime, int] | None:
    return LedgerEvent.objects.filter(seq=seq).values_list("occurred_at", "seq").first()


def _earlier(at: datetime, seq: int) -> Q:
    # The first condition alone lets the database begin at the right place of the index.
    return Q(occurred_at__lte=at) & (Q(occurred_at__lt=at) | Q(seq__lt=seq))


def _later(at: datetime, seq: int) -> Q:
    return Q(occurred_at__gte=at) & (Q(occurred_at__gt=at) | Q(seq__gt=seq))
