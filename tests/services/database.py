"""The database of a test run: migrated once, copied for each worker of xdist.

Migrating costs a worker longer than most rooms' tests; a copy of what one of them migrated is there at once.
"""

from __future__ import annotations

import fcntl
from pathlib import Path

from django.conf import settings
from django.db import connection


def use_copy(*, folder: Path, worker: str) -> None:
    """Have this process's connection use a new copy of the migrated database; the first in `folder` migrates it."""
    migrated = folder / "migrated"
    with (folder / "migrating.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if migrated.exists():
            connection.close()
            settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = migrated.read_text()
        else:
            name = connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
            migrated.write_text(name)
        # PostgreSQL copies a database only while nobody is in it.
        connection.close()
        connection.creation.clone_test_db(suffix=worker, verbosity=0)
    connection.creation.setup_worker_connection(worker)
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"]
