"""Reading of uploads, which are a file of either format or a ZIP of them, and writing of ZIP archives.

Nothing from an archive is written to disk. The sizes that it declares aren't trusted: bytes are counted as they are
unpacked.
"""

import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from typing import IO

from django.db import models
from django.utils.translation import gettext as _

from cms.exchange import documents, po, xliff, xliff2
from cms.exchange.documents import Document, ExchangeRefused, ImportFault

MAX_UPLOAD_BYTES = 20 * 1024 * 1024
MAX_UNPACKED_BYTES = 64 * 1024 * 1024
MAX_FILES = 500
MAX_RATIO = 200
"""Highest accepted compression ratio; texts are typically compressed to a tenth."""
FIXED_TIMESTAMP = (1980, 1, 1, 0, 0, 0)
SYMLINK = 0o120000
SYSTEM_FOLDERS = ("__MACOSX/",)


class Format(models.TextChoices):
    """Format of a file; the value is its file name extension."""

    XLIFF = "xlf", "XLIFF 1.2"
    XLIFF_2 = "xliff", "XLIFF 2.1"
    PO = "po", "PO"


WRITERS = {Format.XLIFF: xliff.write, Format.XLIFF_2: xliff2.write, Format.PO: po.write}
XLIFF_EXTENSIONS = frozenset({"xlf", "xliff"})
"""Extensions of both versions of XLIFF, which tools don't distinguish by name: the root element does."""


def pack(files: Iterable[tuple[str, bytes]]) -> bytes:
    """Return a ZIP of the named files; the same files result in the same bytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files:
            info = zipfile.ZipInfo(name, FIXED_TIMESTAMP)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, data)
    return packed.getvalue()


def read_upload(data: bytes, *, name: str) -> tuple[Document, ...]:
    """Return all documents of an upload; raise ``ExchangeRefused`` with the faults of every file if one has any."""
    if len(data) > MAX_UPLOAD_BYTES:
        text = _("The file is larger than %(limit)s megabytes. Export fewer items at a time.")
        raise ExchangeRefused([ImportFault(name, text % {"limit": MAX_UPLOAD_BYTES // 1024**2})])
    files = list(_unpack(data, name)) if name.lower().endswith(".zip") else [(name, data)]
    found: list[Document] = []
    faults: list[ImportFault] = []
    for file, content in files:
        try:
            found.append(_read_file(content, file))
        except ExchangeRefused as refused:
            faults += refused.faults
    targets = [(document.item, document.language) for document in found]
    for document in found:
        if targets.count((document.item, document.language)) > 1:
            faults.append(ImportFault(document.file, _("Two files contain the same item in the same language.")))
    if faults:
        raise ExchangeRefused(faults)
    return tuple(found)


def _read_file(data: bytes, name: str) -> Document:
    extension = PurePosixPath(name).suffix.lower().lstrip(".")
    if extension == "po":
        return po.read(data, file=name)
    if extension not in XLIFF_EXTENSIONS:
        raise ExchangeRefused(
            [ImportFault(name, _("Only .xlf, .xliff and .po files, or a ZIP of them, can be imported."))]
        )
    root = documents.decode_xml(data, file=name)
    version = xliff2 if root.tag == f"{{{xliff2.NAMESPACE}}}xliff" else xliff
    return version.read_root(root, file=name)


def _unpack(data: bytes, name: str) -> Iterator[tuple[str, bytes]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = [info for info in archive.infolist() if _is_wanted(info)]
            if not members:
                raise ExchangeRefused([ImportFault(name, _("The ZIP contains no files."))])
            if len(members) > MAX_FILES:
                raise ExchangeRefused(
                    [ImportFault(name, _("The ZIP contains more than %(limit)s files.") % {"limit": MAX_FILES})]
                )
            remaining = MAX_UNPACKED_BYTES
            for info in members:
                _require_safe(info)
                with archive.open(info) as member:
                    content = _read_member(member, info, remaining)
                remaining -= len(content)
                yield info.filename, content
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, ValueError) as error:
        raise ExchangeRefused([ImportFault(name, _("The ZIP is damaged."))]) from error


def _is_wanted(info: zipfile.ZipInfo) -> bool:
    return not info.is_dir() and not info.filename.startswith(SYSTEM_FOLDERS)


def _require_safe(info: zipfile.ZipInfo) -> None:
    path = PurePosixPath(info.filename)
    outside = path.is_absolute() or ".." in path.parts or "\\" in info.orig_filename or ":" in info.filename
    if outside or (info.external_attr >> 16) & 0o170000 == SYMLINK:
        raise ExchangeRefused([ImportFault(info.filename, _("The ZIP contains a path outside the archive."))])
    if info.flag_bits & 0x1:
        raise ExchangeRefused([ImportFault(info.filename, _("The ZIP is protected with a password."))])


def _read_member(member: IO[bytes], info: zipfile.ZipInfo, remaining: int) -> bytes:
    """Read at most the allowed size, regardless of the size that the archive declares."""
    content = member.read(min(remaining, documents.MAX_FILE_BYTES) + 1)
    too_large = len(content) > min(remaining, documents.MAX_FILE_BYTES)
    if too_large or len(content) > max(MAX_RATIO * info.compress_size, documents.MAX_FILE_BYTES // 8):
        raise ExchangeRefused([ImportFault(info.filename, _("The ZIP is too large when it is unpacked."))])
    return content
