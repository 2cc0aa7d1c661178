"""Limits of the addresses that anyone may ask, and of codes that are tried."""

from typing import Any

from rest_framework.throttling import SimpleRateThrottle

from cms.users.addresses import get_pseudonym


class NewCodeThrottle(SimpleRateThrottle):
    """New codes from one network address: a hall of players behind one router can start at the same time."""

    scope = "player_codes"
    rate = "60/min"

    def get_cache_key(self, request: Any, view: Any) -> str:
        return f"throttle:player:{self.scope}:{get_pseudonym(request)}"


class KeyThrottle(NewCodeThrottle):
    """Questions whether a code was entered; each player asks every few seconds."""

    scope = "player_keys"
    rate = "1200/min"


class TypedCodeThrottle(SimpleRateThrottle):
    """Codes that one person enters, right or wrong."""

    scope = "player_typed"
    rate = "20/hour"

    def get_cache_key(self, request: Any, view: Any) -> str:
        return f"throttle:player:{self.scope}:{request.user.pk}"
