"""After each migration the ledger has the row of its head, and its triggers anew: SQLite drops them silently."""

from typing import Any

from django.db import connections

from outreach.ledger import triggers
from outreach.ledger.models import LedgerHead


def on_migrated(*, using: str, **kwargs: Any) -> None:
    LedgerHead.objects.using(using).get_or_create(pk=1)
    triggers.install(connections[using])
