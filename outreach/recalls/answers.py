"""The answers of organisations to a recall, and the desk's on behalf of one that can't answer."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from cms.users.models import User
from outreach.holdings.holdings import ref_of
from outreach.ledger.actions import Action
from outreach.ledger.ledger import NewEvent, append, lock_head, record
from outreach.ledger.models import LedgerEvent
from outreach.recalls.derivation import get_text_digest
from outreach.recalls.holders import HeldTarget, find_recalled
from outreach.recalls.models import RecallRecipient
from outreach.recalls.recall import RecallRefused, name


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
    recipient.confirmed_at, recipient.confirmed_by = at, by
    recipient.evidence, recipient.is_answered_by_desk = evidence, is_by_desk
    recipient.save(update_fields=["confirmed_at", "confirmed_by", "evidence", "is_answered_by_desk"])
    append([*_make_removals(recipient), _make_event(recipient)])
    return recipient


def _make_removals(recipient: RecallRecipient) -> list[NewEvent]:
    """Return the events of what was removed; in a rehearsal nothing was."""
    recall = recipient.recall
    if recall.is_rehearsal:
        return []
    held = [
        entry
        for entry in find_recalled(recall.target, sent_at=recall.sent_at)
        if entry.row.organisation_key == recipient.organisation.key
    ]
    return [*(_make_removal(recipient, entry) for entry in held), *_make_edition_removal(recipient)]


def _make_removal(recipient: RecallRecipient, entry: HeldTarget) -> NewEvent:
    return NewEvent(
        action=Action.REMOVED,
        at=_get_moment(recipient),
        by_key=_get_by_key(recipient),
        organisation_key=entry.row.organisation_key,
        item=ref_of(entry.row),
        edition=entry.row.edition_key,
        data={"title": entry.row.title, **name(recipient.recall), **({} if entry.is_whole else {"part": True})},
    )


def _make_edition_removal(recipient: RecallRecipient) -> list[NewEvent]:
    if not recipient.recall.edition_key:
        return []
    return [
        NewEvent(
            action=Action.REMOVED,
            at=_get_moment(recipient),
            by_key=_get_by_key(recipient),
            organisation_key=recipient.organisation.key,
            edition=recipient.recall.edition_key,
            data=name(recipient.recall),
        )
    ]


def _make_event(recipient: RecallRecipient) -> NewEvent:
    return NewEvent(
        action=Action.RECALL_ANSWERED_BY_DESK if recipient.is_answered_by_desk else Action.RECALL_CONFIRMED,
        at=_get_moment(recipient),
        by_key=_get_by_key(recipient),
        organisation_key=recipient.organisation.key,
        data={"evidence_sha256": get_text_digest(recipient.evidence), **name(recipient.recall)},
    )


def _get_moment(recipient: RecallRecipient) -> datetime:
    if recipient.confirmed_at is None:
        raise ValueError("Only an answer is recorded.")
    return recipient.confirmed_at


def _get_by_key(recipient: RecallRecipient) -> str:
    return recipient.confirmed_by.key if recipient.confirmed_by else ""


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
                data=name(recipient.recall),
            )


def get_open_recalls(organisation_keys: list[UUID]) -> list[RecallRecipient]:
    """Return the unconfirmed recalls of these organisations, nearest deadline first."""
    return list(
        RecallRecipient.objects.filter(organisation__key__in=organisation_keys)
        .unanswered()
        .select_related("recall", "organisation")
        .order_by("recall__is_rehearsal", "recall__deadline", "pk")
    )
