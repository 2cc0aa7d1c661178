"""Subscription to the portal's calendar: an address with a secret, which one member's program reads without a sign-in.

The secret is random, so that a single SHA-256 is enough to keep it. It works only while its owner may use the portal.
"""

import hashlib
import secrets
from datetime import datetime, timedelta

from cms.users.models import User
from cms.users.roles import Capability, may
from outreach.portal.models import PartnerCalendar

_SECRET_BYTES = 32
_LONGEST = 100
_READ_NOTED = timedelta(hours=1)
"""How often at most it is recorded that the address was read."""


def issue(*, user: User, at: datetime) -> str:
    """Give the member a new address and return its secret, which isn't kept; the one before ends at once."""
    secret = secrets.token_urlsafe(_SECRET_BYTES)
    values = {"digest": _digest(secret), "created_at": at, "read_at": None}
    PartnerCalendar.objects.update_or_create(user=user, defaults=values)
    return secret


def revoke(*, user: User) -> None:
    PartnerCalendar.objects.filter(user=user).delete()


def find_address(user: User) -> PartnerCalendar | None:
    return PartnerCalendar.objects.filter(user=user).first()


def find_user(secret: str, *, at: datetime) -> User | None:
    """Return whose address this is; None if it is nobody's, or its owner may no longer use the portal."""
    if len(secret) > _LONGEST or not secret.isascii():
        return None
    address = PartnerCalendar.objects.filter(digest=_digest(secret)).select_related("user").first()
    if address is None or not may(address.user, Capability.USE_PORTAL):
        return None
    if address.read_at is None or address.read_at < at - _READ_NOTED:
        PartnerCalendar.objects.filter(pk=address.pk).update(read_at=at)
    user: User = address.user
    return user


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
