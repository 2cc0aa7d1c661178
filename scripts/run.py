"""`make run`: bring the data up to date, then keep web, worker and clock running until Ctrl-C.

A second start with nothing changed skips migration and demonstration data, so it takes seconds.
"""

from __future__ import annotations

import contextlib
import ctypes
import hashlib
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
SECONDS_TO_STOP = 10.0
SECONDS_TO_ANSWER = 60.0
# A process that ends sooner than this after its start is broken, not unlucky: it isn't started again.
SECONDS_TO_PROVE = 5.0
PR_SET_PDEATHSIG = 1


class StartFailed(SystemExit):
    """Something that the demonstration needs didn't come up; the text is for the person at the terminal."""


@dataclass
class Child:
    """One of the processes that make up the running system."""

    name: str
    command: list[str]
    process: subprocess.Popen[bytes] = field(init=False)
    started_at: float = field(init=False)

    def start(self, *, environment: dict[str, str]) -> None:
        """Start it in a group of its own, so that Ctrl-C reaches only the supervisor."""
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
    """Prepare, start, say where and as whom to sign in, supervise."""
    # Set by hand: what is started in the background of a script inherits that Ctrl-C is ignored.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _interrupt)
    port = choose_port(os.environ.get("PORT"))
    environment = {"DJANGO_SETTINGS_MODULE": "cms.settings.dev", "PYTHONUNBUFFERED": "1", **os.environ}
    environment["DATA_DIR"] = str(DATA_DIR)
    environment.setdefault("SITE_ADDRESS", f"http://localhost:{port}")
    environment.setdefault("LOG_LEVEL", "WARNING")
    os.environ.update(environment)
    web = Child("web", [str(BIN / "gunicorn"), "cms.wsgi", f"--bind={HOST}:{port}", *web_options()])
    children = [web, Child("worker", [*MANAGE, "worker"]), Child("clock", [*MANAGE, "clock"])]
    try:
        prepare()
        signins = read_signins()
        web.start(environment=environment)
        wait_for_answer(port=port, web=web)
        for child in children[1:]:
            child.start(environment=environment)
        print(f"\nNhớ Nguồn runs at http://localhost:{port}/  (desk: /admin/).  Ctrl-C stops it.\n", flush=True)
        print(signins, flush=True)
        supervise(children, environment=environment)
    except KeyboardInterrupt:
        print("\nStopping.", flush=True)
    finally:
        stop(children)


def web_options() -> list[str]:
    """Return gunicorn's options: two processes, so that a long request holds up nobody."""
    return ["--workers=2", "--threads=4", "--preload", "--timeout=120", "--log-level=warning"]


def choose_port(wanted: str | None) -> int:
    """Return the port asked for, or else the first free one from 8000 on; refuse one in use."""
    if wanted:
        if not _is_free(int(wanted)):
            raise StartFailed(f"Port {wanted} is in use. Run: make run PORT={int(wanted) + 1}")
        return int(wanted)
    return next(port for port in range(DEFAULT_PORT, DEFAULT_PORT + 1000) if _is_free(port))


def prepare() -> None:
    """Migrate and load the demonstration campaign, each only where it has not been done to this data."""
    (DATA_DIR / "static").mkdir(parents=True, exist_ok=True)
    subprocess.run([sys.executable, "-m", "translations", "compile"], cwd=ROOT, stdout=subprocess.DEVNULL, check=True)
    migrated, loaded = DATA_DIR / "migrated", DATA_DIR / "demo-loaded"
    digest = get_migrations_digest()
    if "DATABASE_URL" in os.environ or not migrated.exists() or migrated.read_text() != digest:
        print("Preparing the database.", flush=True)
        manage("migrate", "--noinput", "--verbosity=0")
        migrated.write_text(digest)
    if not loaded.exists():
        print("Loading the demonstration campaign.", flush=True)
        manage("load_demo")
        loaded.touch()


def get_migrations_digest() -> str:
    """Return what changes when a migration, of ours or of a package, is added or altered."""
    digest = hashlib.sha256((ROOT / "requirements.lock").read_bytes())
    for path in sorted(path for room in ("cms", "outreach") for path in (ROOT / room).glob("*/migrations/*.py")):
        digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def read_signins() -> str:
    """Return the table of people and passwords; load_demo makes it once and keeps it where only the owner reads it."""
    path = DATA_DIR / "signins.txt"
    if path.exists():
        return path.read_text()
    command = [*MANAGE, "load_demo", "--signins"]
    return subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True).stdout


def manage(*arguments: str) -> None:
    """Run a command of manage.py to its end; stop with its error otherwise."""
    if subprocess.run([*MANAGE, *arguments], cwd=ROOT, check=False).returncode:
        raise StartFailed(f"manage.py {' '.join(arguments)} failed; the reason stands above.")


def wait_for_answer(*, port: int, web: Child) -> None:
    """Return when the web process takes requests; refuse when it has ended or a minute has passed."""
    deadline = time.monotonic() + SECONDS_TO_ANSWER
    while time.monotonic() < deadline:
        if web.process.poll() is not None:
            raise StartFailed("The web process ended at once; the reason stands above.")
        with contextlib.suppress(OSError), socket.create_connection((HOST, port), timeout=5):
            return
        time.sleep(0.1)
    raise StartFailed(f"The web process did not answer within {SECONDS_TO_ANSWER:.0f} seconds.")


def supervise(children: list[Child], *, environment: dict[str, str]) -> None:
    """Start again whatever ends, saying so; give up on what ends at once."""
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
    """Ask each running child to end, and force those that don't within ten seconds."""
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


def _is_free(port: int) -> bool:
    with socket.socket() as candidate:
        candidate.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            candidate.bind((HOST, port))
        except OSError:
            return False
        return True


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def _die_with_parent() -> None:
    """Have the kernel end this process when the supervisor is killed and can't."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


if __name__ == "__main__":
    main()
