"""Deliveries and held items, derived from the ledger's events.

``apply`` is called for every event in the order of the ledger. ``rebuild`` replays all events and comes to the same
rows.
"""

from uuid import UUID

from django.db import transaction

from outreach.holdings.models import Delivery, HeldItem, HeldItemQuerySet, OutdatedWhy
from outreach.holdings.replay import FETCHED, ITEM_FIELDS, STEPS, HoldingsReplay
from outreach.ledger.actions import Action
from outreach.ledger.ledger import lock_head
from outreach.ledger.models import LedgerEvent
from outreach.ledger.verification import read_rows


def apply(event: LedgerEvent) -> None:
    """Bring the deliveries and held items of the event's organisation up to date."""
    if event.organisation_key is None:
        return
    if event.action == Action.RESTORED:
        _restore(event)
    if event.action not in STEPS or event.data.get("part"):  # of an item only a poster or picture: the rest stays
        return
    if event.edition_key:
        _step(event)
    if event.action == Action.OFFERED:
        _offer_items(event)
    elif event.action in FETCHED:
        _hold(event)
    else:
        _end(event)


def _step(event: LedgerEvent) -> None:
    if event.action == Action.REMOVED and event.item_key:
        return  # one item of the edition was removed, not the edition
    delivery, _ = Delivery.objects.get_or_create(
        organisation_key=event.organisation_key,
        edition_key=event.edition_key,
        defaults={"title": event.data.get("title", "")[:200], "number": event.data.get("number", 0)},
    )
    step = STEPS[event.action]
    if getattr(delivery, step) is None:
        setattr(delivery, step, event.occurred_at)
        delivery.save(update_fields=[step])


def _offer_items(event: LedgerEvent) -> None:
    HeldItem.objects.bulk_create(
        [
            HeldItem(
                organisation_key=_get_organisation(event),
                edition_key=event.edition_key,
                offered_at=event.occurred_at,
                **{name: str(item.get(name, ""))[:255] for name in ITEM_FIELDS},
            )
            for item in event.data.get("items", [])
        ],
        ignore_conflicts=True,
    )


def _hold(event: LedgerEvent) -> None:
    if event.edition_key:
        rows = _held_of(event)
        if event.item_key:
            rows = rows.of_item(kind=event.item_kind, key=event.item_key, language=event.item_language)
            rows = rows.filter(sha256=event.item_sha256)
        rows.filter(held_at__isnull=True).update(held_at=event.occurred_at)
    elif event.item_key:
        held, _ = HeldItem.objects.get_or_create(
            organisation_key=event.organisation_key,
            edition_key="",
            kind=event.item_kind,
            key=event.item_key,
            language=event.item_language,
            sha256=event.item_sha256,
            defaults={
                "revision": event.item_revision,
                "text_sha256": event.data.get("text_sha256", ""),
                "title": event.data.get("title", "")[:255],
                "offered_at": event.occurred_at,
            },
        )
        HeldItem.objects.filter(pk=held.pk, held_at__isnull=True).update(held_at=event.occurred_at)


def _held_of(event: LedgerEvent) -> HeldItemQuerySet:
    return HeldItem.objects.filter(organisation_key=_get_organisation(event), edition_key=event.edition_key)


def _get_organisation(event: LedgerEvent) -> UUID:
    if event.organisation_key is None:
        raise ValueError("Only events of organisations make deliveries.")
    return event.organisation_key


def _end(event: LedgerEvent) -> None:
    if event.action in {Action.SUPERSEDED, Action.WITHDRAWN} and not event.item_key:
        return  # a newer edition exists, but the items of this one may still be current
    rows = _held_of(event)
    if event.item_key:
        rows = rows.of_item(kind=event.item_kind, key=event.item_key, language=event.item_language)
        if event.item_sha256:
            rows = rows.filter(sha256=event.item_sha256)
    _mark(rows, event)


def _mark(rows: HeldItemQuerySet, event: LedgerEvent) -> None:
    if event.action == Action.RECALLED:
        rows.filter(recalled_at__isnull=True).update(recalled_at=event.occurred_at)
    elif event.action == Action.POSTER_ENDED:
        rows.filter(poster_ended_at__isnull=True).update(poster_ended_at=event.occurred_at)
    elif event.action == Action.REMOVED:
        rows.filter(removed_at__isnull=True).update(removed_at=event.occurred_at)
    else:
        why = OutdatedWhy.WITHDRAWN if event.action == Action.WITHDRAWN else event.data.get("why", OutdatedWhy.CHANGED)
        rows.update(outdated_at=event.occurred_at, outdated_why=why)


def _restore(event: LedgerEvent) -> None:
    """Mark the item or its poster as right again, and its edition too unless another item of it is outdated."""
    edition = _held_of(event)
    rows = edition.of_item(kind=event.item_kind, key=event.item_key, language=event.item_language)
    rows = rows.filter(sha256=event.item_sha256)
    if event.data.get("path"):
        rows.update(poster_ended_at=None)
    else:
        rows.update(outdated_at=None, outdated_why="")
    newer_edition = LedgerEvent.objects.filter(
        action=Action.SUPERSEDED, edition_key=event.edition_key, item_key="", seq__lt=event.seq
    )
    if event.edition_key and not edition.exclude(outdated_at=None, poster_ended_at=None).exists():
        deliveries = Delivery.objects.filter(organisation_key=_get_organisation(event), edition_key=event.edition_key)
        if not newer_edition.exists():
            deliveries.update(superseded_at=None)


@transaction.atomic
def rebuild() -> int:
    """Derive all deliveries and held items from the events; return the number of events."""
    replay, count = HoldingsReplay(), 0
    for row in read_rows(until=lock_head().seq):
        replay.add(row.content)
        count += 1
    Delivery.objects.all().delete()
    HeldItem.objects.all().delete()
    Delivery.objects.bulk_create(
        (
            Delivery(organisation_key=organisation, edition_key=edition, **row)
            for (organisation, edition), row in replay.deliveries.items()
        ),
        batch_size=1000,
    )
    HeldItem.objects.bulk_create(
        (
            HeldItem(organisation_key=organisation, edition_key=edition, **row)
            for (organisation, edition), rows in replay.items.items()
            for row in rows.values()
        ),
        batch_size=1000,
    )
    return count
