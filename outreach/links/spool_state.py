"""The state of a machine's spool, as its relay or the scheduler reports it: ``manage.py doctor`` reads it anywhere."""

import socket
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from outreach.links.drain import SET_ASIDE
from outreach.redirector.spool import OPEN, SEALED

SPOOL = "spool"


@dataclass(frozen=True)
class SpoolState:
    """The age of a spool's oldest scans, and the number of files that were set aside."""

    place: str
    waiting_seconds: int
    set_aside: int


def describe_spool(folder: Path, *, at: datetime) -> SpoolState:
    """Return the state of this machine's spool."""
    written = []
    for path in (path for ending in (OPEN, SEALED) for path in folder.glob(f"*{ending}")):
        with suppress(FileNotFoundError):  # drained meanwhile
            written.append(path.stat().st_mtime)
    now = at.timestamp()
    return SpoolState(
        place=f"{socket.gethostname()}:{folder}",
        waiting_seconds=max(0, int(now - min(written, default=now))),
        set_aside=len(list(folder.glob(f"*{SET_ASIDE}"))),
    )


def report_spool() -> dict[str, Any]:
    return asdict(describe_spool(Path(settings.SPOOL_DIR), at=timezone.now()))
