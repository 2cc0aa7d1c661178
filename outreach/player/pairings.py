"""Pairing: a browser shows a code, a person enters it for a screen, and the browser fetches a key of that screen."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from outreach.player.models import Pairing
from outreach.redirector.codes import MalformedCode, draw_code, read_code
from outreach.screens.keys import issue_key, revoke_key
from outreach.screens.models import ApiKey, Screen

CODE_LIFETIME = timedelta(minutes=15)
CLAIM_LIFETIME = timedelta(minutes=10)
"""How long after the code was entered the browser may fetch its key, again too if the answer was lost."""
MOST_WAITING = 2_000
"""So many codes at once: with more, a guessed one would be likelier."""
_SECRET_BYTES = 32
_DRAWS = 5


@dataclass(frozen=True)
class NewPairing:
    """The code that the browser shows, and the secret with which it alone can fetch the key; neither is kept."""

    code: str
    secret: str
    expires_at: datetime


@dataclass(frozen=True)
class FetchedKey:
    """The screen that the browser plays from now on, and the token of its key."""

    screen: Screen
    token: str


class PairingRefused(Exception):
    """The browser can't be connected; the text says why and what to do."""


class TooManyWaiting(Exception):
    """More browsers wait for a screen than is plausible."""


class PairingEnded(LookupError):
    """No pairing has this secret any more: the browser asks for a new code."""


def begin(*, at: datetime) -> NewPairing:
    """Return a new code and its secret. What has ended without a key is deleted. Raise ``TooManyWaiting``."""
    Pairing.objects.filter(key__isnull=True, expires_at__lte=at).delete()
    if Pairing.objects.filter(key__isnull=True).count() >= MOST_WAITING:
        raise TooManyWaiting
    new = NewPairing(code="", secret=secrets.token_urlsafe(_SECRET_BYTES), expires_at=at + CODE_LIFETIME)
    for _draw in range(_DRAWS):
        code = draw_code()
        try:
            with transaction.atomic():
                Pairing.objects.create(
                    code_digest=_digest_code(code),
                    secret_digest=_digest_secret(new.secret),
                    requested_at=at,
                    expires_at=new.expires_at,
                )
        except IntegrityError:
            continue
        return NewPairing(code=code, secret=new.secret, expires_at=new.expires_at)
    raise TooManyWaiting


@transaction.atomic
def confirm(*, typed: str, screen: Screen, by_key: str, at: datetime) -> Pairing:
    """Give the browser that shows this code the screen. A code is used once. Raise ``PairingRefused``."""
    try:
        code = read_code(typed)
    except MalformedCode as error:
        raise PairingRefused(_("A code has six letters and digits. Please enter it as the screen shows it.")) from error
    waiting = Pairing.objects.open_at(at).filter(code_digest=_digest_code(code), screen__isnull=True)
    pairing = waiting.select_for_update().first()
    if pairing is None:
        raise PairingRefused(
            _("No screen shows this code now. A code is valid for 15 minutes; please enter the one that is shown now.")
        )
    pairing.code_digest = ""
    pairing.screen, pairing.confirmed_at, pairing.confirmed_by_key = screen, at, by_key
    pairing.expires_at = at + CLAIM_LIFETIME
    pairing.save()
    return pairing


@transaction.atomic
def fetch_key(*, secret: str, at: datetime) -> FetchedKey | None:
    """Return the key for the browser with this secret; None while nobody has entered its code.

    If the answer was lost, the browser asks again: the key before is revoked. Raise ``PairingEnded``.
    """
    same = Pairing.objects.open_at(at).filter(secret_digest=_digest_secret(secret))
    # Locked without its screen and key, which may be absent: PostgreSQL can't lock the empty side of an outer join.
    pairing = same.select_for_update().first()
    if pairing is None:
        raise PairingEnded
    screen = pairing.screen
    if screen is None:
        return None
    if pairing.key is not None:
        revoke_key(key=pairing.key, at=at)
    issued = issue_key(
        organisation_key=screen.organisation_key,
        screen=screen,
        name=_("Player in a browser"),
        by_key=pairing.confirmed_by_key,
        at=at,
    )
    pairing.key = issued.key
    pairing.save(update_fields=["key"])
    return FetchedKey(screen=screen, token=issued.token)


def disconnect(*, key: ApiKey, at: datetime) -> None:
    """Revoke the player's key: at its next contact it forgets the key and every file. It can be paired again."""
    revoke_key(key=key, at=at)


def _digest_code(code: str) -> str:
    """Return a digest that can't be reversed by trying all codes without the installation's secret key."""
    return salted_hmac("outreach.player.code", code, algorithm="sha256").hexdigest()


def _digest_secret(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
