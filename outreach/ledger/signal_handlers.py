from typing import Any

from django.db import connections
from django.utils import timezone

from outreach.ledger import triggers
from outreach.ledger.holdings import mark_outdated
from outreach.ledger.models import LedgerHead


def on_publication_changed(*, kind: str, key: str, language: str, **kwargs: Any) -> None:
    mark_outdated(kind=kind, key=key, language=language, at=timezone.now())


def on_migrated(*, using: str, **kwargs: Any) -> None:
    LedgerHead.objects.using(using).get_or_create(pk=1)
    triggers.install(connections[using])
