"""Mails that members want: at once, once a day or never; recalls and withdrawals are sent to everybody at once."""

from django.core import signing

from cms.users.models import User
from outreach.organisations.models import MailPace, MailSettings

_SALT = "outreach.organisations.unsubscribe"


def get_settings(user: User) -> MailSettings:
    """Return the person's settings, those of a new member if they have chosen nothing."""
    return MailSettings.objects.filter(user=user).first() or MailSettings(user=user)


def choose_pace(*, user: User, pace: str) -> None:
    MailSettings.objects.update_or_create(user=user, defaults={"pace": MailPace(pace)})


def sign_unsubscriber(user: User) -> str:
    """Return what a link in a mail names the person by; it works for as long as mails are kept."""
    return signing.dumps(user.pk, salt=_SALT)


def read_unsubscriber(signed: str) -> User | None:
    """Return the person of the link; None if it isn't ours or the account is closed."""
    try:
        key = signing.loads(signed, salt=_SALT)
    except signing.BadSignature:
        return None
    return User.objects.filter(pk=key, is_active=True).first()


def unsubscribe_person(*, user: User) -> None:
    """End the person's mails but recalls and withdrawals. They can begin them again in the portal."""
    choose_pace(user=user, pace=MailPace.NEVER)
