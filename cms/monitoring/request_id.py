"""Request id: the front server's name for a request, so that its log and ours can be laid side by side."""

import re
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from django.http import HttpRequest, HttpResponse

HEADER = "X-Request-ID"
_VALID = re.compile(r"[0-9a-f-]{16,64}")
_current: ContextVar[str] = ContextVar("request_id", default="")


def get_request_id() -> str:
    """Return the id of the request under way; empty outside of one."""
    return _current.get()


class RequestIdMiddleware:
    """Keeps the id for the log. A header that could say anything else is ignored: clients can send one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        sent = request.headers.get(HEADER, "")
        _current.set(sent if _VALID.fullmatch(sent) else "")
        return self.get_response(request)


def forget_request_id(**kwargs: Any) -> None:
    """Forget the id when the request has ended: Django logs an answer's status after all middleware."""
    _current.set("")
