"""Authentication of players by key: ``Authorization: Bearer``, or the password of ``Basic`` for feed readers."""

import base64
import binascii
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework import exceptions
from rest_framework.authentication import BaseAuthentication
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle

from outreach.screens.keys import find_key
from outreach.screens.models import ApiKey
from outreach.screens.schedule import Schedule, get_schedule_for_token

SCREEN_KEY = "screen_key"
"""Value of ``required_capabilities`` for views that require a player's key instead of a session."""


@dataclass(frozen=True)
class Player:
    """The caller, as Django REST Framework's ``request.user``; perhaps with the schedule of its screen."""

    key: ApiKey
    schedule: Schedule | None = None
    is_authenticated: bool = True

    @property
    def by_key(self) -> str:
        """The player's identifier in the ledger."""
        return f"player:{self.key.prefix}"


class ScreenKeyAuthentication(BaseAuthentication):
    """Accepts keys that are neither revoked nor expired; the error for any other says what is wrong with it."""

    def authenticate(self, request: Request) -> tuple[Player, ApiKey]:
        token = _read_token(request.headers.get("Authorization", ""))
        if not token:
            raise exceptions.NotAuthenticated(
                _("This address needs a player's key: send it as “Authorization: Bearer KEY”.")
            )
        player = self.find_player(request, token)
        key = player.key if player else None
        if player is None or key is None:
            raise exceptions.AuthenticationFailed(
                _("This key is unknown. Please ask the desk for a new one."), "unknown_key"
            )
        if key.revoked_at is not None:
            raise exceptions.AuthenticationFailed(
                _("This key was revoked. Please ask the desk for a new one."), "revoked_key"
            )
        if key.expires_at is not None and key.expires_at <= timezone.now():
            raise exceptions.AuthenticationFailed(
                _("This key has expired. Please ask the desk for a new one."), "expired_key"
            )
        return player, key

    def find_player(self, request: Request, token: str) -> Player | None:
        """Return the caller; for a view that wants it, with the screen's schedule, which is read in the same query."""
        context = request.parser_context
        if context["view"].reads_schedule_with_key:
            read = get_schedule_for_token(key=context["kwargs"]["key"], token=token, at=timezone.now())
            if read:
                return Player(*read)
        key = find_key(token)
        return Player(key) if key else None

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="screens"'


class IsPlayerOfScreen(BasePermission):
    """Allows a key for one screen on that screen only, and an operator's key on all screens of the operator."""

    def has_permission(self, request: Request, view: Any) -> bool:
        player = request.user
        if not isinstance(player, Player):
            return False
        screen = player.key.screen
        return screen is None or screen.key == view.kwargs.get("key")


class ScreenThrottle(SimpleRateThrottle):
    """Limits requests for each screen and key, so that one faulty player doesn't affect the others."""

    scope = "screens"
    rate = "240/min"

    def get_cache_key(self, request: Request, view: Any) -> str:
        prefix = request.user.key.prefix if isinstance(request.user, Player) else "-"
        return f"throttle:{prefix}:{view.kwargs.get('key')}"


class ScreenKeyScheme(OpenApiAuthenticationExtension):
    """Description of the authentication in the OpenAPI document."""

    target_class = "outreach.api.authentication.ScreenKeyAuthentication"
    name = "screenKey"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "description": "The key that the desk issued for the player."}


def _read_token(header: str) -> str:
    scheme, _space, value = header.partition(" ")
    value = value.strip()
    if scheme.lower() == "bearer":
        return value
    if scheme.lower() != "basic":
        return ""
    try:
        return base64.b64decode(value, validate=True).decode().partition(":")[2]
    except (binascii.Error, ValueError):
        return ""
