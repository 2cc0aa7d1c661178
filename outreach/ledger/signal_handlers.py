"""The ledger's tables after a migration, and the events of an emergency withdrawal."""

from datetime import datetime
from typing import Any

from django.db import connections

from cms.published import EmergencyStep
from cms.users.models import User
from outreach.ledger import triggers
from outreach.ledger.actions import Action
from outreach.ledger.ledger import record
from outreach.ledger.models import LedgerHead


def on_migrated(*, using: str, **kwargs: Any) -> None:
    """Add the row of the head, and the triggers anew: SQLite drops them silently."""
    LedgerHead.objects.using(using).get_or_create(pk=1)
    triggers.install(connections[using])


def on_emergency_changed(
    *, withdrawal: Any, step: EmergencyStep, by: User, at: datetime, reason: str, **kwargs: Any
) -> None:
    named = {"language": withdrawal.language, "reason": reason}
    data = {"emergency": withdrawal.pk} | {name: value for name, value in named.items() if value}
    record(action=Action(f"emergency.{step}"), at=at, by_key=by.key, data=data)
