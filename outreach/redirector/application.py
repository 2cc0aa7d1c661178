"""The gate: ``/q/CODE`` as an ASGI application of its own, with all links in memory. It needs no database.

Start it behind the front server: ``uvicorn outreach.redirector.application:application``. It reads the table that
``manage.py link_table`` and the clock write, looks every second whether there is a new one, and puts each scan on
disk before it answers. A disk that fails costs the count, never the reader's way.
"""

import asyncio
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
from outreach.redirector.response import FOUND, GONE, Answer, answer_known, answer_unknown, make_scan
from outreach.redirector.spool import ScanRecord, Spool

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]

LOOK_EVERY_SECONDS = 1.0
DEFAULT_DATA_DIR = Path(__file__).resolve().parents[2] / "data"
"""As in ``cms.settings.environment``, which this process does without."""
_ALWAYS: Headers = [
    (b"cache-control", b"no-store"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
]
logger = logging.getLogger(__name__)


class GroupCommit:
    """Gathers scans while the disk is busy with the last ones, so that one ``fdatasync`` serves all who wait."""

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
        """Write, for ever, whatever has gathered."""
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
            await self._answer(scope, send)
        elif scope["type"] == "lifespan":
            await self._live(receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        try:
            self._start()
        except (OSError, DamagedTable) as error:
            message = f"The gate has no table of links ({error}). Write one: manage.py link_table"
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
        self._tasks = [asyncio.create_task(self._commit.run()), asyncio.create_task(self._look())]

    async def _look(self) -> None:
        while True:
            await asyncio.sleep(LOOK_EVERY_SECONDS)
            self._minute = int(time.time() // 60)
            try:
                self._table = await asyncio.to_thread(self._file.get)
            except (OSError, DamagedTable) as error:
                logger.error("The new table of links can't be read, the old one stays: %s", error)

    async def _answer(self, scope: Message, send: Send) -> None:
        if scope["method"] not in {"GET", "HEAD"}:
            await _send(send, 405, [(b"allow", b"GET, HEAD")], b"")
            return
        table, commit = self._table, self._commit
        if table is None or commit is None:
            raise RuntimeError("Run the gate with lifespan on.")
        accept_language, user_agent = _read_headers(scope["headers"])
        try:
            entry = table.entries.get(read_code(scope["path"][3:])) if scope["path"][:3] in {"/q/", "/Q/"} else None
        except MalformedCode:
            entry = None
        if entry is None:
            answer = answer_unknown(accept_language=accept_language)
        else:
            answer = answer_known(entry=entry, accept_language=accept_language)
            if scope["method"] == "GET":
                await self._write_down(
                    commit, make_scan(entry=entry, answer=answer, user_agent=user_agent, minute=self._minute)
                )
        await _send_answer(send, answer, table, with_body=scope["method"] == "GET")

    async def _write_down(self, commit: GroupCommit, record: ScanRecord) -> None:
        try:
            await commit.append(record)
        except OSError:
            logger.exception("A scan of %s is lost: the spool can't be written.", record.code)


def _read_headers(headers: Headers) -> tuple[str, str]:
    accept_language = user_agent = b""
    for name, value in headers:
        if name == b"accept-language":
            accept_language = value
        elif name == b"user-agent":
            user_agent = value
    return accept_language.decode("latin-1"), user_agent.decode("latin-1")


async def _send_answer(send: Send, answer: Answer, table: LinkTable, *, with_body: bool) -> None:
    if answer.status == FOUND:
        location = quote(answer.location, safe="/:?#[]@!$&'()*+,;=%~").encode()
        await _send(send, FOUND, [(b"location", location)], b"")
        return
    pages = table.notices.withdrawn if answer.status == GONE else table.notices.unknown
    headers = [
        (b"content-type", b"text/html; charset=utf-8"),
        (b"content-language", answer.language.encode()),
        (b"vary", b"accept-language"),
    ]
    await _send(send, answer.status, headers, pages[answer.language], with_body=with_body)


async def _send(send: Send, status: int, headers: Headers, body: bytes, *, with_body: bool = True) -> None:
    length = [(b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": status, "headers": [*headers, *_ALWAYS, *length]})
    with suppress(OSError):
        await send({"type": "http.response.body", "body": body if with_body else b""})


def make_application() -> Redirector:
    """Return the gate of this installation's data folder."""
    folder = Path(os.environ.get("DATA_DIR", DEFAULT_DATA_DIR)) / "spool"
    return Redirector(table_path=folder / TABLE_NAME, spool=Spool(folder))


application = make_application()
