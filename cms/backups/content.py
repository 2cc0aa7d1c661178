"""Content of files, kept once under its SHA-256 for all back-ups of one folder."""

import hashlib
import os
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

CHUNK = 1024 * 1024
UNFINISHED = ".part"


@dataclass(frozen=True, slots=True)
class Content:
    sha256: str
    size: int


class ContentStore:
    """A folder with a file for each content."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get_path(self, sha256: str) -> Path:
        return self._folder / sha256[:2] / sha256

    def add(self, chunks: Iterable[bytes]) -> tuple[Content, bool]:
        """Keep these bytes, and read them again; return what they are and whether they were new."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        temporary = self._folder / f"{os.getpid()}{UNFINISHED}"
        try:
            content = write_file(temporary, chunks)
            path = self.get_path(content.sha256)
            is_new = not self.is_whole(content)
            if is_new:
                path.parent.mkdir(exist_ok=True, mode=0o700)
                temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)
        if is_new and not self.is_whole(content):
            raise OSError(f"{path} can't be read as it was written")
        return content, is_new

    def is_whole(self, content: Content) -> bool:
        """Read the content again: is it there, and the same?"""
        path = self.get_path(content.sha256)
        return path.is_file() and read_content(path) == content

    def keep_only(self, wanted: Collection[str]) -> int:
        """Delete every other content, and what a killed process left; return how many."""
        deleted = 0
        for path in [path for path in self._folder.rglob("*") if path.is_file()]:
            if path.name not in wanted:
                path.unlink()
                deleted += 1
        return deleted


def write_file(path: Path, chunks: Iterable[bytes]) -> Content:
    """Write a file that only its owner may read; it is on disk before this returns."""
    digest, size = hashlib.sha256(), 0
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        for chunk in chunks:
            digest.update(chunk)
            size += file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    return Content(digest.hexdigest(), size)


def read_content(path: Path) -> Content:
    return measure(read_chunks(path))


def measure(chunks: Iterable[bytes]) -> Content:
    digest, size = hashlib.sha256(), 0
    for chunk in chunks:
        digest.update(chunk)
        size += len(chunk)
    return Content(digest.hexdigest(), size)


def read_chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk


def sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
