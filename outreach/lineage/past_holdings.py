"""Holdings of an organisation at the end of a day in the past.

When something was fetched, recalled and removed stays in the rows that are derived from the ledger's events. What
ended and was right again later is told by the events until that day.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any
from uuid import UUID

from django.db.models import Q

from outreach.holdings.models import HeldItem, HeldItemQuerySet
from outreach.holdings.replay import ITEM_COLUMNS, HoldingsReplay, ItemName, Row, name_items
from outreach.ledger.actions import Action
from outreach.ledger.ledger import CONTENT_FIELDS
from outreach.ledger.models import LedgerEvent

REVERSIBLE = (Action.SUPERSEDED, Action.WITHDRAWN, Action.POSTER_ENDED, Action.EXPIRED, Action.RESTORED)
_UNKNOWN = {"outdated_at": None, "outdated_why": "", "poster_ended_at": None, "expired_at": None}


def get_end(day: date, *, zone: tzinfo) -> datetime:
    """Return the moment at which the day has ended."""
    return datetime.combine(day + timedelta(days=1), time.min, tzinfo=zone)


def list_held_before(end: datetime, *, organisation_key: UUID) -> HeldItemQuerySet:
    """Return what the organisation had fetched and not removed by then, by title; ``recount`` gives the states."""
    rows = HeldItem.objects.filter(organisation_key=organisation_key, held_at__lt=end)
    kept = rows.filter(Q(removed_at__isnull=True) | Q(removed_at__gte=end))
    return kept.order_by("title", "language", "edition_key", "pk")


def recount(rows: Iterable[HeldItem], *, end: datetime, organisation_key: UUID) -> list[HeldItem]:
    """Return these rows, in the same order, as they were then. They aren't to be saved."""
    values = [tuple(getattr(row, name) for name in ITEM_COLUMNS) for row in rows]
    items = {name: row | _UNKNOWN for name, row in name_items(values)}
    for row in items.values():
        row["removed_at"] = None
        row["recalled_at"] = row["recalled_at"] if row["recalled_at"] and row["recalled_at"] < end else None
    events = LedgerEvent.objects.filter(organisation_key=organisation_key, action__in=REVERSIBLE, occurred_at__lt=end)
    _replay(items, events.order_by("seq").values(*CONTENT_FIELDS).iterator(chunk_size=2000))
    return [HeldItem(organisation_key=name[0], edition_key=name[1], **row) for name, row in items.items()]


def _replay(items: Mapping[ItemName, Row], contents: Iterable[Mapping[str, Any]]) -> None:
    """Change the rows as the events did. An event about an item doesn't touch a row that was offered later."""
    waiting = sorted(items.items(), key=lambda entry: entry[1]["offered_at"], reverse=True)
    replay = HoldingsReplay()
    for content in contents:
        while waiting and waiting[-1][1]["offered_at"] <= content["occurred_at"]:
            replay.put(*waiting.pop())
        replay.add(content)
