"""What a PDF may hold: pages. Scripts, programs to start, attached files and forms that act stay outside."""

from typing import Any, BinaryIO, cast

import pikepdf
from django.core.files.base import File

_ACTIVE = frozenset({"/JS", "/JavaScript", "/EmbeddedFile", "/EmbeddedFiles", "/RichMedia", "/XFA", "/AA"})
_ACTIONS = frozenset(
    {"/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/GoToE", "/Rendition", "/RichMediaExecute"}
)


def is_readable(file: File) -> bool:
    """Say whether the file opens as a PDF with a page, without a password."""
    file.seek(0)
    try:
        with pikepdf.open(cast(BinaryIO, file)) as document:
            return len(document.pages) > 0
    except (pikepdf.PdfError, pikepdf.PasswordError, ValueError, RuntimeError):
        return False
    finally:
        file.seek(0)


def is_active(file: File) -> bool:
    """Say whether anything in it would do something by itself."""
    file.seek(0)
    try:
        with pikepdf.open(cast(BinaryIO, file)) as document:
            return any(_acts(entry) for entry in document.objects)
    finally:
        file.seek(0)


def _acts(entry: pikepdf.Object) -> bool:
    """Look into an object and what is written inside it; what it refers to has its own turn."""
    if isinstance(entry, pikepdf.Array):
        return any(_acts(part) for part in _get_own(list(entry)))
    if not isinstance(entry, pikepdf.Dictionary | pikepdf.Stream):
        return False
    keys = set(entry.keys())
    if keys & _ACTIVE or str(entry.get("/S", "")) in _ACTIONS or str(entry.get("/Type", "")) == "/EmbeddedFile":
        return True
    return any(_acts(value) for value in _get_own([entry.get(key) for key in keys]))


def _get_own(values: list[Any]) -> list[pikepdf.Object]:
    """Numbers come as Python's own; an object with a number of its own is looked at by itself."""
    return [value for value in values if isinstance(value, pikepdf.Object) and not value.is_indirect]
