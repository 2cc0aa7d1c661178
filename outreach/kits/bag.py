"""Packing, pure: a BagIt bag (RFC 8493) in a ZIP, written straight through with flat memory.

The same files give the same bytes: the order is the paths', times are fixed, nothing is compressed. What is stored
uncompressed can also be sent alone, from its place in the archive.
"""

import hashlib
import zipfile
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import BinaryIO

CHUNK = 1024 * 1024
PAYLOAD = "data/"
_BEGINNING = (1980, 1, 1, 0, 0, 0)
_ORDINARY_FILE = 0o644 << 16
_DECLARATION = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"


@dataclass(frozen=True)
class Source:
    """A file to be packed: its path below ``data/``, its size, and how to open it."""

    path: str
    size: int
    open: Callable[[], AbstractContextManager[BinaryIO]]


@dataclass(frozen=True)
class Packed:
    """A file as it lies in the archive: ``offset`` is where its first byte stands."""

    path: str
    sha256: str
    size: int
    offset: int


class SourceChanged(Exception):
    """A file isn't as long as it was said to be; the archive is not to be used."""


def pack(
    target: BinaryIO,
    *,
    sources: Iterable[Source],
    info: Mapping[str, str],
    write_tags: Callable[[list[Packed]], Mapping[str, bytes]],
    progress: Callable[[int], None] = lambda done: None,
) -> list[Packed]:
    """Write the bag and return its payload files. ``target`` is seekable.

    ``write_tags`` is given what was packed and returns further files for the top of the bag (start page, manifest).
    """
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        packed: list[Packed] = []
        for source in sorted(sources, key=lambda source: source.path):
            packed.append(_add(archive, target, source))
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


def _add(archive: zipfile.ZipFile, target: BinaryIO, source: Source) -> Packed:
    path = f"{PAYLOAD}{source.path}"
    entry = _describe(path, source.size)
    sha256, size = hashlib.sha256(), 0
    with source.open() as file, archive.open(entry, "w", force_zip64=source.size >= zipfile.ZIP64_LIMIT) as out:
        offset = target.tell()
        while chunk := file.read(CHUNK):
            sha256.update(chunk)
            size += len(chunk)
            out.write(chunk)
    if size != source.size:
        raise SourceChanged(f"{source.path} has {size} bytes instead of {source.size}.")
    return Packed(path, sha256.hexdigest(), size, offset)


def _describe(path: str, size: int) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(path, date_time=_BEGINNING)
    entry.create_system = 3
    entry.external_attr = _ORDINARY_FILE
    entry.file_size = size
    return entry


def _write_manifest(hashes: Mapping[str, str]) -> bytes:
    return "".join(f"{sha256}  {_encode(path)}\n" for path, sha256 in sorted(hashes.items())).encode()


def _encode(path: str) -> str:
    """Write a path as RFC 8493 (2.1.3) asks for."""
    return path.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _one_line(value: str) -> str:
    return " ".join(value.split())
