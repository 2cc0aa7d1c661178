"""Log of the front server, which says which files it has sent: the events of downloads are recorded from it.

Django gives the front server a signed receipt with each file (``cms.files.serving``). Reading a line again records
nothing twice: the handlers see to that. A line that can't be read is set aside, beside the log.
"""

import json
import logging
import re
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core import signing

from cms.files.serving import SentBytes

_SALT = "holdings.sent_log"
_CONTENT_RANGE = re.compile(r"bytes (\d+)-(\d+)/(\d+)", re.ASCII)
Handler = Callable[[list[Any], SentBytes, datetime, str], None]
"""Gets the values of the receipt, the bytes, the time and the id of the request."""
_handlers: dict[str, Handler] = {}
logger = logging.getLogger(__name__)


class UnreadableLine(ValueError):
    """The front server wrote the line in another format, or nobody signed its receipt."""


def register_receipt(kind: str, handler: Handler) -> None:
    _handlers[kind] = handler


def make_receipt(kind: str, *values: int | str) -> str:
    """Return what the front server is to log when it sends a file; nobody else can write it."""
    return signing.dumps([kind, *values], salt=_SALT)


def read_log(*, at: datetime) -> int:
    """Record the downloads logged since the last call; return how many lines told of one. May run at any time."""
    if not settings.MEDIA_OFFLOAD_LOG:
        return 0
    path = Path(settings.MEDIA_OFFLOAD_LOG)
    mark = path.with_name(f"{path.name}.read")
    count = 0
    for line, position in _read_new_lines(path, mark):
        try:
            count += _record(line)
        except UnreadableLine:
            _set_aside(line)
        mark.write_text(json.dumps(position))
    return count


def describe_health() -> list[dict[str, int]]:
    """Return what ``/readyz`` says: how many lines couldn't be read, so that downloads may be missing."""
    path = _get_aside()
    return [{"downloads_set_aside": len(path.read_bytes().splitlines()) if path and path.exists() else 0}]


def _get_aside() -> Path | None:
    """Return the file for lines that can't be read; None without a log."""
    path = Path(settings.MEDIA_OFFLOAD_LOG)
    return path.with_name(f"{path.name}.aside") if settings.MEDIA_OFFLOAD_LOG else None


def _set_aside(line: str) -> None:
    """Keep a line that can't be read, and say so: the lines after it are read all the same."""
    path = _get_aside()
    if path is not None:
        with path.open("a", encoding="utf-8") as aside:
            aside.write(line)
        logger.error("A line of the front server's log can't be read. It was added to %s.", path.name)


def _read_new_lines(path: Path, mark: Path) -> Iterator[tuple[str, list[int]]]:
    """Yield each whole line that wasn't read, with the position after it. A log that was rotated is finished first."""
    inode, offset = _read_mark(mark)
    rotated = path.with_name(f"{path.name}.1")
    for each in (rotated, path):
        if not each.exists():
            continue
        current = each.stat().st_ino
        if each == rotated and current != inode:
            continue
        with each.open("rb") as log:
            log.seek(offset if current == inode else 0)
            while (line := log.readline()).endswith(b"\n"):
                yield line.decode("utf-8", "replace"), [current, log.tell()]


def _read_mark(mark: Path) -> tuple[int, int]:
    """Return where the last call ended. A mark that was cut off by a kill or a full disk means: read all again."""
    try:
        inode, offset = json.loads(mark.read_text())
    except (OSError, ValueError):
        return 0, 0
    return inode, offset


def _record(line: str) -> bool:
    """Record the download that the line tells of, and return whether it tells of one; raise ``UnreadableLine``."""
    try:
        logged = json.loads(line)
        if not logged["receipt"]:
            return False  # a file that needs no record, such as a picture of a public page
        kind, *values = signing.loads(logged["receipt"], salt=_SALT)
        sent, at, request_id = _get_sent(logged), datetime.fromisoformat(logged["at"]), str(logged["request"])
        handler = _handlers[kind]
    except (ValueError, KeyError, TypeError, signing.BadSignature) as error:
        raise UnreadableLine from error
    if sent is None:
        return False
    handler(values, sent, at, request_id)
    return True


def _get_sent(logged: dict[str, Any]) -> SentBytes | None:
    """Return the bytes of a response that was sent to its end; None for HEAD, refusals and broken connections."""
    length, status = int(logged["bytes"]), int(logged["status"])
    if logged["method"] != "GET" or logged["completion"] != "OK" or status not in {200, 206}:
        return None
    if status == 200:
        return SentBytes(0, length - 1, length)
    part = _CONTENT_RANGE.fullmatch(logged["range"])
    if part is None:
        return None
    start, end, size = map(int, part.groups())
    return SentBytes(start, end, size) if length == end - start + 1 else None
