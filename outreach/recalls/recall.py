"""Recalls: who holds the thing is told, has a deadline, confirms with evidence, and is reminded."""

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
from outreach.recalls.models import Recall, RecallNotice

item_recalled = Signal()
"""Sent after commit with kind, key, language ("" for all), edition_key, recall_id: posters, screens, links listen."""


@dataclass(frozen=True)
class RecallTarget:
    """What is recalled: an item in one language (or in all: ""), or an edition as a whole."""

    title: str
    kind: str = ""
    key: str = ""
    language: str = ""
    edition_key: str = ""


class RecallRefused(Exception):
    """The recall can't be sent or confirmed as asked; the text says why."""


@transaction.atomic
def send_recall(*, target: RecallTarget, reason: str, deadline: datetime, by: User, at: datetime) -> Recall:
    """Recall from the organisations that hold the target and haven't removed it, and from no other.

    What was only offered can't be fetched any more either. Raise ``RecallRefused`` without a target, without a
    reason, or with a deadline that has passed.
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
    append([_make_entry(row, Action.RECALLED, recall=recall, by=by, at=at) for row in rows])
    holders = {row.organisation_key for row in _find_recalled(recall).held()}
    RecallNotice.objects.bulk_create(
        RecallNotice(recall=recall, organisation=organisation)
        for organisation in Organisation.objects.filter(key__in=holders)
    )
    _announce(recall, by=by)
    return recall


def _require_sendable(*, target: RecallTarget, reason: str, deadline: datetime, at: datetime) -> None:
    if not target.edition_key and not (target.kind and target.key):
        raise RecallRefused(_("Say what is recalled: an item or an edition."))
    if not reason.strip():
        raise RecallRefused(_("Say why it is recalled: those who must take it down will read the reason."))
    if deadline <= at:
        raise RecallRefused(_("The deadline has passed already."))


def _find_recalled(recall: Recall) -> HeldItemQuerySet:
    rows = HeldItem.objects.filter(removed_at__isnull=True)
    if recall.edition_key:
        return rows.filter(edition_key=recall.edition_key)
    return rows.of_item(kind=recall.kind, key=recall.key, language=recall.language)


def _make_entry(row: HeldItem, action: Action, *, recall: Recall, by: User, at: datetime) -> NewEvent:
    return NewEvent(
        action=action,
        at=at,
        by_key=by.key,
        organisation_key=row.organisation_key,
        item=ref_of(row),
        edition=row.edition_key,
        data={"recall": recall.pk, "title": row.title},
    )


def _announce(recall: Recall, *, by: User) -> None:
    enqueue(kind="recalls.mail_notices", key=f"recall:{recall.pk}", params={"recall": recall.pk}, user=by)
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
def confirm_removal(*, notice: RecallNotice, evidence: str, by: User, at: datetime) -> RecallNotice:
    """Record that the organisation took it down. Confirming twice changes nothing and keeps the first confirmation."""
    lock_head()
    notice = RecallNotice.objects.select_for_update().select_related("recall", "organisation").get(pk=notice.pk)
    if notice.confirmed_at is not None:
        return notice
    recall = notice.recall
    rows = list(_find_recalled(recall).filter(organisation_key=notice.organisation.key).order_by("pk"))
    entries = [_make_entry(row, Action.REMOVED, recall=recall, by=by, at=at) for row in rows]
    if recall.edition_key:
        entries.append(_make_edition_entry(notice, evidence=evidence, by=by, at=at))
    append(entries)
    notice.confirmed_at = at
    notice.confirmed_by = by
    notice.evidence = evidence
    notice.save(update_fields=["confirmed_at", "confirmed_by", "evidence"])
    return notice


def _make_edition_entry(notice: RecallNotice, *, evidence: str, by: User, at: datetime) -> NewEvent:
    return NewEvent(
        action=Action.REMOVED,
        at=at,
        by_key=by.key,
        organisation_key=notice.organisation.key,
        edition=notice.recall.edition_key,
        data={"recall": notice.recall_id, "evidence": evidence},
    )


def get_open_notices(organisation_keys: list[UUID]) -> list[RecallNotice]:
    """Return what these organisations must still take down, the nearest deadline first."""
    return list(
        RecallNotice.objects.filter(organisation__key__in=organisation_keys, confirmed_at__isnull=True)
        .select_related("recall", "organisation")
        .order_by("recall__deadline", "pk")
    )


def is_recalled(*, organisation_key: UUID, edition_key: str) -> bool:
    """Say whether the edition, or an item in it, was recalled from the organisation."""
    rows = HeldItem.objects.filter(organisation_key=organisation_key, edition_key=edition_key)
    return rows.filter(Q(recalled_at__isnull=False)).exists()
