"""`make keep-database`: keep the demonstration's database of this version, which later versions must upgrade.

For each kind of database a compressed copy in `databases/VERSION/`. It is made anew as often as needed until the
version is tagged, and never after.
"""

from __future__ import annotations

import lzma
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

import psycopg

from cms.version import VERSION
from tests.services import start_services
from tests.services.postgresql import find_tools

ROOT = Path(__file__).resolve().parents[2]
DATABASES = Path(__file__).resolve().parent / "databases"
DUMP, COPY = "database.sql.xz", "database.sqlite3.xz"
EMPTY_SEARCH = """
from cms.core.models import Posting, SearchEntry
Posting.objects.all().delete()
SearchEntry.objects.update(tokens=b"")
"""
"""The search's index is a third of the copies, and is made again from the pages (`core.renew_search`)."""
LARGEST = 3 * 2**19
"""Bytes of both copies together: they stay in the repository for good."""


def keep(folder: Path) -> None:
    """Write both copies into the folder."""
    folder.mkdir(parents=True)
    with tempfile.TemporaryDirectory(prefix="nho-nguon-") as name:
        services = start_services("postgresql")
        try:
            keep_dump(folder / DUMP, server=services.environment["DATABASE_URL"], data=Path(name))
        finally:
            services.stop()
        keep_copy(folder / COPY, data=Path(name))


def keep_dump(path: Path, *, server: str, data: Path) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("CREATE DATABASE kept")
    address = server.replace("/postgres?", "/kept?")
    load_demonstration(address, data=data / "postgresql")
    options = ["--no-owner", "--no-privileges", f"--dbname={address}"]
    dumped = subprocess.run([find_tools() / "pg_dump", *options], capture_output=True, check=True).stdout
    path.write_bytes(lzma.compress(dumped, preset=9))


def keep_copy(path: Path, *, data: Path) -> None:
    file = data / "kept.sqlite3"
    load_demonstration(f"sqlite:///{file}", data=data / "sqlite")
    connection = sqlite3.connect(file)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.execute("PRAGMA journal_mode = DELETE")
    connection.execute("VACUUM")
    connection.close()
    with file.open("rb") as source, lzma.open(path, "wb", preset=9) as target:
        shutil.copyfileobj(source, target)


def load_demonstration(address: str, *, data: Path) -> None:
    data.mkdir()
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "cms.settings.dev",
        "DATABASE_URL": address,
        "DATA_DIR": str(data),
        "STORAGE": "disk",
        "LOG_LEVEL": "WARNING",
    }
    for command in (["migrate", "--noinput", "--verbosity=0"], ["load_demo"], ["shell", "-c", EMPTY_SEARCH]):
        subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=environment, check=True)


def main() -> int:
    folder = DATABASES / VERSION
    tags = subprocess.run(["git", "tag"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    if folder.exists() and f"v{VERSION}" in tags:
        print(f"{folder.relative_to(ROOT)} is kept already. A released database is never made anew.", file=sys.stderr)  # noqa: T201  # what a command prints
        return 1
    with tempfile.TemporaryDirectory(prefix="nho-nguon-") as name:
        made = Path(name) / VERSION
        keep(made)
        size = sum(path.stat().st_size for path in made.iterdir())
        if size > LARGEST:
            print(f"The copies have {size} bytes, more than {LARGEST}. Nothing was kept.", file=sys.stderr)  # noqa: T201  # what a command prints
            return 1
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(made, folder)
    print(f"Kept in {folder.relative_to(ROOT)}: {size} bytes. Commit it.")  # noqa: T201  # what a command prints
    return 0


if __name__ == "__main__":
    sys.exit(main())
