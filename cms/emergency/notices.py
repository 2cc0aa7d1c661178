"""Mails to those who may confirm an emergency withdrawal: at once, and again after a day without confirmation."""

from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from cms.emergency.models import EmergencyWithdrawal
from cms.users.members import find_members
from cms.users.models import User
from cms.users.roles import Capability
from translations.languages import get_autonym

REMIND_AFTER = timedelta(days=1)


def send_due_notices(*, at: datetime) -> int:
    """Send each mail that is due and was not sent, and return how many were due. May run at any time."""
    unconfirmed = Q(is_in_force=True, confirmed_at__isnull=True)
    due = {"told_at": unconfirmed, "reminded_at": unconfirmed & Q(declared_at__lte=at - REMIND_AFTER)}
    return sum(_send(field, condition, at=at) for field, condition in due.items())


@transaction.atomic
def _send(field: str, condition: Q, *, at: datetime) -> int:
    due = EmergencyWithdrawal.objects.filter(condition, **{f"{field}__isnull": True})
    withdrawals = list(due.select_for_update().order_by("pk"))
    for withdrawal in withdrawals:
        setattr(withdrawal, field, at)
        withdrawal.save(update_fields=[field])
        for user in find_members(Capability.WITHDRAW_EVERYTHING):
            if user.email and user.pk != withdrawal.declared_by_id:
                _mail(withdrawal, user=user, is_reminder=field == "reminded_at")
    return len(withdrawals)


def _mail(withdrawal: EmergencyWithdrawal, *, user: User, is_reminder: bool) -> None:
    with translation.override(user.interface_language):
        subject = _get_subject(withdrawal.language, is_reminder=is_reminder)
        address = f"{settings.SITE_ADDRESS}{reverse('emergency')}"
        name = get_autonym(withdrawal.language) if withdrawal.language else ""
        context = {"withdrawal": withdrawal, "address": address, "language_name": name}
        body = render_to_string("emergency/mail.txt", context)
        send_mail(subject, body, settings.DEFAULT_FROM_EMAIL, [user.email])


def _get_subject(language: str, *, is_reminder: bool) -> str:
    if not language:
        return _("Still to be confirmed: everything is withdrawn") if is_reminder else _("Everything is withdrawn")
    name = {"language": get_autonym(language)}
    if is_reminder:
        return _("Still to be confirmed: all material in %(language)s is withdrawn") % name
    return _("All material in %(language)s is withdrawn") % name
