"""The redirector: an ASGI application for ``/q/CODE`` with all links in memory. It needs no database and no Django.

Start it behind the front server with ``python -m outreach.redirector``. It reads the table written by ``manage.py
link_table`` and the scheduler, reloads it soon after a change, and writes each scan to disk before it responds. If the
disk fails, the reader is redirected all the same, and ``/health`` says how many scans weren't kept.
"""

import asyncio
import json
import logging
import os
import time
from collections.abc import Awaitable, Callable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

from outreach.redirector.codes import MalformedCode, read_code
from outreach.redirector.link_table import TABLE_NAME, DamagedTable, LinkTable, TableFile
from outreach.redirector.response import (
    COUNTRY_HEADER,
    FOUND,
    ScanResponse,
    choose_notice,
    make_scan,
    respond_to_link,
    respond_to_unknown_code,
)
from outreach.redirector.spool import ScanRecord, Spool
from translations.negotiation import COOKIE, put_first

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]

RELOAD_SECONDS = 0.25
HEALTH_PATH = "/health"
"""Answers on the redirector's own port; the front server forwards only ``/q/`` and ``/Q/``."""
DEFAULT_DATA_DIR = Path(__file__).resolve().parents[2] / "data"
"""The default of ``cms.settings.environment``, which this process doesn't import."""
_ALWAYS: Headers = [
    (b"cache-control", b"no-store"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
]
logger = logging.getLogger(__name__)


class GroupCommit:
    """Collects scans while earlier ones are being written, so that one ``fdatasync`` serves all that wait."""

    def __init__(self, spool: Spool) -> None:
        self._spool = spool
        self._lines: list[bytes] = []
        self._waiting: list[asyncio.Future[None]] = []
        self._wake = asyncio.Event()
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="spool")

    async def append(self, record: ScanRecord) -> None:
        """Return when the scan is on disk; raise ``OSError`` if it can't be written."""
        future = asyncio.get_running_loop().create_future()
        self._lines.append(record.to_line())
        self._waiting.append(future)
        self._wake.set()
        await future

    async def run(self) -> None:
        """Write what was collected, in an endless loop."""
        loop = asyncio.get_running_loop()
        while True:
            await self._wake.wait()
            self._wake.clear()
            lines, waiting = self._lines, self._waiting
            self._lines, self._waiting = [], []
            failure: OSError | None = None
            try:
                await loop.run_in_executor(self._thread, self._spool.write, lines)
            except OSError as error:
                failure = error
            for future in waiting:
                if future.done():
                    continue
                if failure is None:
                    future.set_result(None)
                else:
                    future.set_exception(failure)


