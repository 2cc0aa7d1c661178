"""Database triggers that refuse to change or delete an event, whatever program sends the statement.

SQLite silently drops a table's triggers when a migration rebuilds the table, so they are installed again after every
``migrate``; a system check and the ledger's page report missing ones. Tests must be able to empty the database: under
test settings, and only there, ``lifted`` removes the triggers temporarily.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import connection as default_connection

EVENTS = "ledger_ledgerevent"
HEAD = "ledger_ledgerhead"
REFUSAL = "The ledger is append-only: its events are never changed or deleted."

_EXISTS = f"EXISTS (SELECT 1 FROM {EVENTS} WHERE seq = NEW.seq OR id = NEW.id)"  # noqa: S608  # our own table
_SQLITE = {
    "ledger_event_no_update": f"BEFORE UPDATE ON {EVENTS}",
    "ledger_event_no_delete": f"BEFORE DELETE ON {EVENTS}",
    # INSERT OR REPLACE doesn't fire the DELETE trigger unless recursive_triggers is on.
    "ledger_event_no_replace": f"BEFORE INSERT ON {EVENTS} WHEN {_EXISTS}",
    "ledger_head_no_delete": f"BEFORE DELETE ON {HEAD}",
    "ledger_head_no_return": f"BEFORE UPDATE ON {HEAD} WHEN NEW.seq <= OLD.seq",
}
_POSTGRESQL = {
    # As PostgreSQL writes them itself, so that what it says can be compared.
    "ledger_event_no_change": f"BEFORE DELETE OR UPDATE OR TRUNCATE ON {EVENTS} FOR EACH STATEMENT EXECUTE",
    "ledger_head_no_delete": f"BEFORE DELETE OR TRUNCATE ON {HEAD} FOR EACH STATEMENT EXECUTE",
    "ledger_head_no_return": f"BEFORE UPDATE ON {HEAD} FOR EACH ROW WHEN (new.seq <= old.seq) EXECUTE",
}
_REFUSING = f"BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'restrict_violation'; END"
_POSTGRESQL_FUNCTION = f"CREATE OR REPLACE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS $${_REFUSING}$$"


class LiftingRefused(Exception):
    """Lifting the triggers is allowed under test settings only."""


def install(connection: Any = default_connection) -> None:
    """Create the triggers on the ledger's tables. Idempotent."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_POSTGRESQL_FUNCTION)
            for name, event in _POSTGRESQL.items():
                cursor.execute(f"CREATE OR REPLACE TRIGGER {name} {event} FUNCTION ledger_refuse()")
        else:
            for name in _SQLITE:
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
                cursor.execute(_write_sqlite(name))


def _write_sqlite(name: str) -> str:
    return f"CREATE TRIGGER {name} {_SQLITE[name]} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"


def find_missing(connection: Any = default_connection) -> list[str]:
    """Return the names of triggers that are missing, disabled, or no longer do what ``install`` has them do."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT tgname, pg_get_triggerdef(pg_trigger.oid, true), prosrc FROM pg_trigger "
                "JOIN pg_proc ON pg_proc.oid = tgfoid WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')"
            )
            present = {name: definition for name, definition, source in cursor.fetchall() if source == _REFUSING}
            wanted = {name: f"CREATE TRIGGER {name} {event}" for name, event in _POSTGRESQL.items()}
        else:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            present = dict(cursor.fetchall())
            wanted = {name: _write_sqlite(name) for name in _SQLITE}
    return [name for name in wanted if not present.get(name, "").startswith(wanted[name])]


@contextmanager
def lifted(connection: Any = default_connection) -> Iterator[None]:
    """Remove the triggers while a test empties or tampers with the database; raise ``LiftingRefused`` elsewhere."""
    if not getattr(settings, "LEDGER_TRIGGERS_MAY_BE_LIFTED", False):
        raise LiftingRefused("The ledger's triggers are lifted under test settings only.")
    _drop(connection)
    try:
        yield
    finally:
        install(connection)


def _drop(connection: Any) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for name, event in _POSTGRESQL.items():
                cursor.execute(f"DROP TRIGGER IF EXISTS {name} ON {HEAD if f' ON {HEAD} ' in event else EVENTS}")
        else:
            for name in _SQLITE:
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
