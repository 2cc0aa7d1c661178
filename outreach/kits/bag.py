"""BagIt bags (RFC 8493) as ZIP archives, written in one pass with constant memory. No Django.

The same files give the same bytes: they are sorted by path, their times are fixed, and nothing is compressed. An
uncompressed file can also be sent alone, from its offset in the archive.
"""

import hashlib
import zipfile
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import BinaryIO

CHUNK = 1024 * 1024
PAYLOAD = "data/"
_FIXED_TIME = (1980, 1, 1, 0, 0, 0)
_FILE_MODE = 0o644 << 16
_DECLARATION = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"


@dataclass(frozen=True)
class PayloadFile:
    """A file to pack: its path below ``data/``, its size, and a function that opens it."""

    path: str
    size: int
    open: Callable[[], AbstractContextManager[BinaryIO]]


@dataclass(frozen=True)
class PackedFile:
    """A packed file; ``offset`` is the position of its first byte in the archive."""

    path: str
    sha256: str
    size: int
    offset: int


class PayloadFileChanged(Exception):
    """A file doesn't have the announced size; the archive must not be used."""


def pack(
    target: BinaryIO,
    *,
    files: Iterable[PayloadFile],
    info: Mapping[str, str],
    write_tags: Callable[[list[PackedFile]], Mapping[str, bytes]],
    progress: Callable[[int], None] = lambda done: None,
) -> list[PackedFile]:
    """Write the bag to the seekable ``target`` and return its payload files.

    ``write_tags`` receives the packed files and returns further files for the root of the bag (start page, manifest).
    """
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        packed: list[PackedFile] = []
        for file in sorted(files, key=lambda file: file.path):
            packed.append(_add(archive, target, file))
            progress(len(packed))
        total = sum(file.size for file in packed)
        bag_info = {**info, "Payload-Oxum": f"{total}.{len(packed)}"}
        tags = {
            **write_tags(packed),
            "bagit.txt": _DECLARATION.encode(),
            "bag-info.txt": "".join(f"{name}: {_one_line(value)}\n" for name, value in bag_info.items()).encode(),
            "manifest-sha256.txt": _write_manifest({file.path: file.sha256 for file in packed}),
        }
        hashes = {name: hashlib.sha256(content).hexdigest() for name, content in tags.items()}
        tags["tagmanifest-sha256.txt"] = _write_manifest(hashes)
        for name, content in sorted(tags.items()):
            archive.writestr(_describe(name, len(content)), content)
    return packed


def _add(archive: zipfile.ZipFile, target: BinaryIO, payload: PayloadFile) -> PackedFile:
    path = f"{PAYLOAD}{payload.path}"
    entry = _describe(path, payload.size)
    sha256, size = hashlib.sha256(), 0
    with payload.open() as file, archive.open(entry, "w", force_zip64=payload.size >= zipfile.ZIP64_LIMIT) as out:
        offset = target.tell()
        while chunk := file.read(CHUNK):
            sha256.update(chunk)
            size += len(chunk)
            out.write(chunk)
    if size != payload.size:
        raise PayloadFileChanged(f"{payload.path} has {size} bytes instead of {payload.size}.")
    return PackedFile(path, sha256.hexdigest(), size, offset)


def _describe(path: str, size: int) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(path, date_time=_FIXED_TIME)
    entry.create_system = 3
    entry.external_attr = _FILE_MODE
    entry.file_size = size
    return entry


def _write_manifest(hashes: Mapping[str, str]) -> bytes:
    return "".join(f"{sha256}  {_encode(path)}\n" for path, sha256 in sorted(hashes.items())).encode()


def _encode(path: str) -> str:
    """Encode a path as RFC 8493 (2.1.3) requires."""
    return path.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _one_line(value: str) -> str:
    return " ".join(value.split())
