"""Sending a recall to the organisations that hold an item or edition, and recording that they removed it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.dispatch import Signal
from django.utils.translation import gettext as _

from cms.jobs.queue import enqueue
from cms.users.models import User
from outreach.holdings.holdings import ref_of
from outreach.ledger.actions import Action
from outreach.ledger.ledger import NewEvent, append, lock_head
from outreach.organisations.models import Organisation
from outreach.recalls.holders import HeldTarget, find_held, find_recalled
from outreach.recalls.models import Recall, RecallRecipient
from outreach.recalls.targets import RecallTarget

item_recalled = Signal()
"""Sent after commit. Arguments: kind, key, language ("" for all), edition_key, recall_id."""


class RecallRefused(Exception):
    """The recall can't be sent as requested; the text says why."""


@transaction.atomic
def send_recall(*, target: RecallTarget, reason: str, deadline: datetime, by: User, at: datetime) -> Recall:
    """Recall the target from every organisation that holds it and has not removed it, and return the recall.

    Organisations that were only offered it can no longer download it. Raise ``RecallRefused`` without a target,
    without a reason, or with a deadline that has passed.
    """
    _require_sendable(target=target, reason=reason, deadline=deadline, at=at)
    lock_head()
    recall = Recall.objects.create(
        kind=target.kind,
        key=target.key,
        language=target.language,
        edition_key=target.edition_key,
        source=target.source,
        fact_key=target.fact_key,
        fact_version=target.fact_version,
        title=target.title[:255],
        reason=reason,
        deadline=deadline,
        sent_at=at,
        sent_by=by,
    )
    held = find_held(target, at=at)
    unrecalled = [entry for entry in held if entry.row.recalled_at is None]
    append([_make_event(entry, Action.RECALLED, recall=recall, by=by, at=at) for entry in unrecalled])
    holders = {entry.row.organisation_key for entry in held if entry.row.held_at is not None}
    RecallRecipient.objects.bulk_create(
        RecallRecipient(recall=recall, organisation=organisation)
        for organisation in Organisation.objects.filter(key__in=holders)
    )
    _send_mails_and_signal(recall, by=by)
    return recall


def _require_sendable(*, target: RecallTarget, reason: str, deadline: datetime, at: datetime) -> None:
    if not target.is_named:
        raise RecallRefused(_("Choose what to recall: an item, an edition, a poster, a picture, a film or a fact."))
    if not reason.strip():
        raise RecallRefused(_("Give a reason for the recall: the organisations that must take it down will read it."))
    if deadline <= at:
        raise RecallRefused(_("The deadline has already passed."))


def _make_event(entry: HeldTarget, action: Action, *, recall: Recall, by: User, at: datetime) -> NewEvent:
    return NewEvent(
        action=action,
        at=at,
        by_key=by.key,
        organisation_key=entry.row.organisation_key,
        item=ref_of(entry.row),
        edition=entry.row.edition_key,
        data={"recall": recall.pk, "title": entry.row.title, **({} if entry.is_whole else {"part": True})},
    )


def _send_mails_and_signal(recall: Recall, *, by: User) -> None:
    enqueue(kind="recalls.mail_notices", key=f"recall:{recall.pk}", params={"recall": recall.pk}, by=by)
    transaction.on_commit(
        lambda: item_recalled.send_robust(
            sender=Recall,
            kind=recall.kind,
            key=recall.key,
            language=recall.language,
            edition_key=recall.edition_key,
            recall_id=recall.pk,
        )
    )


@transaction.atomic
def confirm_removal(*, recipient: RecallRecipient, evidence: str, by: User, at: datetime) -> RecallRecipient:
    """Record that the organisation took it down. A second confirmation changes nothing: the first one is kept."""
    lock_head()
    recipient = (
        RecallRecipient.objects.select_for_update().select_related("recall", "organisation").get(pk=recipient.pk)
    )
    if recipient.confirmed_at is not None:
        return recipient
    recall = recipient.recall
    held = [
        entry
        for entry in find_recalled(recall.target, sent_at=recall.sent_at)
        if entry.row.organisation_key == recipient.organisation.key
    ]
    events = [_make_event(entry, Action.REMOVED, recall=recall, by=by, at=at) for entry in held]
    if recall.edition_key:
        events.append(_make_edition_event(recipient, evidence=evidence, by=by, at=at))
    append(events)
    recipient.confirmed_at = at
    recipient.confirmed_by = by
    recipient.evidence = evidence
    recipient.save(update_fields=["confirmed_at", "confirmed_by", "evidence"])
    return recipient


def _make_edition_event(recipient: RecallRecipient, *, evidence: str, by: User, at: datetime) -> NewEvent:
    return NewEvent(
        action=Action.REMOVED,
        at=at,
        by_key=by.key,
        organisation_key=recipient.organisation.key,
        edition=recipient.recall.edition_key,
        data={"recall": recipient.recall_id, "evidence": evidence},
    )


def get_open_recalls(organisation_keys: list[UUID]) -> list[RecallRecipient]:
    """Return the unconfirmed recalls of these organisations, nearest deadline first."""
    return list(
        RecallRecipient.objects.filter(organisation__key__in=organisation_keys, confirmed_at__isnull=True)
        .select_related("recall", "organisation")
        .order_by("recall__deadline", "pk")
    )
