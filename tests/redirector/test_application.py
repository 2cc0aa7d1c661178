"""The redirector as an ASGI application, and as a process that is killed under load."""

import asyncio
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import pytest

from outreach.redirector.application import Redirector
from outreach.redirector.link_table import Destination, LinkEntry, LinkTable, Notices, write_table
from outreach.redirector.spool import Spool, read_sealed, seal_segments
from translations.languages import CODES

ROOT = Path(__file__).resolve().parents[2]
PHONE = b"Mozilla/5.0 (Linux; Android 13) Mobile"


def make_table(*, version="1", withdrawn=()):
    live = Destination(addresses={"ko": "/ko/calls/가족/", "vi": "/vi/keu-goi/"}, withdrawn=frozenset(withdrawn))
    return LinkTable(
        version=version,
        entries={
            "0BCD12": LinkEntry("0BCD12", "ko", live),
            "0BCD13": LinkEntry("0BCD13", "any", live),
            "0BCD14": LinkEntry("0BCD14", "en", Destination({}, frozenset({"en"}))),
        },
        notices=Notices(
            unknown={code: f"unknown {code}".encode() for code in CODES},
            withdrawn={code: f"withdrawn {code}".encode() for code in CODES},
        ),
    )


@pytest.fixture
def folder(tmp_path):
    write_table(table=make_table(), path=tmp_path / "links.json")
    return tmp_path


async def call(redirector, path, *, method="GET", headers=()):
    messages = []

    async def send(message):
        messages.append(message)

    scope = {"type": "http", "method": method, "path": path, "headers": [(b"user-agent", PHONE), *headers]}
    await redirector(scope, None, send)
    return messages[0]["status"], dict(messages[0]["headers"]), messages[1]["body"]


def run(folder, *calls):
    """Start a redirector, make the calls one after the other, stop it."""

    async def live():
        redirector = Redirector(table_path=folder / "links.json", spool=Spool(folder))
        messages = asyncio.Queue()
        answers = asyncio.Queue()
        await messages.put({"type": "lifespan.startup"})
        life = asyncio.create_task(redirector({"type": "lifespan"}, messages.get, answers.put))
        started = await answers.get()
        if started["type"] == "lifespan.startup.failed":
            return started["message"]
        results = [await call(redirector, *arguments, **named) for arguments, named in calls]
        await messages.put({"type": "lifespan.shutdown"})
        await life
        return results

    # A thread of its own: Playwright leaves an event loop running in the tests' own.
    with ThreadPoolExecutor(max_workers=1) as threads:
        return threads.submit(asyncio.run, live()).result()


def get_scans(folder):
    seal_segments(folder)
    return [record for segment in read_sealed(folder) for record in segment.records]


def request(path, **named):
    return (path,), named


def test_code_in_capitals_or_misread_redirects_to_its_page_and_the_scan_is_on_disk(folder):
    (first, second) = run(folder, request("/Q/0BCD12"), request("/q/obcdl2"))

    assert [status for status, _, _ in (first, second)] == [302, 302]
    assert first[1][b"location"] == b"/ko/calls/%EA%B0%80%EC%A1%B1/"
    assert first[1][b"cache-control"] == b"no-store"
    assert [(scan.code, scan.language, scan.is_robot) for scan in get_scans(folder)] == [("0BCD12", "ko", False)] * 2


def test_link_for_any_language_follows_the_reader_and_names_the_language_that_is_missing(folder):
    answers = run(
        folder,
        request("/q/0BCD13", headers=[(b"accept-language", b"ko-KR")]),
        request("/q/0BCD13", headers=[(b"accept-language", b"km")]),
    )

    assert [headers[b"location"] for _, headers, _ in answers] == [
        b"/ko/calls/%EA%B0%80%EC%A1%B1/",
        b"/vi/keu-goi/?asked=km",
    ]


@pytest.mark.parametrize("path", ["/q/ZZZZZZ", "/q/", "/q/not a code", "/q/0BCD12/more", "/elsewhere", "/q/\x00é漢"])
def test_unknown_code_gets_a_notice_in_the_readers_language(folder, path):
    ((status, headers, body),) = run(folder, request(path, headers=[(b"accept-language", b"ar")]))

    assert status == 404
    assert headers[b"content-language"] == b"ar"
    assert body == b"unknown ar"
    assert get_scans(folder) == []


