"""The cache in a Valkey server, without which pages are only slower.

While the server is away or slow, each process caches in its own memory and asks the server again every few seconds.
What was changed or deleted meanwhile may still be on the server as it was before, so it is emptied on its return.
"""

import logging
import time
from collections.abc import Callable
from typing import Any

import redis
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from django.utils.functional import cached_property

ANSWER_SECONDS = 0.25
PAUSE_SECONDS = 5.0
logger = logging.getLogger(__name__)


class SharedCache(RedisCache):
    """Django's cache in a server of Redis's protocol, with the memory of this process to fall back on."""

    _class: Any
    _servers: list[str]
    _options: dict[str, Any]

    @cached_property
    def _cache(self) -> Any:
        options = {"socket_timeout": ANSWER_SECONDS, "socket_connect_timeout": ANSWER_SECONDS, **self._options}
        return _FallingBack(self._class(self._servers, **options))


class _FallingBack:
    """The client, or the memory of this process while the server doesn't answer in time."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self._memory = LocMemCache("away", {})
        self._away_until: float | None = None

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def call(*args: Any) -> Any:
            if self._away_until is not None and time.monotonic() < self._away_until:
                return getattr(self._memory, name)(*args)
            try:
                self._return()
                return getattr(self._client, name)(*args)
            except (redis.ConnectionError, redis.TimeoutError) as error:
                self._leave(error)
            return getattr(self._memory, name)(*args)

        return call

    def _leave(self, error: Exception) -> None:
        if self._away_until is None:
            logger.warning("The cache server doesn't answer (%s): each process caches by itself until it does.", error)
        self._away_until = time.monotonic() + PAUSE_SECONDS

    def _return(self) -> None:
        """Empty the server if it was away; raise if it still is."""
        if self._away_until is not None:
            self._client.clear()
            self._memory.clear()
            self._away_until = None
            logger.warning("The cache server answers again.")
