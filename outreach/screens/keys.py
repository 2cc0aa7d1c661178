"""API keys of players. A key is shown once, when it is issued; only its digest is stored."""

import hashlib
import hmac
import secrets
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from outreach.screens.models import ApiKey, Screen

KEY_PREFIX = "nn_"
"""Every key begins with this, so that secret scanners recognise a leaked one."""
_PREFIX_BYTES, _SECRET_BYTES = 5, 32
_LONGEST_TOKEN = 200
LIFETIME = timedelta(days=365)


@dataclass(frozen=True)
class IssuedKey:
    """A new key and the ``token`` that the player sends. The token is not stored."""

    key: ApiKey
    token: str


def issue_key(*, organisation_key: uuid.UUID, screen: Screen | None, name: str, by_key: str, at: datetime) -> IssuedKey:
    """Issue a key, valid for a year, for one screen, or for all screens of the operator if ``screen`` is None.

    Raise ``ValueError`` for another operator's screen.
    """
    if screen is not None and screen.organisation_key != organisation_key:
        raise ValueError("The screen belongs to another operator.")
    prefix = KEY_PREFIX + secrets.token_hex(_PREFIX_BYTES)
    token = f"{prefix}_{secrets.token_urlsafe(_SECRET_BYTES)}"
    key = ApiKey.objects.create(
        organisation_key=organisation_key,
        screen=screen,
        name=name,
        prefix=prefix,
        digest=_digest(token),
        issued_at=at,
        issued_by_key=by_key,
        expires_at=at + LIFETIME,
    )
    return IssuedKey(key=key, token=token)


def find_key(token: str) -> ApiKey | None:
    """Return the key, revoked, expired or neither, that has this token; None if there is none.

    The token is random, so a single SHA-256 is enough to store it safely.
    """
    prefix = read_prefix(token)
    key = ApiKey.objects.filter(prefix=prefix).select_related("screen").first() if prefix else None
    return key if key is not None and has_token(key, token) else None


def read_prefix(token: str) -> str:
    """Return the beginning of the token, by which its key is found; empty if it can't be a token."""
    prefix = token[: len(KEY_PREFIX) + 2 * _PREFIX_BYTES]
    if not token.startswith(KEY_PREFIX) or len(token) > _LONGEST_TOKEN or not token.isascii() or "\x00" in prefix:
        return ""
    return prefix


def has_token(key: ApiKey, token: str) -> bool:
    return hmac.compare_digest(key.digest, _digest(token))


def revoke_key(*, key: ApiKey, at: datetime) -> None:
    """Revoke the key; revoking it again keeps the first time."""
    ApiKey.objects.valid().filter(pk=key.pk).update(revoked_at=at)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
