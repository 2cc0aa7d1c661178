"""Copy of an SQLite database by SQLite itself, while others write."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from django.db import connection

from cms.backups.failures import BackupDamaged, BackupFailed
from cms.backups.tables import TableContent, measure_rows

COPY = "database.sqlite3"
_TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name"
BUSY_SECONDS = 30


def dump(folder: Path) -> dict[str, TableContent]:
    """Write one state of the database into the folder; return the rows of every table of it."""
    path = folder / COPY
    try:
        with closing(_open(get_file())) as source, closing(sqlite3.connect(path)) as copy:
            source.backup(copy)  # in one step, so that no writer comes between
            copy.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.OperationalError as error:
        if "full" in str(error):
            raise OSError(errno.ENOSPC, str(error)) from error
        raise BackupFailed(f"The database can't be copied ({error}). Nothing of it was kept.") from error
    path.chmod(0o600)
    return measure_file(path)


def require_readable(folder: Path) -> None:
    """Raise ``BackupDamaged`` unless SQLite finds the copy whole."""
    with closing(_open(folder / COPY)) as copy:
        found = [row[0] for row in copy.execute("PRAGMA integrity_check")]
    if found != ["ok"]:
        raise BackupDamaged(f"The copy of the database is damaged: {'; '.join(found)}.")


def load(folder: Path) -> None:
    """Put the copy where the database is to be, wholly or not at all."""
    connection.close()
    path = get_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"{path.name}.part")
    try:
        with closing(_open(folder / COPY)) as copy, closing(sqlite3.connect(unfinished)) as target:
            copy.backup(target)
        for ending in ("-wal", "-shm"):
            path.with_name(path.name + ending).unlink(missing_ok=True)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def measure_now() -> dict[str, TableContent]:
    return measure_file(get_file())


def measure_file(path: Path) -> dict[str, TableContent]:
    with closing(_open(path)) as opened:
        names = [row[0] for row in opened.execute(_TABLES)]
        return {name: measure_rows(_read(opened, name)) for name in names}


def get_file() -> Path:
    """Return its path, with one slash at its beginning: two would be taken for the name of a machine."""
    return Path("/", str(Path(connection.settings_dict["NAME"]).resolve()).lstrip("/"))


def _read(opened: sqlite3.Connection, table: str) -> Iterator[bytes]:
    for row in opened.execute(f'SELECT * FROM "{table}"'):  # noqa: S608  # a table's own name
        yield repr(row).encode()


def _open(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=BUSY_SECONDS)
