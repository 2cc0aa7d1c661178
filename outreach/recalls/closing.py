"""Closing a recall: when all have answered, or with a reason for each that hasn't."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cms.users.models import User
from outreach.ledger.actions import Action
from outreach.ledger.ledger import record
from outreach.recalls.derivation import get_text_digest
from outreach.recalls.events import get_event_data
from outreach.recalls.models import Recall
from outreach.recalls.recall import RecallRefused


@transaction.atomic
def close_recall(*, recall: Recall, reasons: Mapping[int, str], by: User, at: datetime) -> Recall:
    """Close the recall and return it; ``reasons`` says of each recipient without an answer why, by primary key.

    A closed recall stays as it was closed; an organisation may still answer. Raise ``RecallRefused`` while recipients
    are being found, and for a recipient without an answer and without a reason.
    """
    recall = Recall.objects.select_for_update(of=("self",)).get(pk=recall.pk)
    if recall.closed_at is not None:
        return recall
    if recall.addressed_at is None:
        raise RecallRefused(_("Who holds it is still being found out. Wait for that before you close the recall."))
    unanswered = list(
        recall.recipients.select_for_update(of=("self",)).unanswered().select_related("organisation").order_by("pk")
    )
    for recipient in unanswered:
        recipient.unanswered_reason = reasons.get(recipient.pk, "").strip()
        if not recipient.unanswered_reason:
            raise RecallRefused(
                _("%(organisation)s has not answered. Say why, and what was done about it.")
                % {"organisation": recipient.organisation.name}
            )
        recipient.save(update_fields=["unanswered_reason"])
    recall.closed_at, recall.closed_by = at, by
    recall.save(update_fields=["closed_at", "closed_by"])
    digests = {str(each.organisation.key): get_text_digest(each.unanswered_reason) for each in unanswered}
    record(
        action=Action.RECALL_CLOSED,
        at=at,
        by_key=by.key,
        edition=recall.edition_key,
        data={"unanswered": digests, **get_event_data(recall)},
    )
    return recall
