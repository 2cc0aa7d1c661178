"""The database in a back-up: PostgreSQL and SQLite, each copied and read again by its own means."""

from dataclasses import dataclass
from pathlib import Path

from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from cms.backups import postgresql, sqlite
from cms.backups.tables import TableContent


@dataclass(frozen=True)
class DatabaseCopy:
    """The copy's file, all rows at its moment, and the version of the tools that made it."""

    name: str
    tables: dict[str, TableContent]
    tools: int = 0


def dump(folder: Path) -> DatabaseCopy:
    """Copy the database into the folder and read the copy again."""
    if connection.vendor == "sqlite":
        tables = sqlite.dump(folder)
        sqlite.require_readable(folder)
        return DatabaseCopy(sqlite.COPY, tables)
    tables, tools = postgresql.dump(folder)
    postgresql.require_readable(folder, tables=list(tables), tools=tools)
    return DatabaseCopy(postgresql.DUMP, tables, tools)


def load(folder: Path, *, tools: int) -> dict[str, TableContent]:
    """Fill the empty database with the copy, and return the rows that it has then."""
    if connection.vendor == "sqlite":
        sqlite.load(folder)
        return sqlite.measure_now()
    postgresql.load(folder, tools=tools)
    return postgresql.measure_now()


def require_tools(*, tools: int) -> None:
    """Raise ``BackupFailed`` if what fills this database isn't installed."""
    if connection.vendor != "sqlite":
        postgresql.find_tool("pg_restore", version=tools)


def find_filled_tables() -> list[str]:
    """Return the names of tables that have rows."""
    if connection.vendor == "sqlite" and not sqlite.get_file().exists():
        return []
    filled = []
    with connection.cursor() as cursor:
        for name in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT 1 FROM {connection.ops.quote_name(name)} LIMIT 1")  # noqa: S608  # its own name
            if cursor.fetchone():
                filled.append(name)
    return filled


def list_migrations() -> list[str]:
    """Return the names of the migrations that were applied to this database."""
    return sorted(".".join(key) for key in MigrationRecorder(connection).applied_migrations())


def list_known_migrations() -> set[str]:
    """Return the names of the migrations that this version of the product has."""
    return {".".join(key) for key in MigrationLoader(None).disk_migrations}
