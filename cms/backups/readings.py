"""Readings of the last back-up that succeeded."""

from collections.abc import Iterator
from datetime import datetime

from cms.backups.record import read_record
from cms.monitoring.readings import Reading


def read_backup_age(at: datetime) -> Iterator[Reading]:
    """Yield nothing if no back-up is recorded: an age that isn't there can be watched for, an invented one can't."""
    record = read_record()
    if record is not None:
        age = (at - record.time).total_seconds()
        yield Reading("cms_backup_age_seconds", "Seconds since a back-up was taken and read again.", age)
