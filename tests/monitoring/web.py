"""gunicorn with production's settings and an empty database, for what only a real web process shows."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.services.processes import find_free_ports, stop_process, wait_until

ROOT = Path(__file__).resolve().parents[2]
HOST = "nho-nguon.example"


@dataclass(frozen=True)
class WebProcess:
    """``log`` is the file of all that it writes."""

    port: int
    log: Path

    def send(self, request: bytes) -> bytes:
        """Return the whole answer; empty if the process doesn't answer."""
        try:
            with closing(socket.create_connection(("127.0.0.1", self.port), timeout=20)) as opened:
                opened.sendall(request)
                return b"".join(iter(lambda: opened.recv(65536), b""))
        except OSError:
            return b""

    def get(self, path: str, **headers: str) -> bytes:
        lines = [f"GET {path} HTTP/1.0", f"Host: {HOST}", *(f"{name}: {value}" for name, value in headers.items())]
        return self.send("\r\n".join([*lines, "", ""]).encode())


@contextmanager
def start_web(folder: Path, *options: str, **environment: str) -> Iterator[WebProcess]:
    [port] = find_free_ports(1)
    web = WebProcess(port, folder / "web.log")
    settings = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "cms.settings.production",
        "SECRET_KEY": "k" * 60,
        "ALLOWED_HOSTS": HOST,
        "SITE_ADDRESS": f"https://{HOST}",
        "SSL_REDIRECT": "0",
        "DATABASE_URL": f"sqlite:///{folder}/empty.sqlite3",
        "DATA_DIR": str(folder),
        "STORAGE": "disk",
        **environment,
    }
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "cms.wsgi",
        f"--bind=127.0.0.1:{port}",
        "--log-level=warning",
        *options,
    ]
    with web.log.open("wb") as stream:
        process = subprocess.Popen(command, cwd=ROOT, env=settings, stdout=stream, stderr=subprocess.STDOUT)
    try:
        wait_until(lambda: web.get("/healthz") != b"", process=process, log=web.log)
        yield web
    finally:
        stop_process(process, seconds=10)
