"""The redirector as an ASGI application, and as a process that is killed under load."""

import asyncio
import json
import os
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
from tests.services.processes import find_free_ports
from translations.languages import CODES

ROOT = Path(__file__).resolve().parents[2]
OPERATING = ROOT / "docs" / "operating.md"
PHONE = b"Mozilla/5.0 (Linux; Android 13) Mobile"


def make_table(*, version="1", withdrawn=()):
    live = Destination(addresses={"ko": "/ko/calls/가족/", "vi": "/vi/keu-goi/"}, withdrawn=frozenset(withdrawn))
    return LinkTable(
        version=version,
        entries={
            "0BCD12": LinkEntry("0BCD12", "ko", live),
            "0BCD13": LinkEntry("0BCD13", "any", live),
            "0BCD14": LinkEntry("0BCD14", "en", Destination({}, frozenset({"en"}))),
            "0BCD15": LinkEntry("0BCD15", "vi", Destination({}, frozenset({"vi"}))),
        },
        notices=Notices(
            unknown={code: f"unknown {code}".encode() for code in CODES},
            withdrawn={code: f"withdrawn {code}".encode() for code in CODES},
            withdrawn_source={code: f"withdrawn {code} vi".encode() for code in CODES},
        ),
    )


@pytest.fixture
def folder(tmp_path):
    write_table(table=make_table(), path=tmp_path / "links.json")
    return tmp_path


async def call(redirector, path, *, method="GET", headers=(), dies_before_answer=False):
    messages = []

    async def send(message):
        if dies_before_answer:
            raise ConnectionResetError
        messages.append(message)

    scope = {"type": "http", "method": method, "path": path, "headers": [(b"user-agent", PHONE), *headers]}
    await redirector(scope, None, send)
    return messages[0]["status"], dict(messages[0]["headers"]), messages[1]["body"]


def run(folder, *calls, spool=None):
    """Start a redirector, make the calls one after the other, stop it."""

    async def live():
        redirector = Redirector(table_path=folder / "links.json", spool=Spool(spool or folder))
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


def test_a_reader_who_asks_again_makes_a_second_scan_and_nothing_kept_of_the_two_tells_who_asked(folder):
    asked = request("/q/0BCD12", headers=[(b"cookie", b"language=ko"), (b"x-forwarded-for", b"192.0.2.7")])

    run(folder, asked, asked)

    first, second = get_scans(folder)
    assert first.id != second.id
    assert (first.code, first.language, first.is_robot, first.country) == ("0BCD12", "ko", False, "")
    lines = b"".join(path.read_bytes() for path in folder.glob("*.sealed"))
    assert b"192.0.2.7" not in lines
    assert b"Mozilla" not in lines


def test_a_scan_whose_answer_never_went_out_is_kept_once(folder):
    """The redirector ends between the writing and the answer: nobody hears of it, and asking again is a request."""
    with pytest.raises(ConnectionResetError):
        run(folder, request("/q/0BCD12", dies_before_answer=True))
    run(folder, request("/q/0BCD12"))

    scans = get_scans(folder)
    assert len(scans) == len({scan.id for scan in scans}) == 2


def test_other_methods_are_refused(folder):
    ((status, headers, _),) = run(folder, request("/q/0BCD12", method="POST"))

    assert (status, headers[b"allow"]) == (405, b"GET, HEAD")


@pytest.mark.parametrize(
    "typed", ["0BCD12/", "0BCD12.", "0bcd12,", "(0BCD12)", "0BCD12。", "0BCD\u00a012", "\u200b0BCD12"]
)
def test_marks_and_spaces_beside_a_code_are_ignored(folder, typed):
    ((status, headers, _),) = run(folder, request(f"/q/{typed}"))

    assert (status, headers[b"location"]) == (302, b"/ko/calls/%EA%B0%80%EC%A1%B1/")


@pytest.mark.parametrize("name", [b"sec-purpose", b"purpose"])
def test_page_fetched_in_advance_is_not_a_persons_scan(folder, name):
    run(folder, request("/q/0BCD12", headers=[(name, b"prefetch;prerender")]), request("/q/0BCD12"))

    assert [scan.is_robot for scan in get_scans(folder)] == [True, False]


def test_withdrawn_vietnamese_poster_answers_in_the_phones_language_with_vietnamese_beside_it(folder):
    asked = [b"ko-KR,ko;q=0.9", b"vi-VN", b"de", b""]
    answers = run(folder, *(request("/q/0BCD15", headers=[(b"accept-language", header)]) for header in asked))

    assert [body for _, _, body in answers] == [
        b"withdrawn ko vi",
        b"withdrawn vi",
        b"withdrawn en vi",
        b"withdrawn vi",
    ]
    assert [headers[b"content-language"] for _, headers, _ in answers] == [b"ko", b"vi", b"en", b"vi"]