class Redirector:
    """The ASGI application."""

    def __init__(self, *, table_path: Path, spool: Spool) -> None:
        self._file = TableFile(table_path)
        self._spool = spool
        self._table: LinkTable | None = None
        self._commit: GroupCommit | None = None
        self._minute = 0
        self._tasks: list[asyncio.Task[None]] = []

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await self._respond(scope, send)
        elif scope["type"] == "lifespan":
            await self._run_lifespan(receive, send)

    async def _run_lifespan(self, receive: Receive, send: Send) -> None:
        await receive()
        try:
            self._start()
        except (OSError, DamagedTable) as error:
            message = f"The redirector has no link table ({error}). Write one with: manage.py link_table"
            await send({"type": "lifespan.startup.failed", "message": message})
            return
        await send({"type": "lifespan.startup.complete"})
        await receive()
        for task in self._tasks:
            task.cancel()
        self._spool.close()
        await send({"type": "lifespan.shutdown.complete"})

    def _start(self) -> None:
        self._minute = int(time.time() // 60)
        self._table = self._file.get()
        self._commit = GroupCommit(self._spool)
        self._tasks = [asyncio.create_task(self._commit.run()), asyncio.create_task(self._reload())]

    async def _reload(self) -> None:
        while True:
            await asyncio.sleep(RELOAD_SECONDS)
            self._minute = int(time.time() // 60)
            try:
                self._table = await asyncio.to_thread(self._file.get)
            except (OSError, DamagedTable) as error:
                logger.error("The new link table can't be read; the previous one stays in use: %s", error)

    async def _respond(self, scope: Message, send: Send) -> None:
        if scope["method"] not in {"GET", "HEAD"}:
            await _send(send, 405, [(b"allow", b"GET, HEAD")], b"")
            return
        table, commit = self._table, self._commit
        if table is None or commit is None:
            raise RuntimeError("Run the redirector with lifespan on.")
        if scope["path"] == HEALTH_PATH:
            await self._send_health(send, table, with_body=scope["method"] == "GET")
            return
        headers = _read_headers(scope["headers"])
        accept_language = put_first(_read_cookie(headers["cookie"]), headers["accept-language"])
        try:
            entry = table.entries.get(read_code(scope["path"][3:])) if scope["path"][:3] in {"/q/", "/Q/"} else None
        except MalformedCode:
            entry = None
        if entry is None:
            response = respond_to_unknown_code(accept_language=accept_language)
        else:
            response = respond_to_link(entry=entry, accept_language=accept_language)
            if scope["method"] == "GET":
                scan = make_scan(
                    entry=entry,
                    response=response,
                    user_agent=headers["user-agent"],
                    purpose=headers["sec-purpose"] or headers["purpose"],
                    country=headers[COUNTRY_HEADER],
                    minute=self._minute,
                )
                await self._record(commit, scan)
        await _send_response(send, response, table, with_body=scope["method"] == "GET")

    async def _record(self, commit: GroupCommit, record: ScanRecord) -> None:
        try:
            await commit.append(record)
        except OSError:
            logger.exception("A scan of %s is lost: the spool can't be written.", record.code)

    async def _send_health(self, send: Send, table: LinkTable, *, with_body: bool) -> None:
        """Send 200 even if scans are lost: the readers must still be sent here."""
        state = {"links": len(table.entries), "table_version": table.version, **self._spool.describe()}
        await _send(
            send, 200, [(b"content-type", b"application/json")], json.dumps(state).encode(), with_body=with_body
        )


_READ_HEADERS = {
    name.encode(): name
    for name in ("accept-language", "cookie", "user-agent", "sec-purpose", "purpose", COUNTRY_HEADER)
}


def _read_headers(headers: Headers) -> dict[str, str]:
    """Return the headers that a response depends on; those that are missing are empty."""
    found = dict.fromkeys(_READ_HEADERS.values(), "")
    for name, value in headers:
        if name in _READ_HEADERS:
            found[_READ_HEADERS[name]] = value.decode("latin-1")
    return found


def _read_cookie(header: str) -> str:
    """Return the language that the reader chose on the site, or ""."""
    pairs = (part.strip().partition("=") for part in header.split(";"))
    return next((value for name, _equals, value in pairs if name == COOKIE), "")


async def _send_response(send: Send, response: ScanResponse, table: LinkTable, *, with_body: bool) -> None:
    if response.status == FOUND:
        location = quote(response.location, safe="/:?#[]@!$&'()*+,;=%~").encode()
        await _send(send, FOUND, [(b"location", location)], b"")
        return
    headers = [
        (b"content-type", b"text/html; charset=utf-8"),
        (b"content-language", response.language.encode()),
        (b"vary", b"accept-language, cookie"),
    ]
    await _send(send, response.status, headers, choose_notice(table.notices, response), with_body=with_body)


async def _send(send: Send, status: int, headers: Headers, body: bytes, *, with_body: bool = True) -> None:
    length = [(b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": status, "headers": [*headers, *_ALWAYS, *length]})
    with suppress(OSError):
        await send({"type": "http.response.body", "body": body if with_body else b""})


def make_application() -> Redirector:
    """Return the redirector for this installation's data folder."""
    folder = Path(os.environ.get("DATA_DIR", DEFAULT_DATA_DIR)) / "spool"
    return Redirector(table_path=folder / TABLE_NAME, spool=Spool(folder))
