"""Deliveries and held items as rows: kept up to date with each new event, or derived anew from all of them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet

from outreach.holdings.models import Delivery, HeldItem
from outreach.holdings.replay import (
    CONCERNED,
    DELIVERY_COLUMNS,
    ITEM_COLUMNS,
    STEPS,
    TIMES,
    HoldingsReplay,
    ItemName,
    Place,
    Row,
    name_deliveries,
    name_items,
)
from outreach.ledger.actions import Action
from outreach.ledger.ledger import get_content, lock_head
from outreach.ledger.models import LedgerEvent
from outreach.ledger.verification import read_rows

PLACE = ("organisation_key", "edition_key")
ITEM = (*PLACE, "kind", "key", "language", "sha256")
# Every event of a single item needs it: Django would take three times as long to write it as PostgreSQL to answer.
_READ_SINGLE = (
    f"SELECT {', '.join(ITEM_COLUMNS)} FROM holdings_helditem "  # noqa: S608  # our own columns
    "WHERE organisation_key = ANY(%s) AND edition_key = ANY(%s) AND key = ANY(%s)"
)


def apply(events: Sequence[LedgerEvent]) -> None:
    """Bring the deliveries and held items of these events, which are the last of the ledger, up to date."""
    contents = [
        get_content(event) for event in events if event.organisation_key is not None and event.action in CONCERNED
    ]
    if not contents:
        return
    deliveries = dict(_read_deliveries(contents))
    items = dict(_read_items(contents))
    replay = HoldingsReplay(
        deliveries=[(place, dict(row)) for place, row in deliveries.items()],
        items=[(name, dict(row)) for name, row in items.items()],
        superseded=_find_superseded(contents, before=events[0].seq),
    )
    for content in contents:
        replay.add(content)
    _save(replay, deliveries=deliveries, items=items)


def _read_deliveries(contents: Sequence[Mapping[str, Any]]) -> Mapping[Place, Row]:
    editions = {content["edition_key"] for content in contents} - {""}
    if not editions:
        return {}
    rows = Delivery.objects.filter(edition_key__in=editions).values_list(*DELIVERY_COLUMNS)
    return dict(name_deliveries(rows))


def _read_items(contents: Sequence[Mapping[str, Any]]) -> Mapping[ItemName, Row]:
    """Read what the events may change: of events about one item only that item."""
    found: dict[ItemName, Row] = {}
    editions = {content["edition_key"] for content in contents if _concerns_edition(content)}
    if editions:
        found |= name_items(HeldItem.objects.filter(edition_key__in=editions).values_list(*ITEM_COLUMNS))
    single = [content for content in contents if not _concerns_edition(content)]
    if single:
        found |= name_items(_read_single(single))
    return found


def _read_single(contents: Sequence[Mapping[str, Any]]) -> Iterable[tuple[Any, ...]]:
    organisations, editions, keys = (
        list({content[name] for content in contents}) for name in ("organisation_key", "edition_key", "item_key")
    )
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(_READ_SINGLE, [organisations, editions, keys])
            return cursor.fetchall()
    rows = HeldItem.objects.filter(organisation_key__in=organisations, edition_key__in=editions, key__in=keys)
    return rows.values_list(*ITEM_COLUMNS)


def _concerns_edition(content: Mapping[str, Any]) -> bool:
    return bool(content["edition_key"]) and (not content["item_key"] or content["action"] == Action.RESTORED)


def _find_superseded(contents: Sequence[Mapping[str, Any]], *, before: int) -> QuerySet[Any] | tuple[()]:
    """Return those editions to which something is restored, and that have a newer edition."""
    restored = {content["edition_key"] for content in contents if content["action"] == Action.RESTORED} - {""}
    if not restored:
        return ()
    superseding = LedgerEvent.objects.filter(action=Action.SUPERSEDED, edition_key__in=restored, item_key="")
    return superseding.filter(seq__lt=before).values_list("edition_key", flat=True)


def _save(replay: HoldingsReplay, *, deliveries: Mapping[Place, Row], items: Mapping[ItemName, Row]) -> None:
    """Write the rows that are new or differ from those before."""
    Delivery.objects.bulk_create(
        [
            Delivery(organisation_key=organisation, edition_key=edition, **row)
            for (organisation, edition), row in replay.deliveries.items()
            if deliveries.get((organisation, edition)) != row
        ],
        update_conflicts=True,
        unique_fields=PLACE,
        update_fields=[*dict.fromkeys(STEPS.values())],
        batch_size=1000,
    )
    HeldItem.objects.bulk_create(
        [
            HeldItem(organisation_key=name[0], edition_key=name[1], **row)
            for name, row in replay.get_items().items()
            if items.get(name) != row
        ],
        update_conflicts=True,
        unique_fields=ITEM,
        update_fields=[*TIMES, "outdated_why"],
        batch_size=1000,
    )


@transaction.atomic
def rebuild() -> int:
    """Derive all deliveries and held items from the events; return the number of events."""
    replay, count = HoldingsReplay(), 0
    for row in read_rows(until=lock_head().seq):
        replay.add(row.content)
        count += 1
    Delivery.objects.all().delete()
    HeldItem.objects.all().delete()
    _save(replay, deliveries={}, items={})
    return count
