"""Draining: moving scans from the spool into the database, by any number of processes, each scan once."""

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
from outreach.redirector.spool import ScanRecord, SealedSegment, read_sealed, seal_segments

SET_ASIDE = ".aside"
_BATCH = 5_000
_SECONDS_A_MINUTE = 60
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class DrainResult:
    """Counts of one drain; segments with damaged lines or unknown codes are ``set_aside``."""

    scans: int
    segments: int
    set_aside: int


def drain_spool(*, directory: Path | None = None) -> DrainResult:
    """Insert every scan that this machine has spooled so far. Idempotent.

    A segment is deleted after the commit. One with damaged lines, or with codes that are not in this database, is
    renamed and logged after its other scans were inserted.
    """
    directory = directory or Path(settings.SPOOL_DIR)
    seal_segments(directory)
    scans = segments = aside = 0
    for segment in read_sealed(directory):
        with transaction.atomic():
            inserted = sum(
                _insert(segment.records[start : start + _BATCH]) for start in range(0, len(segment.records), _BATCH)
            )
            is_whole = inserted == len(segment.records) and not segment.damaged
            transaction.on_commit(partial(_finish, segment=segment, is_whole=is_whole))
        scans += inserted
        segments += 1
        aside += not is_whole
    return DrainResult(scans=scans, segments=segments, set_aside=aside)


def retry_set_aside(*, directory: Path | None = None) -> int:
    """Rename the segments that were set aside, so that the next drain reads them again; return how many."""
    paths = list((directory or Path(settings.SPOOL_DIR)).glob(f"*{SET_ASIDE}"))
    for path in paths:
        path.rename(path.with_suffix(".sealed"))
    return len(paths)


def _finish(*, segment: SealedSegment, is_whole: bool) -> None:
    if is_whole:
        segment.path.unlink(missing_ok=True)
        return
    logger.error("%s has %d damaged lines or unknown codes; it was set aside.", segment.path.name, segment.damaged)
    if segment.path.exists():
        segment.path.rename(segment.path.with_suffix(SET_ASIDE))


def _insert(records: Sequence[ScanRecord]) -> int:
    """Insert new scans; return how many of the records belong to a known link."""
    codes = {record.code for record in records}
    known = set(Link.objects.filter(code__in=codes).values_list("code", flat=True))
    rows = [_to_row(record) for record in records if record.code in known]
    if connection.vendor == "postgresql":
        _copy(rows)
    else:
        Scan.objects.bulk_create([_to_scan(row) for row in rows], ignore_conflicts=True)
    return len(rows)


ScanRow = tuple[UUID, str, datetime, str, bool, str]


def _to_row(record: ScanRecord) -> ScanRow:
    minute = datetime.fromtimestamp(record.minute * _SECONDS_A_MINUTE, tz=UTC)
    return (UUID(hex=record.id), record.code, minute, record.language, record.is_robot, record.country)


def _to_scan(row: ScanRow) -> Scan:
    identifier, code, minute, language, is_robot, country = row
    return Scan(id=identifier, link_id=code, minute=minute, language=language, is_robot=is_robot, country=country)


def _copy(rows: Sequence[ScanRow]) -> None:
    """Insert by COPY, the fastest way, through a staging table because COPY can't skip existing rows."""
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
