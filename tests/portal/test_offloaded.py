"""Downloads that nginx sends: recorded from its log, with the bytes that it sent.

Django's real answers are relayed to a real nginx: in a thread of its own, Django would not see the test's rows.
"""

import json
import os
import shutil
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import requests
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cms.users.roles import Role
from outreach.holdings.models import HeldItem
from outreach.holdings.sent_log import read_log
from outreach.ledger.models import LedgerEvent
from outreach.screens.schedule import remove
from tests.approvals.factories import Desk, make_person
from tests.organisations.factories import MembershipFactory
from tests.portal.test_portal import make_portal
from tests.screens.factories import make_installation
from tests.services.processes import find_free_ports, spawn, stop_process, wait_until

pytestmark = pytest.mark.django_db

CONFIGURATION = """
daemon off; pid {folder}/nginx.pid; error_log stderr crit; worker_processes 1; {user}
events {{ worker_connections 64; }}
http {{
  client_body_temp_path {folder}; proxy_temp_path {folder}; fastcgi_temp_path {folder}; uwsgi_temp_path {folder};
  scgi_temp_path {folder}; access_log off;
  {log_format}
  server {{
    listen 127.0.0.1:{port};
    location / {{ proxy_pass http://127.0.0.1:{backend}; }}
    location /_files/ {{ internal; alias {media}/; max_ranges 1; access_log {folder}/sent.log sent; }}
  }}
}}
"""


def read_log_format(root: Path) -> str:
    """Return the format as the documentation gives it to operators."""
    text = (root / "docs" / "ledger.md").read_text("utf-8")
    return text.split("```nginx\n")[1].split("```")[0]


