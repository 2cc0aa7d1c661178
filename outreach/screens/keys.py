"""Keys of players: issued once, shown once, revoked for ever."""

import hashlib
import hmac
import secrets
import uuid
from dataclasses import dataclass
from datetime import datetime

from outreach.screens.models import ApiKey, Screen

MARK = "nn_"
"""Every key begins so, that a leaked one is recognised by those who search for secrets."""
_PREFIX_BYTES, _SECRET_BYTES = 5, 32
_LONGEST_TOKEN = 200


@dataclass(frozen=True)
class IssuedKey:
    """``token`` is what the player sends; it exists nowhere else."""

    key: ApiKey
    token: str


def issue_key(*, organisation_key: uuid.UUID, screen: Screen | None, name: str, by_key: str, at: datetime) -> IssuedKey:
    """Make a key for one screen, or without one for all screens of the operator.

    Raise ``ValueError`` for another operator's screen.
    """
    if screen is not None and screen.organisation_key != organisation_key:
        raise ValueError("The screen belongs to another operator.")
    prefix = MARK + secrets.token_hex(_PREFIX_BYTES)
    token = f"{prefix}_{secrets.token_urlsafe(_SECRET_BYTES)}"
    key = ApiKey.objects.create(
        organisation_key=organisation_key,
        screen=screen,
        name=name,
        prefix=prefix,
        digest=_digest(token),
        issued_at=at,
        issued_by_key=by_key,
    )
    return IssuedKey(key=key, token=token)


def find_key(token: str) -> ApiKey | None:
    """Return the key, revoked or not, whose token this is. The token is random, so one SHA-256 guards it."""
    prefix = token[: len(MARK) + 2 * _PREFIX_BYTES]
    if not token.startswith(MARK) or len(token) > _LONGEST_TOKEN or not token.isascii() or "\x00" in prefix:
        return None
    key = ApiKey.objects.filter(prefix=prefix).select_related("screen").first()
    return key if key is not None and hmac.compare_digest(key.digest, _digest(token)) else None


def revoke_key(*, key: ApiKey, at: datetime) -> None:
    """Let nobody in with this key from now on; revoking twice keeps the first time."""
    ApiKey.objects.valid().filter(pk=key.pk).update(revoked_at=at)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
