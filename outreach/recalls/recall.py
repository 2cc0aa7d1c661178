"""Sending a recall, in force at once: ``availability.surroundings`` reads it for every file that leaves.

A job finds who must take it down, and tells them.
"""

from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.dispatch import Signal
from django.utils.translation import gettext as _

from cms.jobs.queue import enqueue
from cms.users.models import User
from outreach.ledger.actions import Action
from outreach.ledger.ledger import NewEvent, append, lock_head
from outreach.recalls.derivation import get_digest
from outreach.recalls.events import get_event_data
from outreach.recalls.models import Recall
from outreach.recalls.targets import TARGET_FIELDS, RecallTarget

JOB = "recalls.address_holders"
recall_announced = Signal()
"""Sent by the recall's job. Arguments: kind, key, language ("" for all), edition_key, recall_id."""


class RecallRefused(Exception):
    """The recall can't be sent, answered or closed as asked; the text says why."""


@transaction.atomic
def send_recall(
    *,
    target: RecallTarget,
    reason: str,
    deadline: datetime,
    by: User,
    at: datetime,
    is_rehearsal: bool = False,
    request_key: UUID | None = None,
) -> Recall:
    """Recall the target and return the recall. Nothing of it leaves from this moment on, unless it is a rehearsal.

    A second request with the same key returns the recall of the first. Raise ``RecallRefused`` if it asks for another
    one, and without a target, without a reason, or with a deadline that has passed.
    """
    _require_sendable(target=target, reason=reason, deadline=deadline, at=at)
    lock_head()
    asked = {name: getattr(target, name) for name in TARGET_FIELDS}
    asked |= {"reason": reason, "deadline": deadline, "is_rehearsal": is_rehearsal}
    recall, is_new = Recall.objects.get_or_create(
        request_key=request_key or uuid4(),
        defaults={**asked, "title": target.title[:255], "sent_at": at, "sent_by": by},
    )
    if is_new:
        append([_make_event(recall, by=by)])
        enqueue(kind=JOB, key=f"recall:{recall.pk}", params={"recall": recall.pk}, by=by)
    elif any(getattr(recall, name) != value for name, value in asked.items()):
        raise RecallRefused(_("This form was sent before, with other words in it. Open a new form for this recall."))
    return recall


def _make_event(recall: Recall, *, by: User) -> NewEvent:
    """Return the event of the recall itself, which is recorded even if nobody holds what is recalled."""
    return NewEvent(
        action=Action.RECALL_SENT,
        at=recall.sent_at,
        by_key=by.key,
        edition=recall.edition_key,
        data={"recall_sha256": get_digest(recall), "title": recall.title, **get_event_data(recall)},
    )


def _require_sendable(*, target: RecallTarget, reason: str, deadline: datetime, at: datetime) -> None:
    if not target.is_named:
        raise RecallRefused(_("Choose what to recall: an item, an edition, a poster, a picture, a film or a fact."))
    if not reason.strip():
        raise RecallRefused(_("Give a reason for the recall: the organisations that must take it down will read it."))
    if deadline <= at:
        raise RecallRefused(_("The deadline has already passed. Choose a later one."))
