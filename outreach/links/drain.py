"""Bringing scans from the spool into the database: any number of times, by any number of processes, none doubled."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from outreach.links.models import Link, Scan
from outreach.redirector.spool import ScanRecord, Segment, read_sealed, seal_segments

SET_ASIDE = ".aside"
_BATCH = 5_000
_SECONDS_A_MINUTE = 60
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Drained:
    """What one drain did; ``set_aside`` are the segments that hold damaged lines or codes that don't exist here."""

    scans: int
    segments: int
    set_aside: int


def drain_spool(*, directory: Path | None = None) -> Drained:
    """Bring in every scan that was answered up to now on this machine; a second run changes nothing.

    A segment is deleted after the commit. One with a damaged line, or with a code that is not in this database, is
    kept under another name when all else in it has been brought in, and the log says so.
    """
    directory = directory or Path(settings.SPOOL_DIR)
    seal_segments(directory)
    scans = segments = aside = 0
    for segment in read_sealed(directory):
        with transaction.atomic():
            brought = sum(
                _bring_in(segment.records[start : start + _BATCH]) for start in range(0, len(segment.records), _BATCH)
            )
            is_whole = brought == len(segment.records) and not segment.damaged
            transaction.on_commit(partial(_finish, segment=segment, is_whole=is_whole))
        scans += brought
        segments += 1
        aside += not is_whole
    return Drained(scans=scans, segments=segments, set_aside=aside)


def take_up_set_aside(*, directory: Path | None = None) -> int:
    """Put the segments that were set aside before the next drain again; return how many."""
    paths = list((directory or Path(settings.SPOOL_DIR)).glob(f"*{SET_ASIDE}"))
    for path in paths:
        path.rename(path.with_suffix(".sealed"))
    return len(paths)


def _finish(*, segment: Segment, is_whole: bool) -> None:
    if is_whole:
        segment.path.unlink(missing_ok=True)
        return
    logger.error(
        "%s holds %d damaged lines, or codes that don't exist here; it is kept.", segment.path.name, segment.damaged
    )
    if segment.path.exists():
        segment.path.rename(segment.path.with_suffix(SET_ASIDE))


def _bring_in(records: Sequence[ScanRecord]) -> int:
    """Insert what isn't there yet; return how many of the records have a link here."""
    codes = {record.code for record in records}
    known = set(Link.objects.filter(code__in=codes).values_list("code", flat=True))
    rows = [_to_row(record) for record in records if record.code in known]
    if connection.vendor == "postgresql":
        _copy(rows)
    else:
        Scan.objects.bulk_create([_to_scan(row) for row in rows], ignore_conflicts=True)
    return len(rows)


Row = tuple[UUID, str, datetime, str, bool, str]


def _to_row(record: ScanRecord) -> Row:
    minute = datetime.fromtimestamp(record.minute * _SECONDS_A_MINUTE, tz=UTC)
    return (UUID(hex=record.id), record.code, minute, record.language, record.is_robot, record.country)


def _to_scan(row: Row) -> Scan:
    identifier, code, minute, language, is_robot, country = row
    return Scan(id=identifier, link_id=code, minute=minute, language=language, is_robot=is_robot, country=country)


def _copy(rows: Sequence[Row]) -> None:
    """PostgreSQL takes many rows fastest by COPY; it knows no conflicts, so they come in by a staging table."""
    columns = "id, link_id, minute, language, is_robot, country"
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE IF NOT EXISTS links_scan_staging (LIKE links_scan) ON COMMIT DELETE ROWS"
        )
        cursor.execute("TRUNCATE links_scan_staging")
        with cursor.copy(f"COPY links_scan_staging ({columns}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        cursor.execute(
            f"INSERT INTO links_scan ({columns}) SELECT {columns} FROM links_scan_staging"  # noqa: S608  # a constant
            " ON CONFLICT DO NOTHING"
        )
