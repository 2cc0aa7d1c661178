"""Mails to organisations whose material shows a contact or number that was withdrawn, and again when it is replaced.

Each is sent once, in each member's language. What was withdrawn and replaced before anyone was told needs no mail.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.core.mail import send_mail
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from cms.published import RegisterWithdrawal, list_register_withdrawals
from cms.users.models import User
from outreach.holdings.models import RegisterNotice
from outreach.ledger.actions import Action
from outreach.ledger.ledger import SYSTEM, NewEvent, append
from outreach.organisations.members import members_of
from outreach.organisations.models import Organisation

JOB = "holdings.mail_register_notices"


def send_due_notices(*, at: datetime) -> int:
    """Send every mail that is due and was not sent; return to how many organisations. May run at any time."""
    return sum(_tell_holders(withdrawal, at=at) for withdrawal in list_register_withdrawals())


def _tell_holders(withdrawal: RegisterWithdrawal, *, at: datetime) -> int:
    if withdrawal.restored_at is not None:
        waiting = RegisterNotice.objects.filter(withdrawal_key=withdrawal.key, restoration_told_at=None)
        return sum(_tell_of_replacement(pk, withdrawal, at=at) for pk in list(waiting.values_list("pk", flat=True)))
    keys = {UUID(key) for material in withdrawal.materials for key in material.holder_keys}
    holders = Organisation.objects.active().filter(key__in=keys)
    told = RegisterNotice.objects.filter(withdrawal_key=withdrawal.key).values("organisation")
    return sum(_tell(holder, withdrawal, at=at) for holder in holders.exclude(pk__in=told))


def _tell(holder: Organisation, withdrawal: RegisterWithdrawal, *, at: datetime) -> int:
    people = _list_people(holder)
    if not people:
        return 0  # without an address nobody would be told: the mail goes to the first address
    try:
        with transaction.atomic():
            RegisterNotice.objects.create(organisation=holder, withdrawal_key=withdrawal.key, told_at=at)
            _tell_people(holder, withdrawal, people=people, at=at)
    except IntegrityError:
        return 0  # another process has told it
    return 1


@transaction.atomic
def _tell_of_replacement(pk: int, withdrawal: RegisterWithdrawal, *, at: datetime) -> int:
    holder = RegisterNotice.objects.select_related("organisation").get(pk=pk).organisation
    people = _list_people(holder)
    if not people:
        return 0
    claimed = RegisterNotice.objects.filter(pk=pk, restoration_told_at=None).update(restoration_told_at=at)
    if claimed:
        _tell_people(holder, withdrawal, people=people, at=at)
    return claimed


def _list_people(holder: Organisation) -> list[User]:
    return list(members_of(holder).exclude(email=""))


def _tell_people(holder: Organisation, withdrawal: RegisterWithdrawal, *, people: Sequence[User], at: datetime) -> None:
    append(
        [make_event(holder, withdrawal_key=withdrawal.key, people=people, at=at, is_end=bool(withdrawal.restored_at))]
    )
    for user in people:
        with translation.override(user.interface_language):
            _send(holder, withdrawal, user=user)


def make_event(
    holder: Organisation, *, withdrawal_key: int, people: Sequence[User], at: datetime, is_end: bool
) -> NewEvent:
    """Return the event of telling the holder's people of what was withdrawn, or of its end: it is replaced."""
    return NewEvent(
        action=Action.REGISTER_REPLACEMENT_NOTIFIED if is_end else Action.REGISTER_WITHDRAWAL_NOTIFIED,
        at=at,
        by_key=SYSTEM,
        organisation_key=holder.key,
        data={"withdrawal": withdrawal_key, "people": [user.key for user in people]},
    )


def _send(holder: Organisation, withdrawal: RegisterWithdrawal, *, user: User) -> None:
    name = withdrawal.names[user.interface_language]
    subject = _("Replaced: %(name)s") if withdrawal.restored_at else _("Not valid any more: %(name)s")
    body = render_to_string(
        "holdings/register_mail.txt",
        {
            "holder": holder,
            "name": name,
            "withdrawal": withdrawal,
            "materials": [material for material in withdrawal.materials if str(holder.key) in material.holder_keys],
            "address": f"{settings.SITE_ADDRESS}/{user.interface_language}/portal/",
        },
    )
    send_mail(" ".join((subject % {"name": name}).split()), body, settings.DEFAULT_FROM_EMAIL, [user.email])