@pytest.fixture
def nginx(settings: Any, tmp_path: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """The address of nginx, and the headers that the server behind it gives: the test fills them in."""
    headers: dict[str, str] = {}

    class Relay(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_HEAD = do_GET

        def log_message(self, *args: Any) -> None:
            pass

    relay = ThreadingHTTPServer(("127.0.0.1", 0), Relay)
    threading.Thread(target=relay.serve_forever, daemon=True).start()
    (port,) = find_free_ports(1)
    configuration = tmp_path / "nginx.conf"
    configuration.write_text(
        CONFIGURATION.format(
            folder=tmp_path,
            user="user root;" if os.geteuid() == 0 else "",
            port=port,
            backend=relay.server_port,
            media=settings.STORAGES["default"]["OPTIONS"]["location"],
            log_format=read_log_format(settings.ROOT),
        )
    )
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    process = spawn([str(program), "-c", str(configuration)], log=tmp_path / "nginx.log")
    settings.MEDIA_OFFLOAD_PREFIX = "/_files/"
    settings.MEDIA_OFFLOAD_LOG = str(tmp_path / "sent.log")
    try:
        wait_until(lambda: can_connect(port), process=process, log=tmp_path / "nginx.log")
        yield f"http://127.0.0.1:{port}/", headers
    finally:
        stop_process(process)
        relay.shutdown()


def can_connect(port: int) -> bool:
    try:
        return requests.get(f"http://127.0.0.1:{port}/", timeout=5).status_code == 200
    except requests.ConnectionError:
        return False


def get_downloads() -> list[dict[str, Any]]:
    events = LedgerEvent.objects.filter(action="edition.downloaded").order_by("seq")
    return [event.data for event in events]


def test_what_nginx_has_sent_to_the_end_is_recorded_once(nginx: tuple[str, dict[str, str]], desk: Desk) -> None:
    address, headers = nginx
    world = make_portal(desk)
    edition, client = world["edition"], world["seoul"]
    answer = client.get(reverse("portal:download", args=[edition.key]))
    headers |= {name: answer.headers[name] for name in ("X-Accel-Redirect", "X-Receipt", "ETag", "Content-Type")}
    assert get_downloads() == []

    whole = requests.get(address, timeout=10)
    requests.head(address, timeout=10)
    requests.get(address, headers={"Range": f"bytes={edition.size}-"}, timeout=10)
    requests.get(address, headers={"Range": "bytes=0-9"}, timeout=10)
    parts = requests.get(address, headers={"Range": "bytes=0-9,10-"}, timeout=10)
    rest = requests.get(address, headers={"Range": "bytes=100-"}, timeout=10)
    counts = [read_log(at=timezone.now()) for _ in range(2)]

    size = edition.size
    assert (len(whole.content), len(rest.content)) == (size, size - 100)
    assert "X-Receipt" not in whole.headers
    assert [data["bytes"] for data in get_downloads()] == [[0, size - 1, size], [100, size - 1, size]]
    assert all(len(data["request"]) == 32 for data in get_downloads())
    assert (parts.status_code, parts.content) == (200, whole.content)
    assert counts == [4, 0]


def test_a_line_that_nobody_signed_records_nothing(settings: Any, tmp_path: Path) -> None:
    log = tmp_path / "sent.log"
    settings.MEDIA_OFFLOAD_LOG = str(log)
    lines = ['{"receipt": "forged", "bytes": "9", "status": "200"}\n', "not json\n", "[]\n"]
    log.write_text("".join(lines))

    assert read_log(at=timezone.now()) == 0
    assert (tmp_path / "sent.log.aside").read_text() == "".join(lines)


@pytest.mark.parametrize("lacking", ["request", "receipt", "bytes", "at", "method"])
def test_a_line_in_another_format_is_set_aside_and_said_and_those_after_it_are_read(
    settings: Any, tmp_path: Path, desk: Desk, lacking: str
) -> None:
    world = make_portal(desk)
    settings.MEDIA_OFFLOAD_PREFIX, settings.MEDIA_OFFLOAD_LOG = "/_files/", str(tmp_path / "sent.log")
    whole = json.loads(make_line(world["seoul"], world["edition"], start=0))
    odd = json.dumps({name: value for name, value in whole.items() if name != lacking}) + "\n"
    (tmp_path / "sent.log").write_text(odd + make_line(world["seoul"], world["edition"], start=1))

    counts = [read_log(at=timezone.now()) for _ in range(2)]

    assert (counts, [data["bytes"][0] for data in get_downloads()]) == ([1, 0], [1])
    assert (tmp_path / "sent.log.aside").read_text() == odd
    assert Client().get("/readyz").json()["downloads_set_aside"] == 1


def test_a_file_that_needs_no_record_is_not_set_aside(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_OFFLOAD_LOG = str(tmp_path / "sent.log")
    (tmp_path / "sent.log").write_text('{"receipt": "", "method": "GET"}\n')

    assert read_log(at=timezone.now()) == 0
    assert Client().get("/readyz").json()["downloads_set_aside"] == 0


def test_a_download_is_recorded_though_its_reader_has_no_account_any_more(
    settings: Any, tmp_path: Path, desk: Desk
) -> None:
    world = make_portal(desk)
    settings.MEDIA_OFFLOAD_PREFIX, settings.MEDIA_OFFLOAD_LOG = "/_files/", str(tmp_path / "sent.log")
    reader = MembershipFactory(organisation=world["edition"].organisation, user=make_person(Role.PARTNER)).user
    client = Client()
    client.force_login(reader, backend="cms.users.backends.UserBackend")
    (tmp_path / "sent.log").write_text(make_line(client, world["edition"], start=0))
    key = reader.key
    reader.delete()

    assert read_log(at=timezone.now()) == 1
    assert LedgerEvent.objects.filter(action="edition.downloaded", by_key=key).count() == 1


def test_a_file_that_left_the_schedule_before_the_log_was_read_is_recorded_as_held(
    settings: Any, tmp_path: Path
) -> None:
    installation = make_installation()
    settings.MEDIA_OFFLOAD_PREFIX, settings.MEDIA_OFFLOAD_LOG = "/_files/", str(tmp_path / "sent.log")
    address = f"/api/v1/screens/{installation.screen.key}/files/{installation.file.sha256}"
    answer = Client().get(address, headers={"Authorization": f"Bearer {installation.token}"})
    size = installation.file.size
    (tmp_path / "sent.log").write_text(write_line(answer.headers["X-Receipt"], start=0, size=size))
    remove(assignment=installation.assignment, at=timezone.now())

    assert read_log(at=timezone.now()) == 1

    held = HeldItem.objects.get(organisation_key=installation.operator.key)
    assert held.held_at is not None
    assert get_downloads()[0]["assignments"] == [installation.assignment.pk]
    assert read_log(at=timezone.now()) == 0


def test_a_rotated_log_is_read_to_its_end(settings: Any, tmp_path: Path, desk: Desk) -> None:
    world = make_portal(desk)
    settings.MEDIA_OFFLOAD_PREFIX, settings.MEDIA_OFFLOAD_LOG = "/_files/", str(tmp_path / "sent.log")
    log = tmp_path / "sent.log"
    log.write_text(make_line(world["seoul"], world["edition"], start=0))
    first = read_log(at=timezone.now())
    with log.open("a") as file:
        file.write(make_line(world["seoul"], world["edition"], start=1))
    log.rename(tmp_path / "sent.log.1")
    log.write_text(make_line(world["seoul"], world["edition"], start=2))

    assert (first, read_log(at=timezone.now())) == (1, 2)
    assert [data["bytes"][0] for data in get_downloads()] == [0, 1, 2]


@pytest.mark.parametrize("cut", ["", "[12"])
def test_a_mark_that_was_cut_off_stops_no_recording(settings: Any, tmp_path: Path, desk: Desk, cut: str) -> None:
    world = make_portal(desk)
    settings.MEDIA_OFFLOAD_PREFIX, settings.MEDIA_OFFLOAD_LOG = "/_files/", str(tmp_path / "sent.log")
    (tmp_path / "sent.log").write_text(make_line(world["seoul"], world["edition"], start=0))
    read_log(at=timezone.now())

    (tmp_path / "sent.log.read").write_text(cut)
    read_log(at=timezone.now())

    assert len(get_downloads()) == 1


def make_line(client: Client, edition: Any, *, start: int) -> str:
    receipt = client.get(reverse("portal:download", args=[edition.key])).headers["X-Receipt"]
    return write_line(receipt, start=start, size=edition.size)


def write_line(receipt: str, *, start: int, size: int) -> str:
    """Return the line of a file that was sent from this byte on."""
    logged = {
        "receipt": receipt,
        "method": "GET",
        "status": "206",
        "bytes": str(size - start),
        "completion": "OK",
        "range": f"bytes {start}-{size - 1}/{size}",
        "request": "0" * 32,
        "at": timezone.now().isoformat(),
    }
    return json.dumps(logged) + "\n"
