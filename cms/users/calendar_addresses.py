"""Addresses of calendars: each with a secret, which one person's calendar program reads without a sign-in.

The secret is random, so that a single SHA-256 is enough to keep it. It works only while its owner may use the part of
the site to which the calendar belongs.
"""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from cms.users.models import User
from cms.users.roles import Capability, may

_SECRET_BYTES = 32
_LONGEST = 100
_READ_NOTED = timedelta(hours=1)
"""How often at most it is recorded that the address was read."""


class SecretAddress(models.Model):
    """The one address of a user for a calendar. Its secret part is shown once; only the digest is kept."""

    capability: ClassVar[Capability]
    """What the owner must be allowed for the address to work."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("user")
    )
    digest = models.CharField(_("digest"), max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(_("created at"))
    read_at = models.DateTimeField(_("last read at"), null=True, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.user)

    @classmethod
    def issue(cls, *, user: User, at: datetime) -> str:
        """Give the user a new address and return its secret, which isn't kept; the one before ends at once."""
        secret = secrets.token_urlsafe(_SECRET_BYTES)
        values = {"digest": _digest(secret), "created_at": at, "read_at": None}
        cls._default_manager.update_or_create(user=user, defaults=values)
        return secret

    @classmethod
    def revoke(cls, *, user: User) -> None:
        cls._default_manager.filter(user=user).delete()

    @classmethod
    def find(cls, user: User) -> Self | None:
        return cls._default_manager.filter(user=user).first()

    @classmethod
    def find_user(cls, secret: str, *, at: datetime) -> User | None:
        """Return whose address this is; None if it is nobody's, or its owner may no longer use it."""
        if len(secret) > _LONGEST or not secret.isascii():
            return None
        address = cls._default_manager.filter(digest=_digest(secret)).select_related("user").first()
        if address is None or not may(address.user, cls.capability):
            return None
        if address.read_at is None or address.read_at < at - _READ_NOTED:
            cls._default_manager.filter(pk=address.pk).update(read_at=at)
        return address.user


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
