"""Two-factor authentication: who needs it, its secrets, kept encrypted, and the reset of lost authenticators."""

import base64

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from wagtail.log_actions import log

from cms.users.administration import may_administer
from cms.users.models import User
from cms.users.roles import Capability, get_roles, may
from cms.users.tasks import mail_authenticators_reset

SET_UP, ENTER_CODE = "mfa_activate_totp", "mfa_reauthenticate"
"""The names of the pages that a person is led to who lacks a second factor, or hasn't used theirs to sign in."""
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


def is_second_factor_required(user: User) -> bool:
    """Return whether the setting asks it of one of the user's roles. A superuser has them all."""
    required = frozenset(settings.TWO_FACTOR_ROLES)
    return bool(required) and (user.is_superuser or not required.isdisjoint(get_roles(user)))


def find_missing_step(request: HttpRequest) -> str:
    """Return the name of the page that the person must pass before anything else, or "".

    An authenticator alone isn't enough: a stranger who knows the password may have signed in before it was set up.
    """
    user = request.user
    if not user.is_authenticated or not is_second_factor_required(user):
        return ""
    if not is_mfa_enabled(user, [Authenticator.Type.TOTP]):
        return SET_UP
    is_used = any(record["method"] == "mfa" for record in get_authentication_records(request, user))
    return "" if is_used else ENTER_CODE


@transaction.atomic
def reset_authenticators(*, user: User, by: User) -> int:
    """Remove the authenticators that a user has lost, with a record and a mail to them; return how many were removed.

    Raise ``PermissionDenied`` for one's own, which would make the second factor worthless, and for what ``by`` may not
    administer.
    """
    if user == by or not may(by, Capability.MANAGE_USERS) or not may_administer(by=by, user=user):
        raise PermissionDenied
    removed, _ = Authenticator.objects.filter(user=user).delete()
    log(instance=user, action=AUTHENTICATORS_RESET, user=by, data={"removed": removed})
    mail_authenticators_reset.enqueue(user_id=user.pk)
    return removed


def _get_cipher() -> MultiFernet:
    return MultiFernet([Fernet(_derive_key(key)) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _derive_key(secret: str | bytes) -> bytes:
    digest = salted_hmac("cms.users.mfa", "", secret=secret, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest)
