"""Holdings follow the ledger's events, and know when what they hold was changed or revoked."""

from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from cms.jobs.queue import enqueue
from cms.published import GetItem
from outreach.holdings import deliveries
from outreach.holdings.holdings import mark_outdated
from outreach.holdings.register_notices import JOB
from outreach.ledger.models import LedgerEvent


def on_events_appended(*, events: Sequence[LedgerEvent], **kwargs: Any) -> None:
    deliveries.apply(events)


def on_publication_changed(*, kind: str, key: str, language: str, get_item: GetItem, **kwargs: Any) -> None:
    mark_outdated(kind=kind, key=key, language=language, at=timezone.now(), get_item=get_item)


def on_register_changed(**kwargs: Any) -> None:
    enqueue(kind=JOB, key="register", params={})
