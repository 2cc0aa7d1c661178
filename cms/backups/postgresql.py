"""Copy of a PostgreSQL database by the tools of its makers, and its rows as they were at the moment of the copy."""

import errno
import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import psycopg
from django.db import connection, transaction

from cms.backups.failures import BackupDamaged, BackupFailed
from cms.backups.tables import TableContent, measure_rows

DUMP = "database.dump"
_PLACES = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin")
_VERSION = re.compile(r"(\d+)[.\d]*")


def find_tool(name: str, *, version: int) -> tuple[Path, int]:
    """Return the oldest installed tool of this version or later, with its version.

    Older ones refuse a newer server, and an older server may not understand what much newer ones write.
    """
    found = shutil.which(name)
    paths = [Path(found)] if found else []
    paths += [path for place in _PLACES for path in Path("/").glob(f"{place.removeprefix('/')}/{name}")]
    usable = sorted((each, path) for path in paths if (each := _read_version(path)) >= version)
    if not usable:
        raise BackupFailed(
            f"{name} of PostgreSQL {version} or later is missing. Run (as root): "
            f"apt-get install -y postgresql-client-{version}"
        )
    return usable[0][1], usable[0][0]


def _read_version(path: Path) -> int:
    shown = subprocess.run([path, "--version"], capture_output=True, text=True, check=False).stdout
    match = _VERSION.search(shown)
    return int(match[1]) if match else 0


def get_server_version() -> int:
    with connection.cursor():
        return int(connection.connection.info.server_version) // 10_000


def dump(folder: Path) -> tuple[dict[str, TableContent], int]:
    """Write the database into the folder; return the rows of every table at that moment, and the tool's version."""
    tool, version = find_tool("pg_dump", version=get_server_version())
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
        _run(
            tool,
            "--format=custom",
            "--no-owner",
            "--no-privileges",
            f"--snapshot={snapshot}",
            f"--file={folder / DUMP}",
        )
        tables = measure_tables(cursor)
    (folder / DUMP).chmod(0o600)
    return tables, version


def require_readable(folder: Path, *, tables: Sequence[str], tools: int) -> None:
    """Raise ``BackupDamaged`` unless the dump's own table of contents names every table's rows."""
    tool, _version = find_tool("pg_restore", version=tools)
    listed = subprocess.run([tool, "--list", folder / DUMP], capture_output=True, text=True, check=False)
    named = set(re.findall(r" TABLE DATA \S+ (\S+) ", listed.stdout))
    missing = set(tables) - named
    if listed.returncode or missing:
        raise BackupDamaged(f"The dump can't be read: {listed.stderr.strip() or ', '.join(sorted(missing))}.")


def load(folder: Path, *, tools: int) -> None:
    """Fill the empty database, wholly or not at all."""
    tool, _version = find_tool("pg_restore", version=tools)
    options = ["--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction", "--clean", "--if-exists"]
    _run(tool, *options, str(folder / DUMP))


def measure_now() -> dict[str, TableContent]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        return measure_tables(cursor)


def measure_tables(cursor: Any) -> dict[str, TableContent]:
    """Return the content of every table, as text that doesn't depend on the session's settings."""
    cursor.execute("SET LOCAL timezone = 'UTC'; SET LOCAL datestyle = 'ISO'; SET LOCAL bytea_output = 'hex'")
    return {name: measure_rows(_copy(cursor, name)) for name in connection.introspection.table_names(cursor)}


def _copy(cursor: Any, table: str) -> Iterator[bytes]:
    query = f"COPY (SELECT * FROM {connection.ops.quote_name(table)}) TO STDOUT"  # noqa: S608  # a table's own name
    with cursor.copy(query) as copy:
        for row in copy:
            yield bytes(row)


def _run(tool: Path, *arguments: str) -> None:
    """Run the tool on this database. The password isn't among the arguments, which every user of the machine sees."""
    parameters = dict(connection.get_connection_params())
    known = {name: value for name, value in parameters.items() if name in _get_libpq_names() and value}
    password = known.pop("password", "")
    command = [str(tool), f"--dbname={psycopg.conninfo.make_conninfo('', **known)}", *arguments]
    done = subprocess.run(
        command, env={**os.environ, "PGPASSWORD": password}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise _explain(tool.name, done.stderr)


def _get_libpq_names() -> set[str]:
    return {option.keyword.decode() for option in psycopg.pq.Conninfo.get_defaults()}


def _explain(tool: str, message: str) -> Exception:
    if "No space left" in message:
        return OSError(errno.ENOSPC, message)
    return BackupFailed(f"{tool} failed, and nothing of the database was kept:\n{message.strip()}")
