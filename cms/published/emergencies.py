"""Emergency withdrawals as values, for whoever compares them with a record of their own."""

from dataclasses import dataclass
from datetime import datetime

from cms.emergency.models import EmergencyWithdrawal
from cms.users.models import User


@dataclass(frozen=True)
class Decision:
    """One step of an emergency withdrawal: whose it was, and when."""

    by_key: str
    at: datetime


@dataclass(frozen=True)
class EmergencyRecord:
    """An emergency withdrawal with each step as it stands: a proposal that was rejected is none."""

    language: str = ""
    reason: str = ""
    withdrawn: Decision | None = None
    confirmed: Decision | None = None
    restoration_reason: str = ""
    restoring_proposed: Decision | None = None
    restored: Decision | None = None
    is_in_force: bool = True


def list_emergencies() -> dict[int, EmergencyRecord]:
    """Return every emergency withdrawal there ever was, by its primary key."""
    return {row.pk: _describe(row) for row in EmergencyWithdrawal.objects.order_by("pk")}


def _describe(row: EmergencyWithdrawal) -> EmergencyRecord:
    return EmergencyRecord(
        language=row.language,
        reason=row.reason,
        withdrawn=_decide(row.declared_by_id, row.declared_at),
        confirmed=_decide(row.confirmed_by_id, row.confirmed_at),
        restoration_reason=row.restoration_reason,
        restoring_proposed=_decide(row.restoration_proposed_by_id, row.restoration_proposed_at),
        restored=_decide(row.restored_by_id, row.restored_at),
        is_in_force=row.is_in_force,
    )


def _decide(user_id: int | None, at: datetime | None) -> Decision | None:
    return None if user_id is None or at is None else Decision(User(pk=user_id).key, at)
