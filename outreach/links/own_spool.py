"""The spool of this web process, which it writes to while no redirector answers codes before it."""

from functools import cache
from pathlib import Path

from django.conf import settings

from outreach.redirector.spool import Spool


def get_spool() -> Spool:
    return _get_spool(Path(settings.SPOOL_DIR))


def describe_health() -> list[dict[str, bool | int]]:
    """Return what ``/readyz`` says of the scans, in the words of the redirector's ``/health``."""
    return [get_spool().describe()]


@cache
def _get_spool(directory: Path) -> Spool:
    return Spool(directory)
