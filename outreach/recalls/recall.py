"""Sending a recall to the organisations that hold an item or edition, and recording that they removed it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.dispatch import Signal
from django.utils.translation import gettext as _

from cms.jobs.queue import enqueue
from cms.users.models import User
from outreach.holdings.holdings import ref_of
from outreach.holdings.models import HeldItem, HeldItemQuerySet
from outreach.ledger.actions import Action
from outreach.ledger.ledger import NewEvent, append, lock_head
from outreach.organisations.models import Organisation
from outreach.recalls.models import Recall, RecallRecipient

item_recalled = Signal()
"""Sent after commit. Arguments: kind, key, language ("" for all), edition_key, recall_id."""


@dataclass(frozen=True)
class RecallTarget:
    """An item in one language, an item in all languages (``language=""``), or a whole edition."""

    title: str
    kind: str = ""
    key: str = ""
    language: str = ""
    edition_key: str = ""


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
        title=target.title[:255],
        reason=reason,
        deadline=deadline,
        sent_at=at,
        sent_by=by,
    )
    rows = list(_find_recalled(recall).filter(recalled_at__isnull=True).order_by("pk"))
    append([_make_event(row, Action.RECALLED, recall=recall, by=by, at=at) for row in rows])
    holders = {row.organisation_key for row in _find_recalled(recall).held()}
    RecallRecipient.objects.bulk_create(
        RecallRecipient(recall=recall, organisation=organisation)
        for organisation in Organisation.objects.filter(key__in=holders)
    )
    _send_mails_and_signal(recall, by=by)
    return recall


def _require_sendable(*, target: RecallTarget, reason: str, deadline: datetime, at: datetime) -> None:
    if not target.edition_key and not (target.kind and target.key):
        raise RecallRefused(_("Choose what to recall: an item or an edition."))
    if not reason.strip():
        raise RecallRefused(_("Give a reason for the recall: the organisations that must take it down will read it."))
    if deadline <= at:
        raise RecallRefused(_("The deadline has already passed."))


def _find_recalled(recall: Recall) -> HeldItemQuerySet:
    rows = HeldItem.objects.filter(removed_at__isnull=True)
    if recall.edition_key:
        return rows.filter(edition_key=recall.edition_key)
    return rows.of_item(kind=recall.kind, key=recall.key, language=recall.language)


def _make_event(row: HeldItem, action: Action, *, recall: Recall, by: User, at: datetime) -> NewEvent:
    return NewEvent(
        action=action,
        at=at,
        by_key=by.key,
        organisation_key=row.organisation_key,
        item=ref_of(row),
        edition=row.edition_key,
        data={"recall": recall.pk, "title": row.title},
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
    rows = list(_find_recalled(recall).filter(organisation_key=recipient.organisation.key).order_by("pk"))
    events = [_make_event(row, Action.REMOVED, recall=recall, by=by, at=at) for row in rows]
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


def is_recalled(*, organisation_key: UUID, edition_key: str) -> bool:
    """Return True if the edition, or an item in it, was recalled from the organisation."""
    rows = HeldItem.objects.filter(organisation_key=organisation_key, edition_key=edition_key)
    return rows.filter(Q(recalled_at__isnull=False)).exists()