def test_withdrawn_item_returns_410_in_the_links_language_and_the_scan_is_counted(folder):
    ((status, headers, body),) = run(folder, request("/q/0BCD14", headers=[(b"accept-language", b"ko")]))

    assert (status, body) == (410, b"withdrawn en")
    assert headers[b"content-type"] == b"text/html; charset=utf-8"
    assert len(get_scans(folder)) == 1


def test_head_request_is_not_counted(folder):
    answers = run(folder, request("/q/0BCD12", method="HEAD"), request("/q/ZZZZZZ", method="HEAD"))

    assert [(status, body) for status, _, body in answers] == [(302, b""), (404, b"")]
    assert get_scans(folder) == []


def test_other_methods_are_refused(folder):
    ((status, headers, _),) = run(folder, request("/q/0BCD12", method="POST"))

    assert (status, headers[b"allow"]) == (405, b"GET, HEAD")


def test_full_disk_loses_the_scan_and_still_redirects_the_reader(folder, monkeypatch, caplog):
    def fail(self, lines):
        raise OSError("No space left on device")

    monkeypatch.setattr(Spool, "write", fail)
    ((status, _, _),) = run(folder, request("/q/0BCD12"))

    assert status == 302
    assert "A scan of 0BCD12 is lost" in caplog.text


def test_redirector_without_a_table_does_not_start_and_says_what_to_do(tmp_path):
    assert "Write one with: manage.py link_table" in run(tmp_path)


# --- killed under load ---


SCANS_A_LIFE = 100


class Process:
    """The redirector as it runs in production."""

    def __init__(self, data_dir):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        command = [
            sys.executable,
            "-m",
            "uvicorn",
            "outreach.redirector.application:application",
            "--port",
            str(self.port),
        ]
        self.process = subprocess.Popen(
            [*command, "--log-level", "warning", "--no-access-log"],
            cwd=ROOT,
            env={"DATA_DIR": str(data_dir), "PYTHONPATH": str(ROOT)},
        )

    def wait(self):
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
            except OSError:
                time.sleep(0.02)
            else:
                return
        raise AssertionError("The redirector doesn't respond.")

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


def scan_until_it_dies(port, acknowledged, heard):
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        while True:
            connection.request("GET", "/q/0BCD12", headers={"User-Agent": PHONE.decode()})
            response = connection.getresponse()
            response.read()
            assert response.status == 302
            acknowledged.append(1)
            heard.release()
    except (OSError, HTTPException):
        return


def kill_often(data_dir, *, kills):
    """Return the number of acknowledged scans, over as many lives of a redirector."""
    acknowledged = []
    for _ in range(kills):
        redirector, heard = Process(data_dir), threading.Semaphore(0)
        try:
            redirector.wait()
            arguments = (redirector.port, acknowledged, heard)
            clients = [threading.Thread(target=scan_until_it_dies, args=arguments) for _ in range(8)]
            for client in clients:
                client.start()
            for _ in range(SCANS_A_LIFE):
                assert heard.acquire(timeout=30), "The redirector doesn't respond any more."
        finally:
            redirector.kill()
        for client in clients:
            client.join()
    return len(acknowledged)


@pytest.mark.parametrize("kills", [2, pytest.param(100, marks=pytest.mark.slow)])
def test_no_acknowledged_scan_is_lost_when_the_redirector_is_killed(tmp_path, kills):
    write_table(table=make_table(), path=tmp_path / "spool" / "links.json")

    acknowledged = kill_often(tmp_path, kills=kills)
    scans = get_scans(tmp_path / "spool")

    assert acknowledged > 0
    # In each life, the last scan of each of the eight clients may be on disk without having been acknowledged.
    assert acknowledged <= len(scans) <= acknowledged + 8 * kills
    assert len({scan.id for scan in scans}) == len(scans)
    assert all(re.fullmatch("[0-9a-f]{32}", scan.id) for scan in scans)
