from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error
from django.db import connections

from outreach.ledger.triggers import EVENTS, find_missing


def check_triggers(app_configs: Any, databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """Report missing triggers that protect the ledger from changes (``manage.py check --database default``)."""
    errors: list[CheckMessage] = []
    for alias in databases or ():
        connection = connections[alias]
        if EVENTS not in connection.introspection.table_names():
            continue
        missing = find_missing(connection)
        if missing:
            errors.append(
                Error(
                    f"The ledger's triggers are missing: {', '.join(missing)}.",
                    hint="Run manage.py migrate, which restores them, then manage.py verify_ledger.",
                    id="ledger.E001",
                )
            )
    return errors
