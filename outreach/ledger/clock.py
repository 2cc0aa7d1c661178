"""Times that the ledger may stamp: never years off, which no later event could put right."""

from datetime import UTC, datetime, timedelta

from django.conf import settings

from cms.monitoring.machine_failures import ClockWrong

TOLERANCE = timedelta(minutes=10)
"""Clocks of several machines differ by seconds."""
FIRST_DAY = datetime(2026, 1, 1, tzinfo=UTC)
"""No ledger is older than this program; a machine whose battery is empty begins in 1970 or 2000."""


def require_right_clock(*, now: datetime, newest: datetime | None, database: datetime) -> None:
    """Raise ``ClockWrong`` if the time can't be now.

    It can't be before the newest event, nor far from the time of the database, which often has a machine of its own.
    """
    if getattr(settings, "LEDGER_CLOCK_MAY_DIFFER", False):
        return
    if now < FIRST_DAY:
        raise ClockWrong(f"This machine's clock says {now:%Y-%m-%d %H:%M} UTC, before the program was made.")
    if newest is not None and now < newest - TOLERANCE:
        raise ClockWrong(
            f"This machine's clock says {now:%Y-%m-%d %H:%M} UTC, and the newest event was recorded at "
            f"{newest:%Y-%m-%d %H:%M}."
        )
    if abs(now - database) > TOLERANCE:
        raise ClockWrong(
            f"This machine's clock says {now:%Y-%m-%d %H:%M} UTC, and the database's {database:%Y-%m-%d %H:%M}."
        )
