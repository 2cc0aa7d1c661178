"""Readings that no app owns: whether the database answers, and which version runs."""

from collections.abc import Iterator
from datetime import datetime

from django.db import DatabaseError, connection

from cms.monitoring.readings import Reading
from cms.version import VERSION


def read_database(at: datetime) -> Iterator[Reading]:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        answers = True
    except DatabaseError:
        answers = False
    yield Reading("cms_database_up", "Whether the database answers.", answers)
    if answers and connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            offset = (at - cursor.fetchone()[0]).total_seconds()
        yield Reading("cms_clock_offset_seconds", "How far this machine's clock is ahead of the database's.", offset)
    yield Reading("cms_version", "The version that runs; always 1.", 1, {"version": VERSION})
