"""Mails about recalls, in each person's language, each once: when it is sent, before the deadline, after it."""

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
from outreach.organisations.members import members_of
from outreach.recalls.models import RecallNotice

WARNING = timedelta(days=2)
"""How long before the deadline those who haven't confirmed are reminded."""


@dataclass(frozen=True)
class Mail:
    """One of the mails of a notice: the field that tells that it left, and when it is due."""

    field: str
    due: Q


def get_mails(*, at: datetime) -> list[Mail]:
    """Return the three mails with their conditions at this time; a reminder makes no sense on the first day."""
    return [
        Mail("notified_at", Q()),
        Mail(
            "reminded_at", Q(recall__deadline__lte=at + WARNING, recall__deadline__gt=at, told_at__lt=at - WARNING / 2)
        ),
        Mail("overdue_notice_sent_at", Q(recall__deadline__lte=at)),
    ]


def mail_due_notices(*, at: datetime) -> int:
    """Send every mail that is due and didn't leave; return how many notices were mailed. May run at any time."""
    count = 0
    for mail in get_mails(at=at):
        due = RecallNotice.objects.filter(mail.due, confirmed_at__isnull=True, **{f"{mail.field}__isnull": True})
        for pk in list(due.values_list("pk", flat=True)):
            count += _mail(pk, mail, at=at)
    return count


@transaction.atomic
def _mail(pk: int, mail: Mail, *, at: datetime) -> int:
    claimed = RecallNotice.objects.filter(pk=pk, **{f"{mail.field}__isnull": True}).update(**{mail.field: at})
    if not claimed:
        return 0
    notice = RecallNotice.objects.select_related("recall", "organisation").get(pk=pk)
    for person in members_of(notice.organisation).exclude(email=""):
        _send(notice, mail, person=person)
    return 1


def _send(notice: RecallNotice, mail: Mail, *, person: User) -> None:
    with translation.override(person.interface_language):
        body = render_to_string(
            "recalls/recall_mail.txt",
            {
                "notice": notice,
                "recall": notice.recall,
                "mail": mail.field,
                "address": f"{settings.SITE_ADDRESS}/{person.interface_language}/portal/",
            },
        )
        subject = _("Please take down: %(title)s") % {"title": notice.recall.title}
        send_mail(" ".join(subject.split()), body, settings.DEFAULT_FROM_EMAIL, [person.email])
