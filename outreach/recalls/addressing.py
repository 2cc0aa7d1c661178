"""The addressees of a recall: every organisation that holds what is recalled. May be interrupted and run again."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from outreach.ledger.actions import Action
from outreach.ledger.ledger import SYSTEM, NewEvent, append, lock_head, record
from outreach.ledger.models import LedgerEvent
from outreach.organisations.models import Organisation
from outreach.recalls.events import get_event_data, make_held_event
from outreach.recalls.holders import HeldTarget, find_held
from outreach.recalls.models import Recall, RecallRecipient
from outreach.recalls.recall import recall_announced

BATCH = 25
"""Organisations in one transaction: others can append to the ledger between two of them."""

Progress = Callable[[int, int], None]


def announce(recall: Recall) -> None:
    """Tell the other apps of the recall. A rehearsal is none of their business."""
    if recall.is_rehearsal:
        return
    recall_announced.send_robust(
        sender=Recall,
        kind=recall.kind,
        key=recall.key,
        language=recall.language,
        edition_key=recall.edition_key,
        recall_id=recall.pk,
    )


def address_holders(recall: Recall, *, at: datetime, progress: Progress) -> int:
    """Record at every organisation that it is recalled, and who of them must answer; return how many must.

    What an earlier run recorded isn't recorded again; who has come to hold it since, by a download that was under way,
    is addressed too.
    """
    by_organisation: dict[UUID, list[HeldTarget]] = defaultdict(list)
    for entry in find_held(recall.target, at=recall.sent_at):
        by_organisation[entry.row.organisation_key].append(entry)
    keys = list(by_organisation)
    for start in range(0, len(keys), BATCH):
        _address({key: by_organisation[key] for key in keys[start : start + BATCH]}, recall=recall)
        progress(min(start + BATCH, len(keys)), len(keys))
    _note_found(recall, at=at)
    return recall.recipients.count()


@transaction.atomic
def _note_found(recall: Recall, *, at: datetime) -> None:
    """Record, once, that all are known who must answer: the recall can be closed from now on."""
    if not Recall.objects.filter(pk=recall.pk, addressed_at__isnull=True).update(addressed_at=at):
        return
    data = {"addressed": recall.recipients.count(), **get_event_data(recall)}
    record(action=Action.RECALL_HOLDERS_FOUND, at=at, by_key=SYSTEM, edition=recall.edition_key, data=data)


def address_late_holders(*, at: datetime) -> None:
    """Address who came to hold something after its recall had been sent; the scheduler runs it."""
    for recall in Recall.objects.under_way().filter(addressed_at__isnull=False):
        address_holders(recall, at=at, progress=lambda done, total: None)


@transaction.atomic
def _address(batch: Mapping[UUID, list[HeldTarget]], *, recall: Recall) -> None:
    lock_head()
    events = LedgerEvent.objects.filter(
        action=Action.RECALLED, organisation_key__in=batch, data__recall=recall.pk
    ).values_list("organisation_key", flat=True)
    marked = set(events)
    addressed = set(recall.recipients.values_list("organisation__key", flat=True))
    new: list[NewEvent] = []
    holders: set[UUID] = set()
    for key, entries in batch.items():
        current = [] if key in marked else [entry for entry in entries if _is_to_be_marked(entry, recall=recall)]
        new += [
            make_held_event(entry, Action.RECALLED, recall=recall, by_key=get_by_key(recall), at=recall.sent_at)
            for entry in current
        ]
        if recall.edition_key and key not in marked and not recall.is_rehearsal:
            new.append(_make_edition_event(key, recall=recall))
        if key not in addressed and any(entry.row.held_at is not None for entry in entries):
            holders.add(key)
    organisations = list(Organisation.objects.filter(key__in=holders).order_by("pk"))
    RecallRecipient.objects.bulk_create(
        RecallRecipient(recall=recall, organisation=organisation) for organisation in organisations
    )
    append([*new, *(_make_addressed_event(organisation, recall=recall) for organisation in organisations)])


def _is_to_be_marked(entry: HeldTarget, *, recall: Recall) -> bool:
    return not recall.is_rehearsal and entry.row.recalled_at is None


def _make_edition_event(organisation_key: UUID, *, recall: Recall) -> NewEvent:
    """Return the event of an edition that is recalled as a whole, after those of the items in it."""
    return NewEvent(
        action=Action.RECALLED,
        at=recall.sent_at,
        by_key=get_by_key(recall),
        organisation_key=organisation_key,
        edition=recall.edition_key,
        data=get_event_data(recall),
    )


def _make_addressed_event(organisation: Organisation, *, recall: Recall) -> NewEvent:
    return NewEvent(
        action=Action.RECALL_ADDRESSED,
        at=recall.sent_at,
        by_key=get_by_key(recall),
        organisation_key=organisation.key,
        data=get_event_data(recall),
    )


def get_by_key(recall: Recall) -> str:
    return recall.sent_by.key if recall.sent_by else SYSTEM
