"""Files that arrive in parts: what a storage offers for it, and how large the parts are."""

from typing import Protocol

from django.core.files.base import File

from cms.files.refusal import MEGABYTE

PART = 16 * MEGABYTE
"""The bytes of a part, but of the last one. It is held in memory; S3 takes 10,000 parts at most, none under 5 MB."""


class LocalFile(File):
    """A file of this machine's disk, which programs may read by its name."""

    def temporary_file_path(self) -> str:
        return str(self.name)


class PartStorage(Protocol):
    """A storage that takes a file in parts. A part may be written again, and a finished file finished again."""

    def begin_parts(self, name: str) -> str:
        """Return what the storage calls the file until it is finished."""
        ...

    def write_part(self, name: str, handle: str, *, offset: int, data: bytes) -> None: ...

    def finish_parts(self, name: str, handle: str) -> File:
        """Return the whole file, open for reading."""
        ...

    def drop_parts(self, name: str, handle: str) -> None:
        """Delete the file, finished or not; does nothing if it is gone."""
        ...
