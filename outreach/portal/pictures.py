"""Small pictures of the files of editions: posters, share cards and photographs, for lists on a phone."""

from collections.abc import Iterable

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from outreach.kits.downloads import EditionStorage
from outreach.kits.models import FileRole, KitFile

LONGEST_SIDE = 240
LARGEST = 40_000_000
"""Bytes of the largest file that is shrunk while a reader waits."""
PICTURES = frozenset({"image/png", "image/jpeg", "image/webp"})
PDF = "application/pdf"


class NoPicture(Exception):
    """The file has no small picture: it isn't one, or it can't be read."""


def has_picture(file: KitFile) -> bool:
    """Return whether a small picture can be drawn of the file."""
    is_drawn = file.media_type in PICTURES or (file.media_type == PDF and file.role == FileRole.POSTER)
    return is_drawn and file.size <= LARGEST


def choose_picture(files: Iterable[KitFile]) -> KitFile | None:
    """Return the file whose picture is shown for all of them: one that needs the least work to draw."""
    drawn = [file for file in files if has_picture(file)]
    return min(drawn, key=lambda file: (file.media_type == PDF, file.size, file.path), default=None)


def get_picture(file: KitFile) -> str:
    """Return the name of the file's small picture in storage, made at the first request; raise ``NoPicture``."""
    if not has_picture(file):
        raise NoPicture
    name = f"kit-pictures/{file.sha256}.webp"
    if not default_storage.exists(name):
        default_storage.save(name, ContentFile(_make(file)))
    return name


def _make(file: KitFile) -> bytes:
    import pyvips  # loads the decoders, which few requests need

    from cms.render.thumbnail import shrink, to_webp

    stored = EditionStorage(file).read_range(file.edition.storage_name, start=0, end=file.size - 1)
    try:
        small, _scale = shrink(b"".join(stored), media_type=file.media_type, longest=LONGEST_SIDE)
        return to_webp(small)
    except (pyvips.Error, ValueError, OSError) as error:
        raise NoPicture from error
