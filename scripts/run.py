"""`make run`: update the data, then keep the web process, worker and scheduler running until Ctrl-C.

`make run DEMO=0` starts without the demonstration. What the database holds decides what is loaded: the demonstration
comes into an empty one only, and no start changes passwords.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DATA_DIR = Path(os.environ.get("DATA_DIR", ROOT / "data")).resolve()
BIN = Path(sys.executable).parent
MANAGE = [sys.executable, str(ROOT / "manage.py")]
HOST = os.environ.get("HOST", "127.0.0.1")
DEFAULT_PORT = 8000
WITH_DEMONSTRATION = os.environ.get("DEMO", "1") != "0"
SECONDS_TO_STOP = 10.0
SECONDS_TO_ANSWER = 60.0
# A process that ends sooner than this after its start isn't restarted, because it would only end again.
SECONDS_TO_PROVE = 5.0
PR_SET_PDEATHSIG = 1


class StartFailed(SystemExit):
    """The system could not be started; the text is for the terminal."""


@dataclass
class Child:
    """A process of the running system."""

    name: str
    command: list[str]
    process: subprocess.Popen[bytes] = field(init=False)
    started_at: float = field(init=False)

    def start(self, *, environment: dict[str, str]) -> None:
        """Start the process in a group of its own, so that Ctrl-C reaches only the supervisor."""
        self.started_at = time.monotonic()
        self.process = subprocess.Popen(
            self.command,
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=_die_with_parent,  # noqa: PLW1509  # no other thread runs here, and it makes one system call
        )


def main() -> None:
    """Prepare the data, start the processes, print the address and sign-ins, and supervise."""
    # Set explicitly, because a process started in the background by a script ignores Ctrl-C.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _interrupt)
    port = choose_port(os.environ.get("PORT"))
    environment = {"DJANGO_SETTINGS_MODULE": "cms.settings.dev", "PYTHONUNBUFFERED": "1", **os.environ}
    environment["DATA_DIR"] = str(DATA_DIR)
    environment.setdefault("SITE_ADDRESS", f"http://localhost:{port}")
    environment.setdefault("LOG_LEVEL", "WARNING")
    os.environ.update(environment)
    web = Child("web", [str(BIN / "gunicorn"), "cms.wsgi", *web_options(port)])
    children = [web, Child("worker", [*MANAGE, "worker"]), Child("scheduler", [*MANAGE, "scheduler"])]
    try:
        prepare(with_demonstration=WITH_DEMONSTRATION)
        sign_ins = read_sign_ins() if WITH_DEMONSTRATION else ""
        web.start(environment=environment)
        wait_for_answer(port=port, web=web)
        for child in children[1:]:
            child.start(environment=environment)
        print(f"\nThe site runs at http://localhost:{port}/  (desk: /admin/).  Ctrl-C stops it.\n", flush=True)
        print(sign_ins, flush=True)
        supervise(children, environment=environment)
    except KeyboardInterrupt:
        print("\nStopping.", flush=True)
    finally:
        stop(children)


def web_options(port: int) -> list[str]:
    """Return gunicorn's options: those of a server, on this port."""
    return [f"--config={ROOT / 'deploy' / 'gunicorn.conf.py'}", f"--bind={HOST}:{port}"]


def choose_port(wanted: str | None) -> int:
    """Return the given port, else the first free one from 8000 on; raise ``StartFailed`` if that can't be had."""
    if not wanted:
        return next(port for port in range(DEFAULT_PORT, DEFAULT_PORT + 1000) if find_hindrance(port) is None)
    if not wanted.isdecimal() or not 0 < int(wanted) < 65536:
        raise StartFailed(f"PORT is a number from 1 to 65535, and not “{wanted}”. Run: make run PORT={DEFAULT_PORT}")
    hindrance = find_hindrance(int(wanted))
    if hindrance is not None:
        raise StartFailed(hindrance)
    return int(wanted)


