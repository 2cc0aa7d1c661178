"""Attempts with tokens that lead nowhere: how many each address may make, counted without keeping an address."""

from django.core.cache import cache
from django.http import HttpRequest

from cms.users.addresses import get_pseudonym

MOST = 20
SECONDS = 600


def has_too_many(request: HttpRequest) -> bool:
    """Return whether this address tried too many tokens that lead nowhere, so that it has to wait."""
    return int(cache.get(_key(request), 0)) >= MOST


def count_attempt(request: HttpRequest) -> None:
    key = _key(request)
    if cache.add(key, 1, SECONDS):
        return
    try:
        cache.incr(key)
    except ValueError:  # it ended between the two
        cache.set(key, 1, SECONDS)


def _key(request: HttpRequest) -> str:
    return f"previews:attempts:{get_pseudonym(request)}"
