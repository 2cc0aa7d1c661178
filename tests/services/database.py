"""The databases of a test run: one is set up as a server's is, and each process of the run uses a copy of it.

Copying takes a tenth of a second. Every test starts with the groups of the roles, the page trees of all languages and
their workflows.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from pathlib import Path

from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection, connections

from cms.installation.steps import set_up_languages

MIGRATED, READY = "migrated", "ready"


def use_copy(*, folder: Path, worker: str) -> None:
    """Use a copy of the run's database in this process. The first process that calls this sets that database up."""
    with (folder / "set-up.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "set-up").exists():
            _use(READY)
            _replace(READY, by=MIGRATED)
            set_up()
            connections.close_all()
            (folder / "set-up").touch()
    _use(f"worker_{worker}")
    renew_copy()


def set_up() -> None:
    """Set up the connection's database as a server's is: migrations, roles, page trees and workflows."""
    call_command("migrate", interactive=False, verbosity=0)
    set_up_languages()


def renew_copy() -> None:
    """Replace this process's copy by a new one, discarding everything that tests wrote."""
    _replace(Path(connection.settings_dict["NAME"]).stem, by=READY)
    ContentType.objects.clear_cache()


def _use(name: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = _get_address(name)


def _get_address(name: str) -> str:
    """Return the database's name on PostgreSQL, its path on SQLite."""
    if connection.vendor != "sqlite":
        return name
    return os.environ["MIGRATED"] if name == MIGRATED else str(Path(os.environ["RUN_FOLDER"]) / f"{name}.sqlite3")


def _replace(name: str, *, by: str) -> None:
    connections.close_all()
    if connection.vendor == "sqlite":
        for ending in ("", "-wal", "-shm"):
            Path(_get_address(name) + ending).unlink(missing_ok=True)
        shutil.copyfile(_get_address(by), _get_address(name))
        return
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        cursor.execute(f"CREATE DATABASE {name} TEMPLATE {by}")
