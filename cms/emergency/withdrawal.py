"""Emergency withdrawal: everything, or all in one language, out of public by one person, and back again only by two.

No page, file, poster or schedule is changed by it: while a withdrawal is in force, nothing may be shown or sent, so all
is as before once it is lifted, except for what was withdrawn or recalled by itself meanwhile.
"""

from datetime import datetime
from enum import StrEnum

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.dispatch import Signal
from django.utils.translation import gettext as _

from cms.emergency.models import EmergencyWithdrawal
from cms.users.models import User
from translations.languages import CODES

EVERYTHING = ""
"""The language of a withdrawal of all languages."""
emergency_changed = Signal()
"""Sent inside the transaction of each step. Arguments: ``withdrawal``, ``step``, ``by``, ``at``, ``reason``."""


class EmergencyStep(StrEnum):
    WITHDRAWN = "withdrawn"
    CONFIRMED = "confirmed"
    RESTORING_PROPOSED = "restoring_proposed"
    RESTORING_REJECTED = "restoring_rejected"
    RESTORED = "restored"


class EmergencyRefused(Exception):
    """Nothing was changed; the text says why and what to do."""


WITHDRAWALS = "withdrawals"
"""The name by which the public version tells whether one is in force."""


def find_in_force() -> QuerySet[EmergencyWithdrawal]:
    return EmergencyWithdrawal.objects.filter(is_in_force=True)


def is_in_force() -> bool:
    """Return whether everything is withdrawn now (one query)."""
    return find_in_force().filter(language=EVERYTHING).exists()


def get_withdrawn_languages() -> frozenset[str]:
    """Return the languages in which all is withdrawn now, with ``EVERYTHING`` if all languages are (one query)."""
    return frozenset(EmergencyWithdrawal.objects.filter(is_in_force=True).values_list("language", flat=True))


def list_current() -> list[EmergencyWithdrawal]:
    """Return the withdrawals that are in force, with their people, that of everything first."""
    people = ("declared_by", "confirmed_by", "restoration_proposed_by")
    return list(EmergencyWithdrawal.objects.filter(is_in_force=True).select_related(*people).order_by("language"))


@transaction.atomic
def withdraw_everything(*, reason: str, by: User, at: datetime, language: str = EVERYTHING) -> EmergencyWithdrawal:
    """Take everything, or all in one language, out of public at once; return the withdrawal.

    Raise ``EmergencyRefused``. What follows names the withdrawal by its language.
    """
    reason = _require(reason, _("Say why it is withdrawn: the reason is empty. Nothing was changed."))
    if language not in {EVERYTHING, *CODES}:
        raise EmergencyRefused(_("Choose one of the campaign's languages. Nothing was changed."))
    try:
        with transaction.atomic():
            withdrawal = EmergencyWithdrawal.objects.create(
                reason=reason, declared_by=by, declared_at=at, language=language
            )
    except IntegrityError as error:
        raise EmergencyRefused(_("It is withdrawn already. It stays so.")) from error
    _announce(withdrawal, EmergencyStep.WITHDRAWN, by=by, at=at, reason=reason)
    return withdrawal


@transaction.atomic
def confirm(*, by: User, at: datetime, language: str = EVERYTHING) -> None:
    """Confirm the withdrawal as a second person; raise ``EmergencyRefused``."""
    withdrawal = _lock(language)
    if withdrawal.confirmed_at is not None:
        raise EmergencyRefused(_("The withdrawal has been confirmed already. Nothing was changed."))
    if withdrawal.declared_by_id == by.pk:
        raise EmergencyRefused(_("You withdrew it yourself. A second person has to confirm it."))
    withdrawal.confirmed_by, withdrawal.confirmed_at = by, at
    withdrawal.save(update_fields=["confirmed_by", "confirmed_at"])
    _announce(withdrawal, EmergencyStep.CONFIRMED, by=by, at=at)


@transaction.atomic
def propose_restoring(*, reason: str, by: User, at: datetime, language: str = EVERYTHING) -> None:
    """Propose that all of it becomes public again; raise ``EmergencyRefused``. Nothing is public yet."""
    reason = _require(reason, _("Say why it may be public again: the reason is empty. Nothing was changed."))
    withdrawal = _lock(language)
    if withdrawal.restoration_proposed_at is not None:
        raise EmergencyRefused(_("It was already proposed to restore it. Approve or reject that first."))
    _write_proposal(withdrawal, reason=reason, by=by, at=at)
    _announce(withdrawal, EmergencyStep.RESTORING_PROPOSED, by=by, at=at, reason=reason)


@transaction.atomic
def reject_restoring(*, by: User, at: datetime, language: str = EVERYTHING) -> None:
    """Drop the proposal to restore it, one's own too; raise ``EmergencyRefused``."""
    withdrawal = _lock_proposed(language)
    _write_proposal(withdrawal, reason="", by=None, at=None)
    _announce(withdrawal, EmergencyStep.RESTORING_REJECTED, by=by, at=at)


@transaction.atomic
def restore(*, by: User, at: datetime, language: str = EVERYTHING) -> None:
    """Make it public again, as a second person; raise ``EmergencyRefused``."""
    withdrawal = _lock_proposed(language)
    if withdrawal.restoration_proposed_by_id == by.pk:
        raise EmergencyRefused(
            _("You proposed this yourself. A second person has to approve it before it is restored.")
        )
    withdrawal.restored_by, withdrawal.restored_at, withdrawal.is_in_force = by, at, False
    withdrawal.save(update_fields=["restored_by", "restored_at", "is_in_force"])
    _announce(withdrawal, EmergencyStep.RESTORED, by=by, at=at)


def _lock(language: str) -> EmergencyWithdrawal:
    in_force = EmergencyWithdrawal.objects.filter(is_in_force=True, language=language)
    withdrawal = in_force.select_for_update().first()
    if withdrawal is None:
        raise EmergencyRefused(_("It isn't withdrawn as an emergency now. Nothing was changed."))
    return withdrawal


def _lock_proposed(language: str) -> EmergencyWithdrawal:
    withdrawal = _lock(language)
    if withdrawal.restoration_proposed_at is None:
        raise EmergencyRefused(_("Nobody has proposed to restore it. Nothing was changed."))
    return withdrawal


def _write_proposal(withdrawal: EmergencyWithdrawal, *, reason: str, by: User | None, at: datetime | None) -> None:
    withdrawal.restoration_reason = reason
    withdrawal.restoration_proposed_by, withdrawal.restoration_proposed_at = by, at
    withdrawal.save(update_fields=["restoration_reason", "restoration_proposed_by", "restoration_proposed_at"])


def _require(reason: str, refusal: str) -> str:
    if not reason.strip():
        raise EmergencyRefused(refusal)
    return reason.strip()


def _announce(
    withdrawal: EmergencyWithdrawal, step: EmergencyStep, *, by: User, at: datetime, reason: str = ""
) -> None:
    emergency_changed.send(sender=EmergencyWithdrawal, withdrawal=withdrawal, step=step, by=by, at=at, reason=reason)
