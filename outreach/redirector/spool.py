"""Spool of scans: each scan is on disk before the reader gets a response, unless the disk fails.

A scan is one line with its own checksum. Scans that wait at the same moment are written together and share one
``fdatasync`` (group commit). Each process writes its own segment. The drain seals a segment by renaming it under the
file's lock; the writer, which takes the same lock for each write, then continues in a new one. So a sealed segment has
no writer, even if its process sleeps or was killed, and can be read, imported and deleted at any time.

``application.py`` and ``outreach.links.views`` wait for the write before they respond, and respond all the same if it
fails.
"""

import fcntl
import os
import threading
import uuid
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

OPEN = ".open"
SEALED = ".sealed"
_FIELDS = 6


@dataclass(frozen=True, slots=True)
class ScanRecord:
    """A scan without personal data: a random id, the link, the minute (since 1970), and the response's language."""

    id: str
    code: str
    minute: int
    language: str
    is_robot: bool
    country: str = ""

    def to_line(self) -> bytes:
        text = (
            f"{self.id} {self.code} {self.minute} {self.language} {int(self.is_robot)} {self.country or '-'}".encode()
        )
        return b"%08x %b\n" % (zlib.crc32(text), text)

    @classmethod
    def from_line(cls, line: bytes) -> "ScanRecord | None":
        """Return the record, or None if the line is incomplete or its checksum is wrong."""
        checksum, _, text = line.rstrip(b"\n").partition(b" ")
        if not line.endswith(b"\n") or checksum != b"%08x" % zlib.crc32(text):
            return None
        parts = text.decode(errors="replace").split(" ")
        if len(parts) != _FIELDS:
            return None
        identifier, code, minute, language, robot, country = parts
        return cls(identifier, code, int(minute), language, robot == "1", "" if country == "-" else country)


def new_scan_id() -> str:
    """Return 128 random bits in hexadecimal, without a trace of time or machine."""
    return os.urandom(16).hex()


@dataclass
class _Batch:
    """Lines that are written together: all of them are on disk, or each caller gets the error."""

    lines: list[bytes] = field(default_factory=list)
    is_finished: bool = False
    error: OSError | None = None


class Spool:
    """Writer of scans for one process. Threads may share it; a forked process starts its own segment.

    ``not_kept`` counts the scans that couldn't be written; ``is_keeping`` says whether the last write succeeded.
    """

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._pending = _Batch()
        self._pending_lock = threading.Lock()
        self._commit_lock = threading.Lock()
        self._owner = 0
        self._path = Path()
        self._descriptor = -1
        self.not_kept = 0
        self.is_keeping = True

    def describe(self) -> dict[str, bool | int]:
        """Return what a page about health says of the scans."""
        return {"is_keeping_scans": self.is_keeping, "scans_not_kept": self.not_kept}

    def append(self, record: ScanRecord) -> None:
        """Block until the scan is on disk; raise ``OSError`` if it can't be written."""
        with self._pending_lock:
            batch = self._pending
            batch.lines.append(record.to_line())
        with self._commit_lock:
            if not batch.is_finished:
                self._commit(batch)
        if batch.error is not None:
            raise OSError(*batch.error.args) from batch.error

    def write(self, lines: Sequence[bytes]) -> None:
        """Write many lines with one ``fdatasync``, for a caller that does its own group commit."""
        with self._commit_lock:
            self._write_to_segment(lines)

    def close(self) -> None:
        with self._commit_lock:
            self._close_segment()

    def _commit(self, batch: _Batch) -> None:
        with self._pending_lock:
            self._pending = _Batch()
        try:
            self._write_to_segment(batch.lines)
        except OSError as error:
            batch.error = error
        batch.is_finished = True

    def _write_to_segment(self, lines: Sequence[bytes]) -> None:
        """Write the lines or raise ``OSError``; call it under the commit lock."""
        try:
            self._write_durably(lines)
        except OSError:
            self.not_kept += len(lines)
            self.is_keeping = False
            raise
        self.is_keeping = True

    def _write_durably(self, lines: Sequence[bytes]) -> None:
        self._lock_segment()
        try:
            data = b"".join(lines)
            if os.write(self._descriptor, data) != len(data):
                raise OSError("Only a part of the scans could be written.")
            os.fdatasync(self._descriptor)
        except BaseException:
            # The next line must not be read as the end of an incomplete one, so the next write starts a new segment.
            self._close_segment()
            raise
        fcntl.flock(self._descriptor, fcntl.LOCK_UN)

    def _lock_segment(self) -> None:
        """Lock this process's open segment; start a new one if it was sealed or belongs to the parent process."""
        if self._descriptor >= 0 and self._owner == os.getpid():
            fcntl.flock(self._descriptor, fcntl.LOCK_EX)
            if self._path.exists():
                return
        self._close_segment()
        self._directory.mkdir(parents=True, exist_ok=True)
        self._owner = os.getpid()
        self._path = self._directory / f"{uuid.uuid4().hex}{OPEN}"
        self._descriptor = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_EXCL, 0o640)
        fcntl.flock(self._descriptor, fcntl.LOCK_EX)
        _sync_directory(self._directory)
        if not self._path.exists():
            self._lock_segment()

    def _close_segment(self) -> None:
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1


@dataclass(frozen=True)
class SealedSegment:
    """A sealed segment's records. ``damaged`` counts complete lines that can't be read.

    An incomplete last line isn't damage: its scan was never reported as written.
    """

    path: Path
    records: tuple[ScanRecord, ...]
    damaged: int


def seal_segments(directory: Path) -> None:
    """Seal every open segment, after any write in progress."""
    for path in directory.glob(f"*{OPEN}"):
        try:
            descriptor = os.open(path, os.O_RDONLY)
        except FileNotFoundError:
            continue
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            path.rename(path.with_suffix(SEALED))
        except FileNotFoundError:
            continue
        finally:
            os.close(descriptor)


def read_sealed(directory: Path) -> Iterator[SealedSegment]:
    """Yield every sealed segment, without changing it."""
    for path in sorted(directory.glob(f"*{SEALED}")):
        try:
            lines = path.read_bytes().splitlines(keepends=True)
        except FileNotFoundError:
            continue
        parsed = [ScanRecord.from_line(line) for line in lines]
        damaged = sum(record is None for record, line in zip(parsed, lines, strict=True) if line.endswith(b"\n"))
        yield SealedSegment(path=path, records=tuple(record for record in parsed if record), damaged=damaged)


def _sync_directory(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
