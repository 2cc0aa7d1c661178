"""Private file storage: on disk, and the protocol of every storage. No storage makes a file publicly readable."""

from collections.abc import Iterator
from typing import Protocol
from urllib.parse import quote

from django.conf import settings
from django.core.files.storage import FileSystemStorage

from cms.files.names import avoid_reserved

CHUNK = 256 * 1024


class RangeStorage(Protocol):
    """A storage that reads a range of a file without reading the bytes before it."""

    def size(self, name: str) -> int: ...

    def read_range(self, name: str, *, start: int, end: int) -> Iterator[bytes]: ...


class PrivateDiskStorage(FileSystemStorage):
    """Files on disk whose address is that of the view that serves them."""

    def url(self, name: str | None) -> str:
        return get_address(name or "")

    def get_valid_name(self, name: str) -> str:
        return avoid_reserved(super().get_valid_name(name))

    def read_range(self, name: str, *, start: int, end: int) -> Iterator[bytes]:
        """Yield the bytes from ``start`` to ``end``, both included."""
        with self.open(name) as file:
            file.seek(start)
            remaining = end - start + 1
            while remaining > 0 and (chunk := file.read(min(CHUNK, remaining))):
                remaining -= len(chunk)
                yield chunk


def get_address(name: str) -> str:
    """Return the path of the view that checks access and serves the file."""
    return f"{settings.MEDIA_URL}{quote(name)}"
