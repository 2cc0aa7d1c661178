"""Deliveries and held items, derived from the ledger's events.

``apply`` is called for every event in the order of the ledger. ``rebuild`` applies all events anew and must come to
the same rows.
"""

from uuid import UUID

from django.db import transaction

from outreach.holdings.models import Delivery, HeldItem, HeldItemQuerySet, OutdatedWhy
from outreach.ledger.actions import Action
from outreach.ledger.models import LedgerEvent

_STEPS: dict[str, str] = {
    Action.OFFERED: "offered_at",
    Action.DOWNLOADED: "downloaded_at",
    Action.ACKNOWLEDGED: "acknowledged_at",
    Action.USED: "used_at",
    Action.SUPERSEDED: "superseded_at",
    Action.WITHDRAWN: "superseded_at",
    Action.POSTER_ENDED: "superseded_at",
    Action.RECALLED: "recalled_at",
    Action.REMOVED: "removed_at",
}
_FETCHED = (Action.DOWNLOADED, Action.ACKNOWLEDGED, Action.USED)


def apply(event: LedgerEvent) -> None:
    """Bring the deliveries and held items of the event's organisation up to date."""
    if event.organisation_key is None:
        return
    if event.action == Action.RESTORED:
        _restore(event)
    if event.action not in _STEPS or event.data.get("part"):  # of an item only a poster or picture: the rest stays
        return
    if event.edition_key:
        _step(event)
    if event.action == Action.OFFERED:
        _offer_items(event)
    elif event.action in _FETCHED:
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
    step = _STEPS[event.action]
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
                **{name: str(item.get(name, ""))[:255] for name in _ITEM_FIELDS},
            )
            for item in event.data.get("items", [])
        ],
        ignore_conflicts=True,
    )


_ITEM_FIELDS = ("kind", "key", "language", "revision", "sha256", "text_sha256", "title")


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
    Delivery.objects.all().delete()
    HeldItem.objects.all().delete()
    count = 0
    for event in LedgerEvent.objects.order_by("seq").iterator(chunk_size=2000):
        apply(event)
        count += 1
    return count
