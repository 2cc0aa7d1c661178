"""Mails about recalls in the recipient's language: the notice, a reminder and an overdue notice.

Each is sent once; where sending failed half-way, all members of the organisation are mailed again.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from cms.users.models import User
from outreach.ledger.actions import Action
from outreach.ledger.ledger import SYSTEM, record
from outreach.organisations.members import members_of
from outreach.recalls.models import RecallRecipient

REMIND_BEFORE = timedelta(days=2)
"""How long before the deadline organisations that haven't confirmed are reminded."""


@dataclass(frozen=True)
class RecallMail:
    """A mail about a recall: the field for when it was sent, and the condition under which it is due."""

    field: str
    due: Q


def get_mails(*, at: datetime) -> list[RecallMail]:
    """Return the three mails with their conditions at this time.

    The reminder waits at least a day after the first mail, so that a short deadline doesn't bring both at once.
    """
    return [
        RecallMail("notified_at", Q()),
        RecallMail(
            "reminded_at",
            Q(
                recall__deadline__lte=at + REMIND_BEFORE,
                recall__deadline__gt=at,
                notified_at__lt=at - REMIND_BEFORE / 2,
            ),
        ),
        RecallMail("overdue_notice_sent_at", Q(recall__deadline__lte=at)),
    ]


def send_due_mails(*, at: datetime) -> int:
    """Send every mail that is due and was not sent; return how many recipients were mailed. May run at any time."""
    count = 0
    for mail in get_mails(at=at):
        due = RecallRecipient.objects.filter(mail.due, confirmed_at__isnull=True, **{f"{mail.field}__isnull": True})
        for pk in list(due.values_list("pk", flat=True)):
            count += _mail(pk, mail, at=at)
    return count


@transaction.atomic
def _mail(pk: int, mail: RecallMail, *, at: datetime) -> int:
    claimed = RecallRecipient.objects.filter(pk=pk, **{f"{mail.field}__isnull": True}).update(**{mail.field: at})
    if not claimed:
        return 0
    recipient = RecallRecipient.objects.select_related("recall", "organisation").get(pk=pk)
    people = list(members_of(recipient.organisation).exclude(email=""))
    for user in people:
        _send(recipient, mail, user=user)
    _record(recipient, mail, people=people, at=at)
    return 1


def _record(recipient: RecallRecipient, mail: RecallMail, *, people: list[User], at: datetime) -> None:
    """Record who was mailed; nobody is notified by a mail that has no address."""
    if people:
        record(
            action=Action.RECALL_NOTIFIED if mail.field == "notified_at" else Action.RECALL_REMINDED,
            at=at,
            by_key=SYSTEM,
            organisation_key=recipient.organisation.key,
            data={"recall": recipient.recall_id, "mail": mail.field, "people": [user.key for user in people]},
        )


def _send(recipient: RecallRecipient, mail: RecallMail, *, user: User) -> None:
    with translation.override(user.interface_language):
        body = render_to_string(
            "recalls/recall_mail.txt",
            {
                "recipient": recipient,
                "recall": recipient.recall,
                "mail": mail.field,
                "address": f"{settings.SITE_ADDRESS}/{user.interface_language}/portal/",
            },
        )
        subject = _("Please take down: %(title)s") % {"title": recipient.recall.title}
        send_mail(" ".join(subject.split()), body, settings.DEFAULT_FROM_EMAIL, [user.email])
