"""Lifting a recall that was a mistake: one person proposes it, a second one lifts it, and the holders are told.

From then on the recall keeps nothing back. What else may not leave, another recall or a withdrawal, stays so. A job
records at every organisation that its material is no longer recalled, and tells who had to answer.
"""

from datetime import datetime

from django.db import transaction
from django.dispatch import Signal
from django.utils.translation import gettext as _

from cms.jobs.queue import enqueue
from cms.users.models import User
from outreach.ledger.actions import Action
from outreach.ledger.ledger import SYSTEM, NewEvent, append, lock_head, record
from outreach.recalls.derivation import get_text_digest
from outreach.recalls.events import get_event_data, make_held_event
from outreach.recalls.holders import find_held
from outreach.recalls.models import Recall
from outreach.recalls.recall import RecallRefused

JOB = "recalls.lift"
recall_lifted = Signal()
"""Sent by the job of a lifted recall. Arguments: ``recall``."""


@transaction.atomic
def propose_lifting(*, recall: Recall, reason: str, by: User, at: datetime) -> Recall:
    """Propose to lift the recall and return it; raise ``RecallRefused``. Everything is kept back until it is lifted."""
    if not reason.strip():
        raise RecallRefused(_("Say why the recall is lifted: the organisations that had to answer will read it."))
    recall = _lock(recall)
    if recall.lift_proposed_at is not None:
        raise RecallRefused(_("It was already proposed to lift this recall. Approve or reject that first."))
    if recall.addressed_at is None:
        raise RecallRefused(_("Who holds it is still being found out. Wait for that before you propose to lift it."))
    _write_proposal(recall, reason=reason.strip(), by=by, at=at)
    digest = {"reason_sha256": get_text_digest(recall.lift_reason)}
    _record(recall, Action.LIFTING_PROPOSED, by=by, at=at, data=digest)
    return recall


@transaction.atomic
def reject_lifting(*, recall: Recall, by: User, at: datetime) -> Recall:
    """Drop the proposal to lift the recall, one's own too, and return the recall; raise ``RecallRefused``."""
    recall = _lock_proposed(recall)
    _write_proposal(recall, reason="", by=None, at=None)
    _record(recall, Action.LIFTING_REJECTED, by=by, at=at, data={})
    return recall


@transaction.atomic
def lift_recall(*, recall: Recall, by: User, at: datetime) -> Recall:
    """Lift the recall, as a second person, and return it; raise ``RecallRefused``. It holds at once."""
    recall = _lock_proposed(recall)
    if recall.lift_proposed_by_id == by.pk:
        raise RecallRefused(_("You proposed this yourself. A second person has to lift the recall."))
    recall.lifted_at, recall.lifted_by = at, by
    recall.save(update_fields=["lifted_at", "lifted_by"])
    _record(recall, Action.RECALL_LIFTED, by=by, at=at, data={})
    enqueue(kind=JOB, key=f"recall:{recall.pk}", params={"recall": recall.pk}, by=by)
    return recall


@transaction.atomic
def release_holdings(recall: Recall, *, at: datetime) -> int:
    """Record at every organisation what is no longer recalled, and return how many events that took.

    What another recall in force reaches stays recalled. May be interrupted and run again.
    """
    lock_head()
    recalled = [entry for entry in find_held(recall.target, at=recall.sent_at) if entry.row.recalled_at is not None]
    others = [other for other in Recall.objects.in_force().order_by("pk") if other.pk != recall.pk]
    kept = {entry.row.pk for other in others for entry in find_held(other.target, at=other.sent_at) if entry.is_whole}
    freed = [entry for entry in recalled if entry.row.pk not in kept]
    events = [
        make_held_event(entry, Action.NO_LONGER_RECALLED, recall=recall, by_key=SYSTEM, at=at)
        for entry in freed
        if entry.is_whole
    ]
    if recall.edition_key and not any(other.edition_key == recall.edition_key for other in others):
        holders = dict.fromkeys(entry.row.organisation_key for entry in recalled)
        data = get_event_data(recall)
        events += [
            NewEvent(
                action=Action.NO_LONGER_RECALLED,
                at=at,
                by_key=SYSTEM,
                organisation_key=holder,
                edition=recall.edition_key,
                data=data,
            )
            for holder in holders
        ]
    return len(append(events))


def _lock(recall: Recall) -> Recall:
    """Lock the recall, then the ledger's end; raise ``RecallRefused`` for a rehearsal and for one that was lifted."""
    recall = Recall.objects.select_for_update(of=("self",)).get(pk=recall.pk)
    lock_head()
    if recall.is_rehearsal:
        raise RecallRefused(_("A rehearsal keeps nothing back, so there is nothing to lift. Close it."))
    if recall.lifted_at is not None:
        raise RecallRefused(_("This recall has been lifted already. Nothing was changed."))
    return recall


def _lock_proposed(recall: Recall) -> Recall:
    recall = _lock(recall)
    if recall.lift_proposed_at is None:
        raise RecallRefused(_("Nobody has proposed to lift this recall. Nothing was changed."))
    return recall


def _write_proposal(recall: Recall, *, reason: str, by: User | None, at: datetime | None) -> None:
    recall.lift_reason, recall.lift_proposed_by, recall.lift_proposed_at = reason, by, at
    recall.save(update_fields=["lift_reason", "lift_proposed_by", "lift_proposed_at"])


def _record(recall: Recall, action: Action, *, by: User, at: datetime, data: dict[str, str]) -> None:
    record(action=action, at=at, by_key=by.key, edition=recall.edition_key, data={**data, **get_event_data(recall)})
