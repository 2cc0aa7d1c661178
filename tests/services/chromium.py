"""Debian's Chromium for browser tests, installed on demand if the process runs as root."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from tests.services.processes import ServiceFailed

# The same engine without the window, profile and extensions of the desktop's Chromium: a page costs a third.
CHROMIUM = "/usr/lib/chromium/chromium-headless-shell"
INSTALL = "apt-get update && apt-get install -y chromium-headless-shell"
ARGUMENTS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # The headless shell has no language of its own.
    "--accept-lang=en-US",
]


def get_launch_arguments() -> list[str]:
    """Return the switches that stop Chromium's own network traffic and, as root, let it start."""
    return [*ARGUMENTS, "--no-sandbox"] if os.geteuid() == 0 else ARGUMENTS


def ensure_chromium(*, path: str = CHROMIUM) -> str:
    """Return the path of Chromium. As root install it if it is missing; otherwise raise with the command to run."""
    if Path(path).exists():
        return path
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        raise ServiceFailed(f"Chromium is missing. Run: sudo sh -c '{INSTALL}'")
    with (Path(tempfile.gettempdir()) / "nho-nguon-apt.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not Path(path).exists():
            _install()
    if not Path(path).exists():
        raise ServiceFailed(f"Chromium was installed, but {path} is missing.")
    return path


def _install() -> None:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    result = subprocess.run(["sh", "-c", INSTALL], env=environment, capture_output=True, text=True, check=False)
    if result.returncode:
        raise ServiceFailed(f"Chromium could not be installed. Run: {INSTALL}\n{result.stdout[-2000:]}{result.stderr}")
