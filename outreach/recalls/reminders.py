"""Mails about recalls in the recipient's language: the notice, a reminder, after the deadline a word to the lead, and
that the recall was lifted.

Each is sent once. A person whose mail can't be sent is not notified: the desk finds them on its telephone list. If a
process ends while it mails an organisation, all of its members are mailed again. Nobody is mailed about a rehearsal.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from cms.users.models import User
from outreach.ledger.actions import Action
from outreach.ledger.ledger import SYSTEM, record
from outreach.organisations.members import leads_of, members_of
from outreach.organisations.models import Membership
from outreach.recalls.events import get_event_data
from outreach.recalls.mailing import send
from outreach.recalls.models import Recall, RecallRecipient
from outreach.recalls.titles import Titles

REMIND_BEFORE = timedelta(days=2)
"""How long before the deadline organisations that haven't confirmed are reminded."""
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class RecallMail:
    """A mail about a recall: the field for when it was sent, and the condition under which it is due."""

    field: str
    due: Q
    action: Action = Action.RECALL_REMINDED


OPEN = Q(confirmed_at__isnull=True, recall__closed_at__isnull=True, recall__lifted_at__isnull=True)
LIFTED = "lift_notified_at"


def get_mails(*, at: datetime) -> list[RecallMail]:
    """Return the mails to organisations with their conditions at this time.

    The reminder waits at least a day after the first mail, so that a short deadline doesn't bring both at once.
    """
    return [
        RecallMail("notified_at", OPEN, Action.RECALL_NOTIFIED),
        RecallMail(
            "reminded_at",
            OPEN
            & Q(
                recall__deadline__lte=at + REMIND_BEFORE,
                recall__deadline__gt=at,
                notified_at__lt=at - REMIND_BEFORE / 2,
            ),
        ),
        RecallMail("overdue_notice_sent_at", OPEN & Q(recall__deadline__lte=at)),
        RecallMail(LIFTED, Q(recall__lifted_at__isnull=False), Action.LIFTING_NOTIFIED),
    ]


def send_due_mails(*, at: datetime, only: Recall | None = None, progress: Progress = lambda done, total: None) -> int:
    """Send every mail that is due and was not sent; return how many recipients were mailed. May run at any time.

    Of ``only`` one recall, if given.
    """
    due = [(pk, mail) for mail in get_mails(at=at) for pk in _list_due(mail, only=only)]
    count, titles = 0, Titles()
    for done, (pk, mail) in enumerate(due, start=1):
        count += _mail(pk, mail, titles=titles, at=at)
        progress(done, len(due))
    return count


def _list_due(mail: RecallMail, *, only: Recall | None) -> list[int]:
    reachable = Membership.objects.filter(organisation=OuterRef("organisation"), user__is_active=True)
    due = (
        RecallRecipient.objects.in_earnest()
        .filter(mail.due, Exists(reachable.exclude(user__email="")))
        .filter(**{f"{mail.field}__isnull": True})
    )
    due = due.filter(recall=only) if only else due
    return list(due.order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def _mail(pk: int, mail: RecallMail, *, titles: Titles, at: datetime) -> int:
    waiting = RecallRecipient.objects.filter(mail.due, **{f"{mail.field}__isnull": True})
    recipient = waiting.select_for_update(of=("self",)).select_related("recall", "organisation").filter(pk=pk).first()
    if recipient is None:
        return 0
    chosen = _choose_people(recipient, mail)
    people = [user for user in chosen if _send_to_member(recipient, mail, titles=titles, user=user)]
    if not people:
        return 0
    RecallRecipient.objects.filter(pk=pk).update(**{mail.field: at})
    record(
        action=mail.action,
        at=at,
        by_key=SYSTEM,
        organisation_key=recipient.organisation.key,
        data={"mail": mail.field, "people": [user.key for user in people], **get_event_data(recipient.recall)},
    )
    return 1


def _choose_people(recipient: RecallRecipient, mail: RecallMail) -> Sequence[User]:
    """Return whom to mail: all members, but after the deadline only the leads if the organisation has any."""
    leads = leads_of(recipient.organisation).exclude(email="")
    if mail.field == "overdue_notice_sent_at" and leads:
        return list(leads)
    return list(members_of(recipient.organisation).exclude(email=""))


def _send_to_member(recipient: RecallRecipient, mail: RecallMail, *, titles: Titles, user: User) -> bool:
    with translation.override(user.interface_language):
        title = titles.get(recipient.recall, language=user.interface_language)
        context = {
            "recipient": recipient,
            "recall": recipient.recall,
            "title": title,
            "mail": mail.field,
            "address": f"{settings.SITE_ADDRESS}/{user.interface_language}/portal/",
        }
        is_lifted = mail.field == LIFTED
        body = render_to_string("recalls/lifted_mail.txt" if is_lifted else "recalls/recall_mail.txt", context)
        subject = _("Recall lifted: %(title)s") if is_lifted else _("Please take down: %(title)s")
        return send(subject % {"title": title}, body, recall=recipient.recall, user=user)
