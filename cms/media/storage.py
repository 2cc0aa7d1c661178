"""Where files are kept. Neither form hands out addresses that anybody can read: ``url`` is a view of ours."""

from collections.abc import Iterator
from typing import Protocol
from urllib.parse import quote

from django.conf import settings
from django.core.files.storage import FileSystemStorage
from storages.backends.s3 import S3Storage

CHUNK = 256 * 1024


class RangeStorage(Protocol):
    """A storage that reads a part of a file without reading what stands before it."""

    def size(self, name: str) -> int: ...

    def read_range(self, name: str, *, start: int, end: int) -> Iterator[bytes]: ...


class PrivateDiskStorage(FileSystemStorage):
    def url(self, name: str | None) -> str:
        return _get_address(name or "")

    def read_range(self, name: str, *, start: int, end: int) -> Iterator[bytes]:
        """Yield the bytes from ``start`` to ``end``, both included."""
        with self.open(name) as file:
            file.seek(start)
            left = end - start + 1
            while left > 0 and (chunk := file.read(min(CHUNK, left))):
                left -= len(chunk)
                yield chunk


class PrivateS3Storage(S3Storage):
    def url(
        self,
        name: str,
        parameters: dict[str, str] | None = None,
        expire: int | None = None,
        http_method: str | None = None,
    ) -> str:
        return _get_address(name)

    def read_range(self, name: str, *, start: int, end: int) -> Iterator[bytes]:
        """Yield the bytes from ``start`` to ``end``, both included, without a copy on this machine."""
        key = self._normalize_name(name.replace("\\", "/"))
        body = self.bucket.Object(key).get(Range=f"bytes={start}-{end}")["Body"]
        yield from body.iter_chunks(CHUNK)


def _get_address(name: str) -> str:
    return f"{settings.MEDIA_URL}{quote(name)}"
