"""A mail to the desk about a recall that somebody hasn't answered, a day after the deadline and the lead's mail.

If nobody at the desk can be mailed, the recall's board, the admin's first page, ``/readyz`` and the doctor say so.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import DatabaseError, models, transaction
from django.db.models import Exists, OuterRef
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from cms.users.models import User
from cms.users.roles import Role
from outreach.ledger.actions import Action
from outreach.ledger.ledger import SYSTEM, record
from outreach.recalls.events import get_event_data
from outreach.recalls.mailing import send
from outreach.recalls.models import Recall, RecallQuerySet, RecallRecipient
from outreach.recalls.titles import get_title

TELL_DESK_AFTER = timedelta(days=1)
DESK = (Role.OUTREACH_OFFICER, Role.DESK_LEAD)


def tell_desk(*, at: datetime) -> None:
    """Tell the desk, once for each recall, who hasn't answered. May run at any time."""
    for recall in find_untold(at=at):
        _tell_desk(recall.pk, at=at)


def find_untold(*, at: datetime) -> RecallQuerySet:
    """Return the recalls of which the desk should have been told by now that somebody hasn't answered."""
    return find_overdue(at=at - TELL_DESK_AFTER).filter(desk_told_at__isnull=True)


def find_overdue(*, at: datetime) -> RecallQuerySet:
    """Return the recalls that aren't closed and that somebody hasn't answered by their deadline, the first first."""
    due = Recall.objects.under_way().filter(deadline__lte=at).order_by("deadline", "pk")
    return due.filter(Exists(RecallRecipient.objects.unanswered().filter(recall=OuterRef("pk"))))


def find_desk() -> models.QuerySet[User]:
    """Return the outreach officers and desk leads who can be mailed."""
    desk = User.objects.filter(groups__name__in=[role.value for role in DESK], is_active=True).exclude(email="")
    return desk.order_by("pk").distinct()


def describe_health() -> list[dict[str, int]]:
    """Return what ``/readyz`` says: of how many recalls without an answer nobody at the desk could be told."""
    try:
        return [{"recalls_desk_not_told": find_untold(at=timezone.now()).count()}]
    except DatabaseError:
        return []


@transaction.atomic
def _tell_desk(pk: int, *, at: datetime) -> None:
    recall = Recall.objects.select_for_update(of=("self",)).under_way().filter(pk=pk, desk_told_at__isnull=True).first()
    if recall is None:
        return
    waiting = list(recall.recipients.unanswered().select_related("organisation").order_by("pk"))
    people = [user for user in find_desk() if _send_to_desk(recall, waiting, user=user)]
    if not people:
        return
    Recall.objects.filter(pk=pk).update(desk_told_at=at)
    data = {"people": [user.key for user in people], "unanswered": len(waiting), **get_event_data(recall)}
    record(action=Action.RECALL_ESCALATED, at=at, by_key=SYSTEM, edition=recall.edition_key, data=data)


def _send_to_desk(recall: Recall, waiting: list[RecallRecipient], *, user: User) -> bool:
    with translation.override(user.interface_language):
        title = get_title(recall, language=user.interface_language)
        context = {
            "recall": recall,
            "title": title,
            "waiting": waiting,
            "address": f"{settings.SITE_ADDRESS}{reverse('outreach_recall_calls', args=[recall.pk])}",
        }
        body = render_to_string("recalls/desk_mail.txt", context)
        subject = _("Recall not answered: %(title)s") % {"title": title}
        return send(subject, body, recall=recall, user=user)
