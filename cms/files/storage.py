"""Private file storage: on disk, and the protocol of every storage. No storage makes a file publicly readable."""

import os
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import quote

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import FileSystemStorage

from cms.files.names import clean_name
from cms.files.parts import LocalFile

CHUNK = 256 * 1024
DAY = 86_400
UNFINISHED = ".unfinished"
"""The folder for files that are being written. Nobody lists it or reads from it."""


@dataclass(frozen=True, slots=True)
class StorageEntry:
    """A file as a listing of its storage shows it. While name, size and time stay the same, so does the content."""

    name: str
    size: int
    modified_at: datetime


class RangeStorage(Protocol):
    """A storage that reads a range of a file without reading the bytes before it."""

    def size(self, name: str) -> int: ...

    def read_range(self, name: str, *, start: int, end: int) -> Iterator[bytes]: ...


class ListedStorage(RangeStorage, Protocol):
    """A storage that lists all its files, with a few requests for thousands of them."""

    def list_files(self) -> Iterator[StorageEntry]: ...


class PrivateDiskStorage(FileSystemStorage):
    """Files on disk whose address is that of the view that serves them. A file is there as a whole or not at all."""

    def url(self, name: str | None) -> str:
        return get_address(name or "")

    def get_valid_name(self, name: str) -> str:
        return clean_name(name)

    def _save(self, name: str, content: Any) -> str:
        """Write the file elsewhere first: a full disk or a killed process would leave its beginning under its name."""
        unfinished = f"{UNFINISHED}/{uuid.uuid4().hex}"
        try:
            super()._save(unfinished, content)  # type: ignore[misc]  # Django's own hook, unknown to its stubs
            return self._give_name(unfinished, name)
        finally:
            Path(self.path(unfinished)).unlink(missing_ok=True)

    def _give_name(self, unfinished: str, name: str) -> str:
        """Link the finished file to its name, or the next free one if another process was first; return the name."""
        path = Path(self.path(name))
        path.parent.mkdir(parents=True, exist_ok=True)
        while True:
            try:
                path.hardlink_to(self.path(unfinished))
            except FileExistsError:
                name = self.get_available_name(name)
                path = Path(self.path(name))
            else:
                return name.replace(os.sep, "/")

    def forget_unfinished(self, *, at: datetime) -> int:
        """Delete what killed processes left half written more than a day ago, and return how many files."""
        left = [path for path in Path(self.path(UNFINISHED)).glob("*") if path.stat().st_mtime < at.timestamp() - DAY]
        for path in left:
            path.unlink(missing_ok=True)
        return len(left)

    def read_range(self, name: str, *, start: int, end: int) -> Iterator[bytes]:
        """Yield the bytes from ``start`` to ``end``, both included."""
        with self.open(name) as file:
            file.seek(start)
            remaining = end - start + 1
            while remaining > 0 and (chunk := file.read(min(CHUNK, remaining))):
                remaining -= len(chunk)
                yield chunk

    def begin_parts(self, name: str) -> str:
        return f"{UNFINISHED}/{name}"

    def write_part(self, name: str, handle: str, *, offset: int, data: bytes) -> None:
        """Write the part where it belongs, and wait until it is on the disk."""
        path = Path(self.path(handle))
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("r+b" if path.exists() else "x+b") as file:
            file.seek(offset)
            file.write(data)
            file.flush()
            os.fsync(file.fileno())

    def finish_parts(self, name: str, handle: str) -> File:
        path = self.path(handle)
        return LocalFile(Path(path).open("rb"), name=path)  # the caller closes it

    def drop_parts(self, name: str, handle: str) -> None:
        Path(self.path(handle)).unlink(missing_ok=True)

    def list_files(self) -> Iterator[StorageEntry]:
        """Yield every file, those that come and go meanwhile perhaps."""
        root = Path(self.location)
        for folder, folders, names in os.walk(root):
            if Path(folder) == root and UNFINISHED in folders:
                folders.remove(UNFINISHED)
            for path in (Path(folder) / name for name in names):
                try:
                    state = path.stat()
                except FileNotFoundError:
                    continue
                modified_at = datetime.fromtimestamp(state.st_mtime, UTC)
                yield StorageEntry(path.relative_to(root).as_posix(), state.st_size, modified_at)


def get_address(name: str) -> str:
    """Return the path of the view that checks access and serves the file."""
    return f"{settings.MEDIA_URL}{quote(name)}"
