"""Checks of uploaded PDF files: readable, and without scripts, launch actions, attachments and active forms."""

from typing import Any, BinaryIO, cast

import pikepdf
from django.core.files.base import File

_ACTIVE = frozenset({"/JS", "/JavaScript", "/EmbeddedFile", "/EmbeddedFiles", "/RichMedia", "/XFA", "/AA"})
_ACTIONS = frozenset(
    {"/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/GoToE", "/Rendition", "/RichMediaExecute"}
)


def is_readable(file: File) -> bool:
    """Say whether the file opens as a PDF with at least one page and no password."""
    file.seek(0)
    try:
        with pikepdf.open(cast(BinaryIO, file)) as document:
            return len(document.pages) > 0
    except (pikepdf.PdfError, pikepdf.PasswordError, ValueError, RuntimeError):
        return False
    finally:
        file.seek(0)


def is_active(file: File) -> bool:
    """Say whether the PDF has a script, an action that reaches outside the document, or an attachment."""
    file.seek(0)
    try:
        with pikepdf.open(cast(BinaryIO, file)) as document:
            return any(_is_active_object(entry) for entry in document.objects)
    finally:
        file.seek(0)


def _is_active_object(entry: pikepdf.Object) -> bool:
    """Check an object with its direct children; indirect objects are checked separately."""
    if isinstance(entry, pikepdf.Array):
        return any(_is_active_object(part) for part in _get_direct(list(entry)))
    if not isinstance(entry, pikepdf.Dictionary | pikepdf.Stream):
        return False
    keys = set(entry.keys())
    if keys & _ACTIVE or str(entry.get("/S", "")) in _ACTIONS or str(entry.get("/Type", "")) == "/EmbeddedFile":
        return True
    return any(_is_active_object(value) for value in _get_direct([entry.get(key) for key in keys]))


def _get_direct(values: list[Any]) -> list[pikepdf.Object]:
    """Return the direct PDF objects among these values; pikepdf converts numbers and the like to Python's types."""
    return [value for value in values if isinstance(value, pikepdf.Object) and not value.is_indirect]
