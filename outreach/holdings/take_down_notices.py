"""Mails to organisations that hold a text which was taken down, with the reason that the desk gave.

Each organisation is told once of each text that was taken down, in each member's language; all that is due at once is
one mail. A text that was recalled is told of by its recall.
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

from cms.published import Withdrawal, get_withdrawal
from cms.users.models import User
from outreach.holdings.models import HeldItem, OutdatedWhy, TakeDownNotice
from outreach.ledger.actions import Action
from outreach.ledger.ledger import SYSTEM, NewEvent, append
from outreach.organisations.members import members_of
from outreach.organisations.models import Organisation

JOB = "holdings.mail_take_downs"


def send_due_notices(*, at: datetime) -> int:
    """Send every mail that is due and was not sent; return to how many organisations. May run at any time."""
    held = HeldItem.objects.held().active().filter(outdated_why=OutdatedWhy.WITHDRAWN)
    names = held.order_by().values_list("organisation_key", "kind", "key", "language").distinct()
    withdrawals: dict[tuple[str, str, str], Withdrawal | None] = {}
    by_holder: dict[UUID, list[Withdrawal]] = {}
    for holder, kind, key, language in names:
        if (kind, key, language) not in withdrawals:
            withdrawals[kind, key, language] = get_withdrawal(kind=kind, key=key, language=language)
        if withdrawal := withdrawals[kind, key, language]:
            by_holder.setdefault(holder, []).append(withdrawal)
    holders = Organisation.objects.active().filter(key__in=by_holder).order_by("pk")
    return sum(_tell(holder, by_holder[holder.key], at=at) for holder in holders)


def _tell(holder: Organisation, texts: Sequence[Withdrawal], *, at: datetime) -> int:
    told = set(TakeDownNotice.objects.filter(organisation=holder).values_list("revision", flat=True))
    untold = [text for text in texts if text.ref.revision not in told]
    members = list(members_of(holder).exclude(email=""))
    if not untold or not members:
        return 0  # without an address nobody would be told: the portal has it, and the mail goes to the first address
    try:
        with transaction.atomic():
            TakeDownNotice.objects.bulk_create(
                TakeDownNotice(organisation=holder, revision=text.ref.revision, told_at=at) for text in untold
            )
            append([_make_event(text, holder=holder, members=members, at=at) for text in untold])
            for member in members:
                _mail(holder, untold, user=member)
    except IntegrityError:
        return 0  # another process has told it
    return 1


def _make_event(text: Withdrawal, *, holder: Organisation, members: Sequence[User], at: datetime) -> NewEvent:
    return NewEvent(
        action=Action.TAKE_DOWN_NOTIFIED,
        at=at,
        by_key=SYSTEM,
        organisation_key=holder.key,
        item=text.ref,
        data={"people": [member.key for member in members]},
    )


def _mail(holder: Organisation, texts: Sequence[Withdrawal], *, user: User) -> None:
    with translation.override(user.interface_language):
        address = f"{settings.SITE_ADDRESS}/{user.interface_language}/portal/"
        context = {"holder": holder, "texts": texts, "address": address}
        body = render_to_string("holdings/take_down_mail.txt", context)
        subject = _("Taken down: please don't use it any more")
        send_mail(subject, body, settings.DEFAULT_FROM_EMAIL, [user.email])
