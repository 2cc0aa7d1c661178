"""Mails about terms of verification: a warning before the end and an alarm after it, each once."""

from datetime import datetime

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from cms.facts.models import ContactChannel, ContactChannelQuerySet
from cms.facts.verification import find_lapsed, find_lapsing
from cms.users.members import find_members
from cms.users.models import User
from cms.users.roles import Capability

WARNING_FIELD, ALARM_FIELD = "term_warning_sent_at", "term_alarm_sent_at"


def send_due_notices(*, at: datetime) -> int:
    """Mail those who may verify contacts about each term that ends soon or has ended; return how many contacts."""
    today = timezone.localdate(at)
    warned = _notify(find_lapsing(today=today), WARNING_FIELD, at=at)
    return warned + _notify(find_lapsed(today=today), ALARM_FIELD, at=at)


def _notify(channels: ContactChannelQuerySet, field: str, *, at: datetime) -> int:
    due = channels.filter(**{f"{field}__isnull": True})
    return sum(_notify_of(pk, field, at=at) for pk in list(due.values_list("pk", flat=True)))


@transaction.atomic
def _notify_of(pk: int, field: str, *, at: datetime) -> bool:
    if not ContactChannel.objects.filter(pk=pk, **{f"{field}__isnull": True}).update(**{field: at}):
        return False
    channel = ContactChannel.objects.get(pk=pk)
    for user in find_members(Capability.VERIFY_CONTACTS):
        if user.email:
            _send(channel, is_alarm=field == ALARM_FIELD, user=user)
    return True


def _send(channel: ContactChannel, *, is_alarm: bool, user: User) -> None:
    with translation.override(user.interface_language):
        subject = _("Verification is overdue: %(name)s") if is_alarm else _("Verification ends soon: %(name)s")
        address = f"{settings.SITE_ADDRESS}{reverse('contacts:inspect', args=[channel.pk])}"
        context = {"channel": channel, "is_alarm": is_alarm, "address": address}
        body = render_to_string("facts/mail/term.txt", context)
        send_mail(" ".join((subject % {"name": channel}).split()), body, settings.DEFAULT_FROM_EMAIL, [user.email])
