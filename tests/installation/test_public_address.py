"""The doctor asks the site under its public address: whether it answers, and whether browsers trust its certificate."""

from __future__ import annotations

import datetime
import ipaddress
import ssl
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.utils import timezone

from cms.installation.diagnosis import Condition, examine
from cms.installation.public_address import examine_site

StartFront = Callable[..., None]


def write_certificate(path: Path, *, days: int) -> Path:
    """Write a key with its own certificate for this machine, which ends so many days after now."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    start, end = timezone.now() - datetime.timedelta(days=1), timezone.now() + datetime.timedelta(days=days)
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), start, end)
    made = builder.add_extension(names, critical=False).sign(key, hashes.SHA256())
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.fixture
def start_front(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[StartFront]:
    """Start a front server whose every answer has this status, and give its address to the settings of a server."""
    started: list[ThreadingHTTPServer] = []

    def start(*, status: int = 200, days: int = 80, is_trusted: bool = True) -> None:
        class Front(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(status if self.path == "/accounts/login/" else 404)
                self.end_headers()

            def log_message(self, *arguments: Any) -> None:
                pass

        certificate = write_certificate(tmp_path / "certificate.pem", days=days)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server = ThreadingHTTPServer(("127.0.0.1", 0), Front)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        started.append(server)
        if is_trusted:
            monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        settings.SITE_ADDRESS = f"https://127.0.0.1:{server.server_port}"
        settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

    yield start
    for server in started:
        server.shutdown()
        server.server_close()


def diagnose() -> list[tuple[str, Condition]]:
    return [(each.part, each.condition) for each in examine_site(timezone.now())]


def test_site_with_a_trusted_certificate_answers(start_front: StartFront) -> None:
    start_front()

    assert diagnose() == [("certificate", Condition.OK), ("site", Condition.OK)]


def test_certificate_that_nobody_renews_is_a_warning_before_its_end(start_front: StartFront) -> None:
    start_front(days=13)

    assert diagnose() == [("certificate", Condition.WARNING), ("site", Condition.OK)]


def test_certificate_of_ones_own_making_is_a_warning_and_the_site_is_asked_all_the_same(
    start_front: StartFront,
) -> None:
    start_front(is_trusted=False)

    assert diagnose() == [("certificate", Condition.WARNING), ("site", Condition.OK)]


@pytest.mark.parametrize("status", [500, 503])
def test_site_that_answers_with_an_error_is_an_error(start_front: StartFront, status: int) -> None:
    start_front(status=status)

    found = {each.part: each for each in examine_site(timezone.now())}

    assert found["site"].condition == Condition.ERROR
    assert found["site"].text.endswith(f"/accounts/login/ answers {status}.")
    assert "systemctl restart nho-nguon-web" in found["site"].advice


@pytest.mark.django_db
def test_site_that_does_not_answer_is_an_error_with_advice(start_front: StartFront, settings: Any) -> None:
    start_front()
    settings.SITE_ADDRESS = "https://127.0.0.1:1"

    (found,) = [each for each in examine(at=timezone.now()) if each.part == "site"]

    assert found.condition == Condition.ERROR
    assert "restart nginx nho-nguon-web" in found.advice


def test_address_of_an_installation_that_is_no_server_is_not_asked(settings: Any) -> None:
    settings.SITE_ADDRESS = "http://127.0.0.1:1"

    assert diagnose() == [("site", Condition.OK)]