def find_hindrance(port: int) -> str | None:
    """Return why no server can listen on the port, and what to do; None if one can."""
    with socket.socket() as candidate:
        candidate.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            candidate.bind((HOST, port))
        except OSError as error:
            if error.errno == errno.EACCES:
                return f"Only root may use port {port}. Run: make run PORT={DEFAULT_PORT}"
            if error.errno == errno.EADDRINUSE:
                return f"Port {port} is in use. Run: make run PORT={port + 1}"
            return f"This machine has no address {HOST} ({error.strerror}). Run it with HOST=127.0.0.1 or HOST=0.0.0.0."
    return None


def require_folder() -> None:
    """Make the data folder; raise ``StartFailed`` if this user can't write there or the disk is full."""
    probe = DATA_DIR / f".probe-{os.getpid()}"
    try:
        (DATA_DIR / "static").mkdir(parents=True, exist_ok=True)
        probe.write_bytes(b"can be written")
        probe.unlink()
    except OSError as error:
        with contextlib.suppress(OSError):
            probe.unlink(missing_ok=True)
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise StartFailed(f"The disk of {DATA_DIR} is full. Free some space, and run make run again.") from error
        raise StartFailed(
            f"{DATA_DIR} can't be written ({error.strerror}). Make it yours, or take another: make run DATA_DIR=/folder"
        ) from error


def prepare(*, with_demonstration: bool) -> None:
    """Set up what the database lacks, and load the demonstration into an empty one."""
    require_folder()
    print("Preparing the database.", flush=True)
    if not with_demonstration:
        manage("setup")
        return
    manage("setup", "--demonstration", quiet=True)
    manage("load_demo", "--once")


def read_sign_ins() -> str:
    """Return the table of users and passwords, which load_demo writes once, readable by the owner only."""
    path = DATA_DIR / "signins.txt"
    if path.exists():
        return path.read_text()
    command = [*MANAGE, "load_demo", "--signins"]
    return subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True).stdout


def manage(*arguments: str, quiet: bool = False) -> None:
    """Run a command of manage.py; raise ``StartFailed`` if it fails. A quiet one shows its errors only."""
    output = subprocess.DEVNULL if quiet else None
    if subprocess.run([*MANAGE, *arguments], cwd=ROOT, stdout=output, check=False).returncode:
        raise StartFailed(f"manage.py {' '.join(arguments)} failed; see the error above.")


def wait_for_answer(*, port: int, web: Child) -> None:
    """Return when the web process accepts connections; raise ``StartFailed`` if it ends or a minute passes."""
    deadline = time.monotonic() + SECONDS_TO_ANSWER
    while time.monotonic() < deadline:
        if web.process.poll() is not None:
            raise StartFailed("The web process ended at once; see the error above.")
        with contextlib.suppress(OSError), socket.create_connection((HOST, port), timeout=5):
            return
        time.sleep(0.1)
    raise StartFailed(f"The web process did not answer within {SECONDS_TO_ANSWER:.0f} seconds.")


def supervise(children: list[Child], *, environment: dict[str, str]) -> None:
    """Restart every process that ends; raise ``StartFailed`` for one that ends right after its start."""
    while True:
        for child in children:
            code = child.process.poll()
            if code is None:
                continue
            if time.monotonic() - child.started_at < SECONDS_TO_PROVE:
                raise StartFailed(f"The {child.name} process keeps ending (exit code {code}).")
            print(f"The {child.name} process ended (exit code {code}); starting it again.", flush=True)
            child.start(environment=environment)
        time.sleep(0.5)


def stop(children: list[Child]) -> None:
    """Terminate each running child, and kill those that don't end within ten seconds."""
    running = [child for child in children if hasattr(child, "process") and child.process.poll() is None]
    for child in running:
        child.process.terminate()
    deadline = time.monotonic() + SECONDS_TO_STOP
    for child in running:
        try:
            child.process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(child.process.pid, signal.SIGKILL)
            child.process.wait()


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def _die_with_parent() -> None:
    """Make the kernel terminate this process if the supervisor is killed."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


if __name__ == "__main__":
    main()
