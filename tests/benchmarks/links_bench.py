"""P6: redirects with a durable scan on one core, compared with nginx (the limit) and with a view with one INSERT.

Each server is pinned to the first core and wrk to the second. PostgreSQL's own processes may use both, which favours
the peer.
"""

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from outreach.redirector.codes import draw_code
from outreach.redirector.link_table import TABLE_NAME, Destination, LinkEntry, LinkTable, Notices, write_table
from outreach.redirector.spool import read_sealed, seal_segments
from tests.services.postgresql import start_postgresql
from tests.services.processes import find_free_ports, spawn, stop_process, wait_until
from translations.languages import CODES
from translations.negotiation import ANY

ROOT = Path(__file__).resolve().parents[2]
CODE = "0BCD12"
LINKS = 10_000
CONNECTIONS = 64
SECONDS = {"small": 3, "full": 10}
TABLE = "CREATE TABLE scan (id uuid PRIMARY KEY, code text, minute timestamptz, language text)"
NGINX = """
daemon off; pid {folder}/nginx.pid; error_log stderr crit; worker_processes 1; {user}
events {{ worker_connections 1024; }}
http {{
  access_log off; keepalive_requests 100000000; client_body_temp_path {folder}; proxy_temp_path {folder};
  fastcgi_temp_path {folder}; uwsgi_temp_path {folder}; scgi_temp_path {folder};
  server {{ listen 127.0.0.1:{port}; return 302 /ko/calls/a/; }}
}}
"""


@dataclass(frozen=True)
class Load:
    per_second: float
    p99_ms: float


def rows(scale: str) -> list[dict[str, object]]:
    """Measure the three servers one after another."""
    seconds = SECONDS[scale]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        with run_nginx(folder) as port:
            nginx = measure(port, seconds=seconds)
        with run_insert_view(folder) as port:
            insert = measure(port, seconds=seconds)
        with run_redirector(folder) as port:
            ours = measure(port, seconds=seconds)
            half = measure(port, seconds=seconds, per_second=ours.per_second / 2)
        require_scans(folder / "spool", at_least=ours.per_second * seconds * 0.9)
    return [
        make_row("P6a", "redirect with a durable scan, against a view with one INSERT", ours, insert, least=10),
        make_row("P6b", "redirect with a durable scan, against nginx return 302", ours, nginx, least=0.25),
        {
            "id": "P6c",
            "what": "redirect with a durable scan, p99 at half load",
            "ours": f"{half.p99_ms:.1f} ms at {half.per_second:,.0f}/s",
            "peer": "",
            "ratio": None,
            "target": "≤ 10 ms",
            "met": half.p99_ms <= 10,
        },
    ]


def make_row(key: str, what: str, ours: Load, peer: Load, *, least: float) -> dict[str, object]:
    ratio = ours.per_second / peer.per_second
    return {
        "id": key,
        "what": what,
        "ours": f"{ours.per_second:,.0f}/s",
        "peer": f"{peer.per_second:,.0f}/s",
        "ratio": round(ratio, 2),
        "target": f"≥ {least}×",
        "met": ratio >= least,
    }


def measure(port: int, *, seconds: int, per_second: float | None = None) -> Load:
    """Load the server from the second core; ``per_second`` is reached by pauses between requests."""
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--latency"]
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        if per_second:
            pause = max(1, round(CONNECTIONS * 1000 / per_second) - 2)
            script.write(f"function delay() return {pause} end")
            script.flush()
            command += ["-s", script.name]
        result = subprocess.run(
            [*pin(1), *command, f"http://127.0.0.1:{port}/q/{CODE}"], capture_output=True, text=True, check=True
        )
    answered = re.search(r"Requests/sec:\s+([\d.]+)", result.stdout)
    p99 = re.search(r"99%\s+([\d.]+)(us|ms|s)\b", result.stdout)
    if answered is None or p99 is None or "Non-2xx or 3xx" in result.stdout:
        raise RuntimeError(f"wrk received responses other than redirects:\n{result.stdout}")
    return Load(float(answered[1]), float(p99[1]) * {"us": 0.001, "ms": 1.0, "s": 1000.0}[p99[2]])


def require_scans(spool: Path, *, at_least: float) -> None:
    """Raise an error if fewer scans are on disk than redirects were measured."""
    seal_segments(spool)
    found = sum(len(segment.records) for segment in read_sealed(spool))
    if found < at_least:
        raise RuntimeError(f"Only {found} scans are on disk; at least {at_least:.0f} are expected.")


@contextmanager
def run_redirector(folder: Path) -> Iterator[int]:
    destination = Destination(addresses={"ko": "/ko/calls/a/", "vi": "/vi/calls/a/"})
    table = LinkTable(
        version="1",
        entries={
            code: LinkEntry(code=code, language=ANY, destination=destination)
            for code in (CODE, *(draw_code() for _ in range(LINKS)))
        },
        notices=Notices(**dict.fromkeys(("unknown", "withdrawn", "withdrawn_source"), dict.fromkeys(CODES, b""))),
    )
    write_table(table=table, path=folder / "spool" / TABLE_NAME)
    (port,) = find_free_ports(1)
    command = [sys.executable, "-m", "outreach.redirector", "--port", str(port)]
    with run(command, port=port, folder=folder, environment={"DATA_DIR": str(folder)}):
        yield port


@contextmanager
def run_nginx(folder: Path) -> Iterator[int]:
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if program is None or shutil.which("wrk") is None:
        raise RuntimeError("nginx or wrk is missing. Run (as root): apt-get install -y nginx-light wrk")
    (port,) = find_free_ports(1)
    user = "user nobody nogroup;" if os.geteuid() == 0 else ""
    configuration = folder / "nginx.conf"
    configuration.write_text(NGINX.format(folder=folder, port=port, user=user))
    with run([program, "-c", str(configuration)], port=port, folder=folder, environment={}):
        yield port


@contextmanager
def run_insert_view(folder: Path) -> Iterator[int]:
    server_folder = folder / "postgresql"
    server_folder.mkdir()
    server, _ = start_postgresql(folder=server_folder, durable=True)
    try:
        with psycopg.connect(host=str(server_folder), user="postgres", dbname="postgres") as connection:
            connection.execute(TABLE)
        (port,) = find_free_ports(1)
        command = [sys.executable, "-m", "gunicorn", "tests.benchmarks.links_peer:application", "-b"]
        command += [f"127.0.0.1:{port}", "-k", "gthread", "--threads", "16", "--log-level", "error"]
        with run(command, port=port, folder=folder, environment={"PGHOST": str(server_folder)}):
            yield port
    finally:
        stop_process(server)


@contextmanager
def run(command: list[str], *, port: int, folder: Path, environment: dict[str, str]) -> Iterator[None]:
    log = folder / "server.log"
    process = spawn([*pin(0), *command], log=log, environment={"PYTHONPATH": str(ROOT), **environment})
    try:
        wait_until(lambda: answers(port), process=process, log=log)
        yield
    finally:
        stop_process(process)


def pin(core: int) -> list[str]:
    return ["taskset", "-c", str(core)] if (os.cpu_count() or 1) > 1 and shutil.which("taskset") else []


def answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True
