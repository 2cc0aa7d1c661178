"""Appending events to the ledger. Events are never changed or deleted."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Now
from django.utils import timezone

from cms.published import ItemRef
from outreach.ledger import chain
from outreach.ledger.actions import Action, require_complete
from outreach.ledger.chain import ChainHead
from outreach.ledger.clock import require_right_clock
from outreach.ledger.models import LedgerEvent, LedgerHead
from outreach.ledger.signals import events_appended

SYSTEM = "system"
"""``by_key`` of events that no user caused, such as a text becoming outdated."""

CONTENT_FIELDS = tuple(
    name.attname for name in LedgerEvent._meta.concrete_fields if name.attname not in {"previous_hash", "hash"}
)

# Every append needs both: Django would take five times as long to write them as the database to answer.
_LOCK_HEAD = (
    "SELECT seq, hash, (SELECT recorded_at FROM ledger_ledgerevent WHERE seq = head.seq), statement_timestamp() "
    "FROM ledger_ledgerhead AS head WHERE id = 1 FOR UPDATE"
)
_MOVE_HEAD = "UPDATE ledger_ledgerhead SET seq = %s, hash = %s WHERE id = 1"


@dataclass(frozen=True)
class NewEvent:
    """An event to append; ``at`` is when it happened."""

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
    """Append one event and return it; raise ``IncompleteEvent`` or ``NotCanonical`` for an invalid one."""
    new_event = NewEvent(
        action=action,
        at=at,
        by_key=by_key,
        organisation_key=organisation_key,
        item=item,
        edition=edition,
        link_code=link_code,
        data=data or {},
    )
    return append([new_event])[0]


@transaction.atomic
def append(new_events: Sequence[NewEvent]) -> list[LedgerEvent]:
    """Append events in this order, all or none, and send ``events_appended``."""
    if not new_events:
        return []
    for new_event in new_events:
        _require_valid(new_event)
    head = lock_head()
    now = timezone.now()
    events: list[LedgerEvent] = []
    for new_event in new_events:
        event = _make_event(new_event, after=head, now=now)
        head = ChainHead(event.seq, event.hash)
        events.append(event)
    LedgerEvent.objects.bulk_create(events, batch_size=500)
    _move_head(head)
    events_appended.send(sender=LedgerEvent, events=events)
    return events


def lock_head() -> ChainHead:
    """Lock the end of the chain until the transaction ends, so that only one transaction appends at a time.

    Raise ``ClockWrong`` if this machine's clock can't be right.
    """
    seq, head_hash, newest, database = _read_locked_head()
    require_right_clock(now=timezone.now(), newest=newest, database=database)
    return ChainHead(seq, head_hash)


def _read_locked_head() -> tuple[int, str, datetime | None, datetime]:
    """Lock the head and return its number and hash, the time of the newest event and that of the database."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(_LOCK_HEAD)
            found: tuple[int, str, datetime | None, datetime] | None = cursor.fetchone()
        if found is None:
            raise LedgerHead.DoesNotExist
        return found
    newest = LedgerEvent.objects.filter(seq=OuterRef("seq")).values("recorded_at")
    rows = LedgerHead.objects.select_for_update().annotate(newest=Subquery(newest), database=Now())
    return rows.values_list("seq", "hash", "newest", "database").get(pk=1)


def _move_head(head: ChainHead) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_MOVE_HEAD, [head.seq, head.hash])


def _require_valid(new_event: NewEvent) -> None:
    require_complete(
        new_event.action,
        organisation=new_event.organisation_key is not None,
        edition=bool(new_event.edition),
        item=new_event.item is not None,
        link=bool(new_event.link_code),
    )
    chain.require_canonical(new_event.data)


def _make_event(new_event: NewEvent, *, after: ChainHead, now: datetime) -> LedgerEvent:
    item = new_event.item or ItemRef(kind="", key="", language="", revision="", sha256="")
    event = LedgerEvent(
        id=uuid.uuid4(),
        seq=after.seq + 1,
        action=new_event.action.value,
        organisation_key=new_event.organisation_key,
        item_kind=item.kind,
        item_key=item.key,
        item_language=item.language,
        item_revision=item.revision,
        item_sha256=item.sha256,
        edition_key=new_event.edition,
        link_code=new_event.link_code,
        by_key=new_event.by_key,
        occurred_at=new_event.at,
        recorded_at=now,
        data=new_event.data,
        previous_hash=after.hash,
    )
    event.hash = chain.get_hash(after.hash, get_content(event))
    return event


def get_content(event: LedgerEvent) -> dict[str, Any]:
    """Return all that the event says, as its hash covers it."""
    return {name: getattr(event, name) for name in CONTENT_FIELDS}


def get_head() -> ChainHead:
    """Return the end of the chain; a missing head counts as that of an empty ledger."""
    row = LedgerHead.objects.filter(pk=1).first()
    return ChainHead(row.seq, row.hash) if row else chain.EMPTY
