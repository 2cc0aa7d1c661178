"""Many documents in one ZIP, and what an upload may be: a file of either format, or a ZIP of them.

Nothing of an archive is ever written to disk, and nothing it says of itself is believed: what is unpacked is counted
while it is read.
"""

import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from typing import IO

from django.db import models
from django.utils.translation import gettext as _

from cms.exchange import documents, po, xliff
from cms.exchange.documents import Document, ExchangeRefused, ImportFault

MAX_UPLOAD_BYTES = 20 * 1024 * 1024
MAX_UNPACKED_BYTES = 64 * 1024 * 1024
MAX_FILES = 500
MAX_RATIO = 200
"""How many times smaller than its text a packed file may be; texts pack to about a tenth."""
SAME_MOMENT = (1980, 1, 1, 0, 0, 0)
SYMLINK = 0o120000
LEFT_BY_SYSTEMS = ("__MACOSX/",)


class Format(models.TextChoices):
    """The value is the ending of a file's name."""

    XLIFF = "xlf", "XLIFF 1.2"
    PO = "po", "PO"


CODECS = {"xlf": xliff, "xliff": xliff, "po": po}


def pack(files: Iterable[tuple[str, bytes]]) -> bytes:
    """Return a ZIP of the named files; the same files give the same bytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files:
            info = zipfile.ZipInfo(name, SAME_MOMENT)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, data)
    return packed.getvalue()


def read_upload(data: bytes, *, name: str) -> tuple[Document, ...]:
    """Return all documents of an upload; raise ``ExchangeRefused`` with the faults of every file if one has any."""
    if len(data) > MAX_UPLOAD_BYTES:
        text = _("The file is larger than %(limit)s megabytes. Send out fewer items at a time.")
        raise ExchangeRefused([ImportFault(name, text % {"limit": MAX_UPLOAD_BYTES // 1024**2})])
    files = list(_unpack(data, name)) if name.lower().endswith(".zip") else [(name, data)]
    found: list[Document] = []
    faults: list[ImportFault] = []
    for file, content in files:
        try:
            found.append(_read_file(content, file))
        except ExchangeRefused as refused:
            faults += refused.faults
    taken = [(document.item, document.language) for document in found]
    for document in found:
        if taken.count((document.item, document.language)) > 1:
            faults.append(ImportFault(document.file, _("Two files hold the same item in the same language.")))
    if faults:
        raise ExchangeRefused(faults)
    return tuple(found)


def _read_file(data: bytes, name: str) -> Document:
    codec = CODECS.get(PurePosixPath(name).suffix.lower().lstrip("."))
    if codec is None:
        raise ExchangeRefused(
            [ImportFault(name, _("Only files ending in .xlf, .xliff or .po, and a ZIP of them, are taken."))]
        )
    return codec.read(data, file=name)


def _unpack(data: bytes, name: str) -> Iterator[tuple[str, bytes]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = [info for info in archive.infolist() if _is_wanted(info)]
            if not members:
                raise ExchangeRefused([ImportFault(name, _("The ZIP holds no file."))])
            if len(members) > MAX_FILES:
                raise ExchangeRefused(
                    [ImportFault(name, _("The ZIP holds more than %(limit)s files.") % {"limit": MAX_FILES})]
                )
            left = MAX_UNPACKED_BYTES
            for info in members:
                _require_harmless(info)
                with archive.open(info) as member:
                    content = _read_member(member, info, left)
                left -= len(content)
                yield info.filename, content
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, ValueError) as error:
        raise ExchangeRefused([ImportFault(name, _("The ZIP is damaged."))]) from error


def _is_wanted(info: zipfile.ZipInfo) -> bool:
    return not info.is_dir() and not info.filename.startswith(LEFT_BY_SYSTEMS)


def _require_harmless(info: zipfile.ZipInfo) -> None:
    path = PurePosixPath(info.filename)
    outside = path.is_absolute() or ".." in path.parts or "\\" in info.orig_filename or ":" in info.filename
    if outside or (info.external_attr >> 16) & 0o170000 == SYMLINK:
        raise ExchangeRefused([ImportFault(info.filename, _("A name in the ZIP leads out of it."))])
    if info.flag_bits & 0x1:
        raise ExchangeRefused([ImportFault(info.filename, _("The ZIP is locked with a password."))])


def _read_member(member: IO[bytes], info: zipfile.ZipInfo, left: int) -> bytes:
    """Read no more than is allowed, whatever size the archive gives."""
    content = member.read(min(left, documents.MAX_FILE_BYTES) + 1)
    too_large = len(content) > min(left, documents.MAX_FILE_BYTES)
    if too_large or len(content) > max(MAX_RATIO * info.compress_size, documents.MAX_FILE_BYTES // 8):
        raise ExchangeRefused([ImportFault(info.filename, _("The ZIP unpacks to more than the desk takes."))])
    return content
