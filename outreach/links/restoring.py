"""Scans and the link table in a back-up: the scans that wait are taken, the table is made anew."""

from datetime import datetime
from pathlib import Path

from django.conf import settings

from cms.backups.parts import LocalFiles
from outreach.links.drain import SET_ASIDE, drain_spool
from outreach.links.snapshot import write_snapshot
from outreach.redirector.spool import OPEN, SEALED

SPOOL_FILES = LocalFiles(
    "spool", lambda: Path(settings.SPOOL_DIR), (f"*{OPEN}", f"*{SEALED}", f"*{SET_ASIDE}"), before_database=True
)


def write_restored(*, at: datetime) -> list[str]:
    """Drain the scans that waited, and write the link table; return what was done."""
    drained = drain_spool()
    table = write_snapshot()
    return [f"Scans: {drained.scans} that waited are in the database.", f"Link table: {len(table.entries)} codes."]
