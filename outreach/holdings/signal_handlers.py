"""Holdings follow the ledger's events, and know when what they hold was changed or revoked."""

from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from cms.jobs.queue import enqueue
from cms.published import GetItem
from outreach.holdings import deliveries, register_notices, take_down_notices
from outreach.holdings.holdings import mark_outdated
from outreach.ledger.models import LedgerEvent


def on_events_appended(*, events: Sequence[LedgerEvent], **kwargs: Any) -> None:
    deliveries.apply(events)


def on_publication_changed(
    *, kind: str, key: str, language: str, change: str, get_item: GetItem, **kwargs: Any
) -> None:
    """Compare what is held with what is public now, and have the holders of a text told that was taken down."""
    changed = mark_outdated(kind=kind, key=key, language=language, at=timezone.now(), get_item=get_item)
    if changed and change == "withdrawn":
        enqueue(kind=take_down_notices.JOB, key="take_downs", params={})


def on_register_changed(**kwargs: Any) -> None:
    enqueue(kind=register_notices.JOB, key="register", params={})
