"""Two-factor authentication: its secrets, kept encrypted, and the reset of lost authenticators."""

import base64

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.crypto import salted_hmac
from wagtail.log_actions import log

from cms.users.administration import may_administer
from cms.users.models import User
from cms.users.roles import Capability, may

AUTHENTICATORS_RESET = "users.authenticators_reset"


class UnreadableSecret(Exception):
    """A secret can't be decrypted: ``SECRET_KEY`` was changed and the old one isn't in ``SECRET_KEY_FALLBACKS``."""


class EncryptingAdapter(DefaultMFAAdapter):
    """Keeps the secrets of authenticators and recovery codes encrypted, with keys derived from ``SECRET_KEY``."""

    def encrypt(self, text: str) -> str:
        return _get_cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        try:
            return _get_cipher().decrypt(encrypted_text.encode()).decode()
        except InvalidToken as error:
            raise UnreadableSecret(
                "The secret of an authenticator can't be read. Add the former SECRET_KEY to SECRET_KEY_FALLBACKS."
            ) from error


@transaction.atomic
def reset_authenticators(*, user: User, by: User) -> int:
    """Remove the authenticators that a user has lost, with a record; return how many were removed.

    Raise ``PermissionDenied`` for one's own, which would make the second factor worthless, and for what ``by`` may not
    administer.
    """
    if user == by or not may(by, Capability.MANAGE_USERS) or not may_administer(by=by, user=user):
        raise PermissionDenied
    removed, _ = Authenticator.objects.filter(user=user).delete()
    log(instance=user, action=AUTHENTICATORS_RESET, user=by, data={"removed": removed})
    return removed


def _get_cipher() -> MultiFernet:
    return MultiFernet([Fernet(_derive_key(key)) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _derive_key(secret: str | bytes) -> bytes:
    digest = salted_hmac("cms.users.mfa", "", secret=secret, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest)
