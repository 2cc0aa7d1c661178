"""Health of the redirector, as it says itself on its own port or socket."""

import http.client
import json
import socket
from typing import Any
from urllib.parse import urlsplit

from outreach.redirector.application import HEALTH_PATH

SECONDS_TO_ANSWER = 2


class RedirectorAway(Exception):
    """The redirector doesn't answer at its address, or not as it should."""


class UnixSocketConnection(http.client.HTTPConnection):
    """HTTP over a Unix socket."""

    def __init__(self, path: str) -> None:
        super().__init__("localhost", timeout=SECONDS_TO_ANSWER)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(SECONDS_TO_ANSWER)
        self.sock.connect(self._path)


def ask_redirector(address: str) -> dict[str, Any]:
    """Return what the redirector at ``http://host:port`` or ``unix:/path`` says; raise ``RedirectorAway``."""
    parts = urlsplit(address)
    opened = (
        UnixSocketConnection(parts.path)
        if parts.scheme == "unix"
        else http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=SECONDS_TO_ANSWER)
    )
    try:
        opened.request("GET", HEALTH_PATH)
        state: dict[str, Any] = json.loads(opened.getresponse().read())
    except (OSError, ValueError, http.client.HTTPException) as error:
        raise RedirectorAway(f"The redirector doesn't answer at {address} ({error}).") from error
    finally:
        opened.close()
    return state
