"""Files on disk, and what every storage of ours can do. None hands out addresses that anybody can read."""

from collections.abc import Iterator
from typing import Protocol
from urllib.parse import quote

from django.conf import settings
from django.core.files.storage import FileSystemStorage

CHUNK = 256 * 1024


class RangeStorage(Protocol):
    """A storage that reads a part of a file without reading what stands before it."""

    def size(self, name: str) -> int: ...

    def read_range(self, name: str, *, start: int, end: int) -> Iterator[bytes]: ...


class PrivateDiskStorage(FileSystemStorage):
    def url(self, name: str | None) -> str:
        return get_address(name or "")

    def read_range(self, name: str, *, start: int, end: int) -> Iterator[bytes]:
        """Yield the bytes from ``start`` to ``end``, both included."""
        with self.open(name) as file:
            file.seek(start)
            left = end - start + 1
            while left > 0 and (chunk := file.read(min(CHUNK, left))):
                left -= len(chunk)
                yield chunk


def get_address(name: str) -> str:
    """Return the path of the view that serves the file to whoever may read it."""
    return f"{settings.MEDIA_URL}{quote(name)}"
