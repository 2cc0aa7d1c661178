"""Writing to the ledger and verifying it: the only two things that can be done with it."""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from cms.published import ItemRef
from outreach.ledger import chain
from outreach.ledger.actions import Action, require_complete
from outreach.ledger.chain import Head, Row, Verification
from outreach.ledger.models import LedgerEvent, LedgerHead
from outreach.ledger.signals import event_appended

SYSTEM = "system"
"""The actor of what happens by itself, such as a text becoming out of date."""

CONTENT_FIELDS = tuple(
    name.attname for name in LedgerEvent._meta.concrete_fields if name.attname not in {"previous_hash", "hash"}
)


@dataclass(frozen=True)
class NewEvent:
    """What is to be written: ``at`` is when it happened."""

    action: Action
    at: datetime
    by_key: str
    organisation_key: UUID | None = None
    item: ItemRef | None = None
    edition: str = ""
    link_code: str = ""
    data: dict[str, Any] = field(default_factory=dict)


def record(
    *,
    action: Action,
    at: datetime,
    by_key: str,
    organisation_key: UUID | None = None,
    item: ItemRef | None = None,
    edition: str = "",
    link_code: str = "",
    data: dict[str, Any] | None = None,
) -> LedgerEvent:
    """Append one event and return it. For a bad one raise ``IncompleteEvent`` or ``NotCanonical`` and write nothing."""
    entry = NewEvent(
        action=action,
        at=at,
        by_key=by_key,
        organisation_key=organisation_key,
        item=item,
        edition=edition,
        link_code=link_code,
        data=data or {},
    )
    return append([entry])[0]


@transaction.atomic
def append(entries: Sequence[NewEvent]) -> list[LedgerEvent]:
    """Append events in this order, all or none; what is derived from them is brought up to date with them."""
    if not entries:
        return []
    for entry in entries:
        _require_sound(entry)
    head = lock_head()
    now = timezone.now()
    events: list[LedgerEvent] = []
    for entry in entries:
        event = _make_event(entry, after=head, now=now)
        head = Head(event.seq, event.hash)
        events.append(event)
    LedgerEvent.objects.bulk_create(events, batch_size=500)
    LedgerHead.objects.filter(pk=1).update(seq=head.seq, hash=head.hash)
    for event in events:
        event_appended.send(sender=LedgerEvent, event=event)
    return events


def lock_head() -> Head:
    """Hold the end of the chain until the transaction ends, so that one writes at a time."""
    row = LedgerHead.objects.select_for_update().get(pk=1)
    return Head(row.seq, row.hash)


def _require_sound(entry: NewEvent) -> None:
    require_complete(
        entry.action,
        organisation=entry.organisation_key is not None,
        edition=bool(entry.edition),
        item=entry.item is not None,
        link=bool(entry.link_code),
    )
    chain.require_canonical(entry.data)


def _make_event(entry: NewEvent, *, after: Head, now: datetime) -> LedgerEvent:
    item = entry.item or ItemRef(kind="", key="", language="", revision="", sha256="")
    event = LedgerEvent(
        id=uuid.uuid4(),
        seq=after.seq + 1,
        action=entry.action.value,
        organisation_key=entry.organisation_key,
        item_kind=item.kind,
        item_key=item.key,
        item_language=item.language,
        item_revision=item.revision,
        item_sha256=item.sha256,
        edition_key=entry.edition,
        link_code=entry.link_code,
        by_key=entry.by_key,
        occurred_at=entry.at,
        recorded_at=now,
        data=entry.data,
        previous_hash=after.hash,
    )
    event.hash = chain.get_hash(after.hash, {name: getattr(event, name) for name in CONTENT_FIELDS})
    return event


def verify(*, kept: Head | None = None) -> Verification:
    """Read the whole ledger and say whether it is whole, or name the first bad row. Writing may go on meanwhile.

    ``kept`` is a head that was noted elsewhere earlier: with it a ledger that was rewritten as a whole is found out.
    """
    head = get_head()
    last_seq = LedgerEvent.objects.aggregate(last=Max("seq"))["last"] or 0
    if last_seq > head.seq:
        head = get_head()
    return chain.verify_rows(_read_rows(until=max(head.seq, last_seq)), head=head, kept=kept)


def get_head() -> Head:
    """Return the end of the chain; a head that is gone counts as that of an empty ledger."""
    row = LedgerHead.objects.filter(pk=1).first()
    return Head(row.seq, row.hash) if row else chain.EMPTY


def _read_rows(*, until: int) -> Iterator[Row]:
    rows = (
        LedgerEvent.objects.filter(seq__lte=until)
        .order_by("seq")
        .values_list("previous_hash", "hash", *CONTENT_FIELDS)
        .iterator(chunk_size=2000)
    )
    seq = CONTENT_FIELDS.index("seq")
    for previous_hash, row_hash, *content in rows:
        yield Row(content[seq], dict(zip(CONTENT_FIELDS, content, strict=True)), previous_hash, row_hash)
