"""Reading credentials out of a file of any kind that can carry them, told by its first bytes and not by its name."""

import io
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO, Protocol

from cms.render.signatures import content_credentials, pdf
from cms.render.signatures.credentials import Credentials

PDF = "application/pdf"
_FIRST_BYTES = 1024


class PdfReading(Protocol):
    """A way to read a document's credentials: in this process, or apart in one that has limits (``pdf_process``)."""

    def __call__(self, file: BinaryIO, *, roots: Iterable[str]) -> Credentials | None: ...


def read_credentials(
    source: Path | bytes, *, roots: Iterable[str], read_pdf: PdfReading = pdf.read_pdf
) -> Credentials | None:
    """Return the file's credentials; None if it has none, or is of a kind that can't carry any.

    ``roots`` are the issuer's root certificates in PEM. Any bytes may be given: a damaged file raises nothing.
    """
    with ExitStack() as stack:
        file: BinaryIO = io.BytesIO(source) if isinstance(source, bytes) else stack.enter_context(source.open("rb"))
        media_type = find_media_type(file.read(_FIRST_BYTES))
        file.seek(0)
        if media_type == PDF:
            return read_pdf(file, roots=roots)
        if media_type:
            return content_credentials.read_media(file, media_type=media_type, roots=roots)
    return None


def find_media_type(first_bytes: bytes) -> str:
    """Return the media type of a file that can carry credentials, by its first kilobyte; "" for every other file."""
    if first_bytes.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if first_bytes.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if first_bytes[4:8] == b"ftyp":
        return "video/mp4"
    return PDF if b"%PDF-" in first_bytes else ""
