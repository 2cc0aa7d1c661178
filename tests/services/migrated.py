"""The migrated database that a test run starts from, kept between runs because migrating takes longest.

It is rebuilt when a migration or a package changes. For PostgreSQL it is the data folder of a whole server, for SQLite
one file.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import psycopg

from tests.services.postgresql import start_postgresql
from tests.services.processes import ServiceFailed, stop_process

ROOT = Path(__file__).resolve().parents[2]
KEPT = ROOT / ".test-databases"
NAME = "migrated"
MADE_FROM = ("requirements-dev.lock", "cms/**/migrations/*.py", "outreach/**/migrations/*.py", "tests/services/*.py")
SECONDS_TO_CLOSE = 60.0


def find_or_make(*, on_postgresql: bool, kept: Path = KEPT) -> Path:
    """Return the path of this tree's migrated database in `kept`; if it is missing, make it.

    Of older ones only the newest stays: another run may still be using it.
    """
    kept.mkdir(exist_ok=True)
    kind = "postgresql" if on_postgresql else "sqlite"
    with (kept / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        path = kept / f"{kind}-{get_digest()}"
        if not path.exists():
            for older in sorted(kept.glob(f"{kind}-*"), key=lambda older: older.stat().st_mtime)[:-1]:
                shutil.rmtree(older) if older.is_dir() else older.unlink()
            make = _make_on_postgresql if on_postgresql else _make_on_sqlite
            make(path)
    return path


def get_digest() -> str:
    """Return a digest of the migrations, the locked packages and the code that makes this database."""
    digest = hashlib.sha256()
    for path in sorted(path for pattern in MADE_FROM for path in ROOT.glob(pattern)):
        digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def _make_on_postgresql(path: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="nho-nguon-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # PostgreSQL runs as another user, who must reach its files inside
        process, variables = start_postgresql(folder=folder)
        try:
            with psycopg.connect(variables["DATABASE_URL"], autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE {NAME}")
            _migrate(variables["DATABASE_URL"].replace("/postgres?", f"/{NAME}?"), folder=folder)
        finally:
            stop_process(process, seconds=SECONDS_TO_CLOSE)
        shutil.move(folder / "data", path)


def _make_on_sqlite(path: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="nho-nguon-") as name:
        file = Path(name) / "db.sqlite3"
        _migrate(f"sqlite:///{file}", folder=Path(name))
        shutil.move(file, path)


def _migrate(address: str, *, folder: Path) -> None:
    environment = {**os.environ, "DATABASE_URL": address, "DATA_DIR": str(folder / "files"), "STORAGE": "disk"}
    command = [sys.executable, "manage.py", "migrate", "--noinput", "--verbosity=0"]
    result = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if result.returncode:
        raise ServiceFailed(f"Migrating the test database failed:\n{result.stdout}{result.stderr}")
