"""Mails with news to members of organisations, at once or once a day as each of them chose, in their own language.

Each piece of news is sent once to each person. A mail that the server refuses is tried again with the next run. Whoever
chose none, or whose mail comes back, gets none; what is recalled or taken down is mailed by recalls and holdings.
"""

import logging
from datetime import date, datetime, time, timedelta
from smtplib import SMTPException
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from cms.published import is_everything_withdrawn
from cms.users.models import User
from outreach.ledger.ledger import get_head
from outreach.mailings.news import News, find_ending, find_news
from outreach.organisations.bounces import is_bounced
from outreach.organisations.mail_settings import sign_unsubscriber
from outreach.organisations.members import organisations_of
from outreach.organisations.models import MailPace, MailSettings, Organisation

logger = logging.getLogger(__name__)
DIGEST_HOUR = 7
"""The hour at the organisation's place from which the day's digest is sent."""
WARNING = timedelta(days=14)
"""How long before the end of a right the holders of its files are told."""


def send_due_mails(*, at: datetime) -> int:
    """Send the news that is due; return how many mails were sent. May run at any time, and in two processes."""
    if is_everything_withdrawn():
        return 0
    head = get_head().seq
    _add_new_members(head=head, at=at)
    members = User.objects.filter(is_active=True, memberships__organisation__is_active=True).exclude(email="")
    keys = list(members.order_by("pk").values_list("pk", flat=True).distinct())
    return sum(_try_to_mail(key, head=head, at=at) for key in keys)


def _add_new_members(*, head: int, at: datetime) -> None:
    """Note for each new member that they are told what happens from now on, not what happened before."""
    new = User.objects.filter(memberships__isnull=False, mail_settings__isnull=True).distinct()
    start = {"told_seq": head, "told_at": at, "rights_told_until": timezone.localdate(at)}
    rows = [MailSettings(user=user, **start) for user in new]
    MailSettings.objects.bulk_create(rows, ignore_conflicts=True)
    MailSettings.objects.filter(told_seq=None).update(**start)


def _try_to_mail(key: int, *, head: int, at: datetime) -> bool:
    try:
        return _mail(key, head=head, at=at)
    except (OSError, SMTPException) as error:
        logger.warning("News to user:%s weren't sent: %s.", key, type(error).__name__)
        return False


@transaction.atomic
def _mail(key: int, *, head: int, at: datetime) -> bool:
    """Send what is new since the last time; return whether there was anything. Nothing is noted if sending fails."""
    rows = MailSettings.objects.select_for_update(of=("self",), skip_locked=True).select_related("user")
    row = rows.filter(user=key, told_seq__isnull=False).first()
    if row is None:
        return False
    organisations = list(organisations_of(row.user))
    if not _is_due(row, organisations, at=at):
        return False
    horizon = timezone.localdate(at) + WARNING
    news = [] if row.pace == MailPace.NEVER else _collect(row, organisations, head=head, horizon=horizon)
    row.told_seq, row.told_at, row.rights_told_until = head, at, horizon
    row.save(update_fields=["told_seq", "told_at", "rights_told_until"])
    return bool(news) and _send(row.user, news)


def _is_due(row: MailSettings, organisations: list[Organisation], *, at: datetime) -> bool:
    if is_bounced(row, email=row.user.email):
        return False
    if row.pace != MailPace.DAILY or row.told_at is None:
        return True
    zone = next((each.zone for each in organisations if each.zone), None) or ZoneInfo(settings.TIME_ZONE)
    here, last = at.astimezone(zone), row.told_at.astimezone(zone)
    morning = datetime.combine(here.date(), time(DIGEST_HOUR), zone)
    return last < morning <= here


def _collect(
    row: MailSettings, organisations: list[Organisation], *, head: int, horizon: date
) -> list[tuple[Organisation, News]]:
    found = []
    for organisation in organisations:
        news = find_news(organisation.key, after=row.told_seq or 0, until=head)
        if row.rights_told_until and row.rights_told_until < horizon:
            news.ending = find_ending(organisation.key, after=row.rights_told_until, until=horizon)
        if news:
            found.append((organisation, news))
    return found


def _send(user: User, news: list[tuple[Organisation, News]]) -> bool:
    language = user.interface_language
    portal = f"{settings.SITE_ADDRESS}/{language}/portal/"
    unsubscribe = f"{portal}unsubscribe/{sign_unsubscriber(user)}/"
    with override(language):
        context = {"news": news, "address": portal, "unsubscribe": unsubscribe}
        body = render_to_string("mailings/news_mail.txt", context).strip() + "\n"
        subject = _("New for %(organisation)s") % {"organisation": news[0][0].name}
    headers = {"List-Unsubscribe": f"<{unsubscribe}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    message = EmailMessage(" ".join(subject.split()), body, settings.DEFAULT_FROM_EMAIL, [user.email], headers=headers)
    return bool(message.send())
