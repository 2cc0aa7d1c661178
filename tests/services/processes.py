"""Starting and stopping server processes, so that none outlives the test run."""

from __future__ import annotations

import ctypes
import os
import random
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from itertools import islice
from pathlib import Path

PR_SET_PDEATHSIG = 1
# Nothing that a test server writes is kept, so an orderly shutdown isn't worth waiting for.
SECONDS_TO_STOP = 0.5
EPHEMERAL_PORTS = Path("/proc/sys/net/ipv4/ip_local_port_range")
LOWEST_PORT = 10_000


class ServiceFailed(RuntimeError):
    """A server ended or didn't respond in time; the message includes the end of its log."""


def _die_with_parent() -> None:
    """Make the kernel kill this process if pytest is killed and can't clean up."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def spawn(
    arguments: Sequence[str], *, log: Path, environment: Mapping[str, str] | None = None, user: str | None = None
) -> subprocess.Popen[bytes]:
    """Start a server that writes to `log` and dies with this process."""
    with log.open("ab") as stream:
        return subprocess.Popen(
            list(arguments),
            cwd=log.parent,
            env={**os.environ, **(environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=subprocess.STDOUT,
            user=user,
            extra_groups=[] if user else None,
            preexec_fn=_die_with_parent,  # noqa: PLW1509  # no other thread runs here, and it makes one system call
        )


def wait_until(
    ready: Callable[[], bool], *, process: subprocess.Popen[bytes], log: Path, seconds: float = 30.0
) -> None:
    """Return when `ready()` is true; raise ServiceFailed if the process ends or too much time passes."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise ServiceFailed(f"{process.args!r} ended with {process.returncode}:\n{_log_end(log)}")
        if ready():
            return
        time.sleep(0.05)
    stop_process(process)
    raise ServiceFailed(f"{process.args!r} did not answer within {seconds:.0f} s:\n{_log_end(log)}")


def stop_process(process: subprocess.Popen[bytes], *, seconds: float = SECONDS_TO_STOP) -> None:
    """Interrupt a process, and kill it if it hasn't ended after `seconds`."""
    if process.poll() is not None:
        return
    process.send_signal(signal.SIGINT)
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def find_free_ports(count: int) -> list[int]:
    """Return ports on which no process listens now, of those that Linux gives to no outgoing connection."""
    first_ephemeral = int(EPHEMERAL_PORTS.read_text().split()[0])
    # Not the seeded generator of the tests: all workers would try the same ports.
    order = random.SystemRandom().sample(range(LOWEST_PORT, first_ephemeral), k=first_ephemeral - LOWEST_PORT)
    return list(islice(filter(_is_free, order), count))


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("", port))
        except OSError:
            return False
    return True


def _log_end(log: Path) -> str:
    return log.read_text(errors="replace")[-4000:] if log.exists() else "(no log)"
