"""Pages of events, the latest first. A page begins where its neighbour ends: a million events take no longer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from cms.users.models import User
from outreach.ledger.ledger import SYSTEM
from outreach.ledger.models import LedgerEvent

PAGE_SIZE = 50


@dataclass(frozen=True)
class LedgerExcerpt:
    """Events; ``older`` and ``newer`` are the numbers at which the neighbouring pages begin, None without one."""

    events: Sequence[LedgerEvent]
    older: int | None
    newer: int | None


def list_events(*, conditions: dict[str, Any], before: int | None = None, after: int | None = None) -> LedgerExcerpt:
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


def _make_page(events: list[LedgerEvent], *, has_older: bool, has_newer: bool) -> LedgerExcerpt:
    return LedgerExcerpt(
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


def name_people(events: Sequence[LedgerEvent]) -> dict[str, str]:
    """Return, for each key in ``by_key``, the name of the person; what isn't a person's keeps its key."""
    keys = {event.by_key for event in events}
    pks = [int(pk) for kind, _colon, pk in (key.partition(":") for key in keys) if kind == "user" and pk.isdecimal()]
    found = {user.key: str(user) for user in User.objects.filter(pk__in=pks).order_by("pk")}
    return {key: _("the system") if key == SYSTEM else found.get(key, key) for key in keys}
