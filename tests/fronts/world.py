"""A web process and nginx over the test's database, as they are installed, in a folder of their own."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import connection

from tests.services.processes import stop_process
from tests.services.web import get, start_nginx, start_web

SECONDS = 60
"""Within which what a test waits for must come, on a busy machine too."""


@dataclass
class Installation:
    folder: Path
    data: Path
    environment: dict[str, str]
    web: subprocess.Popen[bytes]
    nginx: subprocess.Popen[bytes]
    address: Path
    port: int
    purge_address: str
    others: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def get(self, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
        return get(self.port, path, headers={name.replace("_", "-"): value for name, value in headers.items()})

    def get_directly(self, path: str, seconds: float = 30, **headers: str) -> tuple[int, dict[str, str], bytes]:
        """Ask gunicorn itself, as a front server does."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return get(self.address, path, headers=named, seconds=seconds)

    def stop_web(self) -> None:
        """Stop gunicorn with its workers, as a crash or a halt of the service does."""
        stop_process(self.web, seconds=20)

    def start_another_web(self, **environment: str) -> None:
        self.web, _address = start_web(folder=self.folder, environment={**self.environment, **environment})

    def stop(self) -> None:
        for process in (self.nginx, self.web, *self.others):
            if process.poll() is None:
                process.send_signal(signal.SIGCONT)
            stop_process(process, seconds=10)
        shutil.rmtree(self.folder, ignore_errors=True)


@contextmanager
def install(**environment: str) -> Iterator[Installation]:
    """Start both; they serve what the test has committed."""
    folder = Path(tempfile.mkdtemp(prefix="nho-nguon-front-"))
    folder.chmod(0o755)
    data = folder / os.environ.get("PYTEST_XDIST_WORKER", "main")
    data.mkdir()
    values = {"DATABASE_URL": get_database_address(), "DATA_DIR": str(folder), **environment}
    web, address = start_web(folder=folder, environment=values)
    try:
        nginx, port, purge_address = start_nginx(folder=folder, web=address, data=data)
    except BaseException:
        stop_process(web)
        raise
    installation = Installation(folder, data, values, web, nginx, address, port, purge_address)
    try:
        yield installation
    finally:
        installation.stop()


@dataclass
class FrontAlone:
    """An nginx whose web process never answers."""

    port: int

    def get(self, path: str) -> tuple[int, dict[str, str], bytes]:
        return get(self.port, path)


@contextmanager
def start_front_alone() -> Iterator[FrontAlone]:
    folder = Path(tempfile.mkdtemp(prefix="nho-nguon-front-"))
    folder.chmod(0o755)
    try:
        nginx, port, _purge_address = start_nginx(folder=folder, web=folder / "away.sock", data=folder)
        try:
            yield FrontAlone(port)
        finally:
            stop_process(nginx, seconds=10)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def get_database_address() -> str:
    """Return the address of the test's own database, for other processes."""
    values: dict[str, Any] = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{values['NAME']}"
    return f"postgresql://{values['USER']}@/{values['NAME']}?host={values['HOST']}"


def eventually(check: Callable[[], bool]) -> bool:
    """Return whether it becomes true in time; asked often, because the time itself is no part of the test."""
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        if check():
            return True
        time.sleep(0.05)
    return False
