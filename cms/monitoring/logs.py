"""Log lines as JSON, without anything that identifies a person.

Of a request there is its route, with names instead of values, and never its path, query or address. Of an exception
there are its kind and the lines of code that it came through: its text may quote what somebody typed.
"""

import json
import logging
import re
import traceback
from datetime import UTC, datetime
from typing import Any

from cms.monitoring.request_id import get_request_id

_HIDDEN = (
    (re.compile(r"[^\s@<>\"'“”(),;:=]+@[^\s@<>\"'“”(),;:=]+\.\w+"), "[e-mail]"),
    (re.compile(r"\b(?:\d{1,3}\.){3}\d{1,3}\b"), "[address]"),
    (re.compile(r"(?<![\w:])(?:[0-9a-f]{1,4}:){3,7}[0-9a-f]{1,4}\b", re.IGNORECASE), "[address]"),
    (re.compile(r"(?<![\w:])[0-9a-f:]{0,30}::[0-9a-f:]{0,30}(?!\w)", re.IGNORECASE), "[address]"),
    (re.compile(r"\?[^\s\"'“”]*=[^\s\"'“”]*"), "?[query]"),
    (re.compile(r"\b(?=[\w-]*\d)(?=[\w-]*[A-Za-z])[\w-]{20,}\b"), "[token]"),
    (re.compile(r"(?<!\w)\+?\d[\d .()-]{7,}\d\b"), "[number]"),
)


class JsonFormatter(logging.Formatter):
    """One line of JSON for each record."""

    def format(self, record: logging.LogRecord) -> str:
        request = getattr(record, "request", None)
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": _describe_request(record, request) if request is not None else hide(record.getMessage()),
        }
        if request_id := get_request_id():
            line["request"] = request_id
        if record.exc_info and record.exc_info[1] is not None:
            line["exception"] = _describe_exception(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False)


def hide(text: str) -> str:
    """Return the text with a word in the place of whatever looks like an address, a number to call or a secret."""
    for pattern, word in _HIDDEN:
        text = pattern.sub(word, text)
    return text


def _describe_request(record: logging.LogRecord, request: Any) -> str:
    """Return status, method and route: Django's own message has the path, in which there may be a key."""
    match = getattr(request, "resolver_match", None)
    route = f"/{match.route}" if match else "no route"
    return f"{getattr(record, 'status_code', '')} {getattr(request, 'method', '')} {route}".strip()


def _describe_exception(error: BaseException) -> list[str]:
    """Return the kinds of the error and of what caused it, each with the lines of code, the innermost last."""
    described: list[str] = []
    seen: set[int] = set()
    cause: BaseException | None = error
    while cause is not None and id(cause) not in seen:
        seen.add(id(cause))
        frames = [
            f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(cause.__traceback__)
        ]
        described = [*frames, f"{type(cause).__module__}.{type(cause).__qualname__}", *described]
        cause = cause.__cause__ or cause.__context__
    return described
