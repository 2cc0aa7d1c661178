"""The answers of organisations to a recall, and the desk's on behalf of one that can't answer."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from cms.users.models import User
from outreach.ledger.actions import Action
from outreach.ledger.ledger import NewEvent, append, lock_head, record
from outreach.ledger.models import LedgerEvent
from outreach.recalls.derivation import get_text_digest
from outreach.recalls.events import get_event_data, make_held_event
from outreach.recalls.holders import find_recalled
from outreach.recalls.models import RecallRecipient
from outreach.recalls.recall import RecallRefused


def confirm_removal(*, recipient: RecallRecipient, evidence: str, by: User, at: datetime) -> RecallRecipient:
    """Record that the organisation took it down. A second confirmation changes nothing: the first one is kept.

    Raise ``RecallRefused`` for an organisation whose account is closed: the desk records its removal.
    """
    return _answer(recipient, evidence=evidence, by=by, at=at, is_by_desk=False)


def record_removal(*, recipient: RecallRecipient, evidence: str, by: User, at: datetime) -> RecallRecipient:
    """Record, for the desk, that an organisation took it down; raise ``RecallRefused`` without evidence."""
    if not evidence.strip():
        raise RecallRefused(_("Say how you know that it was taken down: it is kept as the evidence."))
    return _answer(recipient, evidence=evidence, by=by, at=at, is_by_desk=True)


@transaction.atomic
def _answer(recipient: RecallRecipient, *, evidence: str, by: User, at: datetime, is_by_desk: bool) -> RecallRecipient:
    found = RecallRecipient.objects.select_for_update(of=("self",)).select_related("recall", "organisation")
    recipient = found.get(pk=recipient.pk)
    lock_head()  # after the row: a mail to it locks in this order too
    if not (is_by_desk or recipient.organisation.is_active):
        raise RecallRefused(_("This organisation's account is closed. Please tell the desk that it was taken down."))
    if recipient.confirmed_at is not None:
        return recipient
    if recipient.recall.lifted_at is not None:
        raise RecallRefused(_("This recall was lifted. Nothing has to be taken down."))
    recipient.confirmed_at, recipient.confirmed_by = at, by
    recipient.evidence, recipient.is_answered_by_desk = evidence, is_by_desk
    recipient.save(update_fields=["confirmed_at", "confirmed_by", "evidence", "is_answered_by_desk"])
    append([*_make_removals(recipient, by=by, at=at), _make_event(recipient, by=by, at=at)])
    return recipient


def _make_removals(recipient: RecallRecipient, *, by: User, at: datetime) -> list[NewEvent]:
    """Return the events of what was removed; in a rehearsal nothing was."""
    recall, key = recipient.recall, recipient.organisation.key
    if recall.is_rehearsal:
        return []
    events = [
        make_held_event(entry, Action.REMOVED, recall=recall, by_key=by.key, at=at)
        for entry in find_recalled(recall.target, sent_at=recall.sent_at)
        if entry.row.organisation_key == key
    ]
    if recall.edition_key:
        events.append(
            NewEvent(
                action=Action.REMOVED,
                at=at,
                by_key=by.key,
                organisation_key=key,
                edition=recall.edition_key,
                data=get_event_data(recall),
            )
        )
    return events


def _make_event(recipient: RecallRecipient, *, by: User, at: datetime) -> NewEvent:
    return NewEvent(
        action=Action.RECALL_ANSWERED_BY_DESK if recipient.is_answered_by_desk else Action.RECALL_CONFIRMED,
        at=at,
        by_key=by.key,
        organisation_key=recipient.organisation.key,
        data={"evidence_sha256": get_text_digest(recipient.evidence), **get_event_data(recipient.recall)},
    )


def note_opened(*, recipient: RecallRecipient, by: User, at: datetime) -> None:
    """Record that a member read the recall in the portal, once for each person."""
    opened = LedgerEvent.objects.filter(
        action=Action.RECALL_OPENED,
        organisation_key=recipient.organisation.key,
        by_key=by.key,
        data__recall=recipient.recall_id,
    )
    if opened.exists():
        return
    with transaction.atomic():
        lock_head()
        if not opened.exists():
            record(
                action=Action.RECALL_OPENED,
                at=at,
                by_key=by.key,
                organisation_key=recipient.organisation.key,
                data=get_event_data(recipient.recall),
            )


LIFTED_SHOWN = timedelta(days=30)
"""How long the portal says that a recall was lifted."""


def get_lifted_recalls(organisation_keys: list[UUID], *, at: datetime) -> list[RecallRecipient]:
    """Return the recalls of these organisations that were lifted in the last 30 days, the newest first."""
    lifted = RecallRecipient.objects.filter(organisation__key__in=organisation_keys)
    lifted = lifted.filter(recall__lifted_at__gt=at - LIFTED_SHOWN).select_related("recall", "organisation")
    return list(lifted.order_by("-recall__lifted_at", "pk"))


def get_open_recalls(organisation_keys: list[UUID]) -> list[RecallRecipient]:
    """Return the unconfirmed recalls of these organisations, nearest deadline first."""
    return list(
        RecallRecipient.objects.filter(organisation__key__in=organisation_keys)
        .unanswered()
        .filter(recall__lifted_at__isnull=True)
        .select_related("recall", "organisation")
        .order_by("recall__is_rehearsal", "recall__deadline", "pk")
    )