def test_scan_that_can_not_be_kept_is_counted_and_said_in_health_and_the_reader_is_redirected(folder, caplog):
    no_folder = folder / "links.json" / "spool"
    health = request("/health")
    before, scanned, after = run(folder, health, request("/q/0BCD12"), health, spool=no_folder)

    assert scanned[0] == 302
    assert "A scan of 0BCD12 is lost" in caplog.text
    kept = [
        (state["is_keeping_scans"], state["scans_not_kept"]) for state in (json.loads(before[2]), json.loads(after[2]))
    ]
    assert kept == [(True, 0), (False, 1)]
    assert after[0] == 200


def test_health_recovers_with_the_disk_and_the_count_stays(folder):
    place = folder / "spool"
    place.write_text("a file where a folder should be")
    spool = Spool(place)
    with pytest.raises(FileExistsError):
        spool.write([b"a line\n"])

    place.unlink()
    spool.write([b"a line\n"])

    assert (spool.is_keeping, spool.not_kept) == (True, 1)


def test_redirector_without_a_table_does_not_start_and_says_what_to_do(tmp_path):
    assert "Write one with: manage.py link_table" in run(tmp_path)


# --- killed under load ---


SCANS_A_LIFE = 100
KILLS = int(os.environ.get("KILLS", "100"))


def get_documented_command(*, port):
    """Return the command of docs/operating.md, with another port."""
    (command,) = set(re.findall(r"python (-m outreach\.redirector[^`]*) --port 8001`", OPERATING.read_text()))
    return [sys.executable, *command.split(), "--port", str(port)]


class Process:
    """The redirector as it runs in production."""

    def __init__(self, data_dir, *, log_path=None):
        [self.port] = find_free_ports(1)
        environment = {"DATA_DIR": str(data_dir), "PYTHONPATH": str(ROOT)}
        self.log = log_path.open("wb") if log_path else None
        self.process = subprocess.Popen(
            get_documented_command(port=self.port), cwd=ROOT, env=environment, stdout=self.log, stderr=self.log
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


@pytest.mark.parametrize("kills", [2, pytest.param(KILLS, marks=pytest.mark.slow)])
def test_no_acknowledged_scan_is_lost_when_the_redirector_is_killed(tmp_path, kills):
    write_table(table=make_table(), path=tmp_path / "spool" / "links.json")

    acknowledged = kill_often(tmp_path, kills=kills)
    scans = get_scans(tmp_path / "spool")

    assert acknowledged > 0
    # In each life, the last scan of each of the eight clients may be on disk without having been acknowledged.
    assert acknowledged <= len(scans) <= acknowledged + 8 * kills
    assert len({scan.id for scan in scans}) == len(scans)
    assert all(re.fullmatch("[0-9a-f]{32}", scan.id) for scan in scans)


def test_nothing_that_the_documented_command_writes_names_a_reader(tmp_path):
    write_table(table=make_table(), path=tmp_path / "spool" / "links.json")
    log = tmp_path / "log"
    redirector = Process(tmp_path, log_path=log)
    try:
        redirector.wait()
        forwarded = {"X-Forwarded-For": "203.0.113.9", "Forwarded": "for=203.0.113.9", "X-Real-IP": "203.0.113.9"}
        for path in ("/q/0BCD12", "/q/ZZZZZZ", "/q/0BCD14", "/", "/health"):
            connection = HTTPConnection("127.0.0.1", redirector.port, timeout=10)
            connection.request("GET", path, headers={**forwarded, "User-Agent": "a reader's telephone"})
            connection.getresponse().read()
        with socket.create_connection(("127.0.0.1", redirector.port), timeout=10) as raw:
            raw.sendall(b"not HTTP\r\n\r\n")
            raw.recv(1000)
        redirector.process.terminate()
        assert redirector.process.wait(timeout=20) in {0, -signal.SIGTERM}
    finally:
        redirector.kill()
    written = {path.name: path.read_text() for path in tmp_path.rglob("*") if path.is_file()}

    assert len(get_scans(tmp_path / "spool")) == 2
    for word in ("127.0.0.1", "203.0.113", "telephone", "0BCD12"):
        assert word not in written["log"]
    spooled = "".join(text for name, text in written.items() if name not in {"log", "links.json"})
    assert not any(word in spooled for word in ("127.0.0.1", "203.0.113", "telephone"))
    assert b"203.0.113" not in log.read_bytes()


def test_no_document_names_another_way_to_start_it():
    documents = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]

    assert [path.name for path in documents if "redirector.application:" in path.read_text()] == []


def test_every_redirector_of_the_machine_reads_a_new_table_within_two_seconds(tmp_path):
    path = tmp_path / "spool" / "links.json"
    write_table(table=make_table(), path=path)
    redirectors = [Process(tmp_path) for _ in range(3)]
    try:
        for redirector in redirectors:
            redirector.wait()
            assert get_status(redirector.port, "/q/0BCD12") == 302
        started = time.monotonic()
        write_table(table=make_table(version="2", withdrawn=["ko"]), path=path)
        for redirector in redirectors:
            while get_status(redirector.port, "/q/0BCD12") != 410:
                assert time.monotonic() < started + 2
                time.sleep(0.05)
    finally:
        for redirector in redirectors:
            redirector.kill()


def get_status(port, path):
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", path, headers={"User-Agent": PHONE.decode()})
    response = connection.getresponse()
    response.read()
    return response.status
