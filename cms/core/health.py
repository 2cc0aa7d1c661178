"""Health of a web process: whether it answers, and whether what it needs does."""

from typing import Any

from django.db import DatabaseError, connection

from cms.core.hooks import health


def read_health() -> tuple[dict[str, Any], bool]:
    """Return what is known, by name, and whether readers can be sent here: without the database no page is served."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        answers = True
    except DatabaseError:
        answers = False
    state = {"database": answers}
    for each in health.collect():
        state |= each
    return state, answers
