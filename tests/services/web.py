"""The web process as the product starts it, on a Unix socket, and nginx before it with the product's own cache."""

from __future__ import annotations

import http.client
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.services.processes import ServiceFailed, find_free_ports, spawn, wait_until

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy" / "nginx"
NGINX = """
daemon off; pid {folder}/nginx.pid; error_log {folder}/nginx.log; worker_processes 1; {user}
events {{ worker_connections 1024; }}
http {{
  access_log off; keepalive_requests 100000000; client_body_temp_path {folder}; proxy_temp_path {folder};
  fastcgi_temp_path {folder}; uwsgi_temp_path {folder}; scgi_temp_path {folder};
  upstream nho_nguon_web {{ server unix:{web}; keepalive 16; }}
  include {folder}/cache-zone.conf;
  server {{
    listen 127.0.0.1:{port};
    set $nho_nguon_data {data};
    include {folder}/cache.conf;
    location / {{
      proxy_pass http://nho_nguon_web;
      proxy_set_header Host $host;
      proxy_set_header X-Forwarded-Proto $scheme;
      error_page 502 504 =503 @nho_nguon_emergency;
    }}
    {more}
  }}
}}
"""
CACHE_FOLDER = "/var/cache/nginx/nho-nguon"
PURGE_LISTENS = "127.0.0.1:8082"


def start_web(
    *, folder: Path, environment: Mapping[str, str], options: Sequence[str] = (), before: Sequence[str] = ()
) -> tuple[subprocess.Popen[bytes], Path]:
    """Start gunicorn in `folder`; return its process and its socket."""
    address = folder / "web.sock"
    log = folder / "web.log"
    command = [str(Path(sys.executable).parent / "gunicorn"), f"--config={ROOT / 'deploy' / 'gunicorn.conf.py'}"]
    command += [f"--bind=unix:{address}", f"--chdir={ROOT}", *options]
    process = spawn([*before, *command], log=log, environment=environment)
    wait_until(lambda: _accepts(address), process=process, log=log, seconds=120)
    address.chmod(0o777)  # nginx runs as another user
    return process, address


def start_nginx(
    *, folder: Path, web: Path, data: Path, more: str = "", before: Sequence[str] = ()
) -> tuple[subprocess.Popen[bytes], int, str]:
    """Start nginx in `folder` with the product's cache; return its process, its port and its purge address."""
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if program is None:
        raise ServiceFailed("nginx is missing. Run (as root): apt-get install -y nginx")
    port, purge_port = find_free_ports(2)
    zone = (DEPLOY / "cache-zone.conf").read_text()
    zone = zone.replace(CACHE_FOLDER, str(folder / "cache")).replace(PURGE_LISTENS, f"127.0.0.1:{purge_port}")
    (folder / "cache-zone.conf").write_text(zone)
    shutil.copy(DEPLOY / "cache.conf", folder)
    configuration = folder / "nginx.conf"
    configuration.write_text(
        NGINX.format(
            folder=folder,
            port=port,
            web=web,
            data=data,
            more=more,
            user="user nobody nogroup;" if os.geteuid() == 0 else "",
        )
    )
    if os.geteuid() == 0:
        shutil.chown(folder, "nobody")
    log = folder / "nginx-start.log"
    process = spawn([*before, program, "-c", str(configuration)], log=log)
    wait_until(lambda: _listens(port), process=process, log=log)
    return process, port, f"http://127.0.0.1:{purge_port}/"


def get(
    server: int | Path, path: str, *, headers: Mapping[str, str] | None = None, seconds: float = 30
) -> tuple[int, dict[str, str], bytes]:
    """Return the status, the headers and the body of an address, asked at a port or a Unix socket of this machine."""
    connection = http.client.HTTPConnection("127.0.0.1", server if isinstance(server, int) else 80, timeout=seconds)
    if isinstance(server, Path):
        connection.sock = socket.socket(socket.AF_UNIX)
        connection.sock.settimeout(seconds)
        connection.sock.connect(str(server))
    try:
        connection.request("GET", path, headers={"Host": "localhost", **(headers or {})})
        response = connection.getresponse()
        return response.status, {name.lower(): value for name, value in response.getheaders()}, response.read()
    finally:
        connection.close()


def _accepts(address: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as connection:
        try:
            connection.connect(str(address))
        except OSError:
            return False
        return True


def _listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True
