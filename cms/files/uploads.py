"""Checks of uploaded files: an image is encoded again without metadata; a document must be what its name says."""

import hashlib
import zipfile
from io import BytesIO
from pathlib import PurePosixPath
from typing import BinaryIO

from django.core.files.base import ContentFile, File
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from cms.files import pdf

MEGABYTE = 1024 * 1024
LARGEST_IMAGE = 20 * MEGABYTE
LARGEST_DOCUMENT = 100 * MEGABYTE
LARGEST_UNPACKED = 300 * MEGABYTE
LONGEST_SIDE = 12_000
MOST_PIXELS = 60_000_000
IMAGE_FORMATS = {"JPEG": ".jpg", "PNG": ".png", "WEBP": ".webp"}
_OFFICE_PARTS = {".docx": "word/document.xml", ".xlsx": "xl/workbook.xml"}
_MAGIC: dict[str, tuple[tuple[int, bytes], ...]] = {
    ".pdf": ((0, b"%PDF-"),),
    ".mp3": ((0, b"ID3"), (0, b"\xff\xfb"), (0, b"\xff\xf3"), (0, b"\xff\xf2")),
    ".mp4": ((4, b"ftyp"),),
}


class UploadRefused(ValueError):
    """The file was rejected; the text says what would be accepted."""


def clean_image(file: File) -> ContentFile:
    """Return the image re-encoded, upright and without metadata; raise ``UploadRefused``.

    Only the pixels are kept, not anything else in the file (locations, names, scripts, a second file).
    """
    if file.size > LARGEST_IMAGE:
        raise _too_large(LARGEST_IMAGE)
    file.seek(0)
    content = file.read()
    try:
        with Image.open(BytesIO(content), formats=list(IMAGE_FORMATS)) as image:
            _require_bounded(image)
            image.load()
            return _encode(image, name=str(file.name))
    except (UnidentifiedImageError, OSError, SyntaxError, Image.DecompressionBombError) as error:
        raise UploadRefused(_("The file is not an image. Use JPEG, PNG or WebP.")) from error


def clean_document(file: File) -> None:
    """Raise ``UploadRefused`` unless the content matches the file's extension."""
    suffix = PurePosixPath(str(file.name)).suffix.lower()
    if file.size > LARGEST_DOCUMENT:
        raise _too_large(LARGEST_DOCUMENT)
    if not file.size:
        raise UploadRefused(_("The file is empty."))
    file.seek(0)
    head = file.read(4096)
    file.seek(0)
    if suffix in _OFFICE_PARTS:
        is_valid = _is_office_document(file, part=_OFFICE_PARTS[suffix])
    elif suffix in {".vtt", ".srt"}:
        is_valid = _is_subtitle_text(file, suffix=suffix)
    else:
        is_valid = any(head[offset:].startswith(magic) for offset, magic in _MAGIC.get(suffix, ()))
    if is_valid and suffix == ".pdf":
        is_valid = pdf.is_readable(file)
    file.seek(0)
    if not is_valid:
        raise UploadRefused(_("The content of “%(name)s” does not match its file extension.") % {"name": file.name})
    if suffix == ".pdf" and pdf.is_active(file):
        raise UploadRefused(
            _("The PDF contains a script, an active form, or an attached file. Print it to a new PDF and upload that.")
        )


def hash_file(file: File | BinaryIO) -> str:
    """Return the SHA-256 of the file in hexadecimal, read in chunks, and rewind the file."""
    file.seek(0)
    digest = hashlib.sha256()
    while chunk := file.read(MEGABYTE):
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()


def _require_bounded(image: Image.Image) -> None:
    """Raise ``UploadRefused`` for a size, as given in the header, that would be dangerous to decode."""
    width, height = image.size
    if max(width, height) > LONGEST_SIDE or width * height > MOST_PIXELS:
        raise UploadRefused(
            _("The image is %(width)d × %(height)d pixels. The limit is %(side)d a side, %(millions)d million in all.")
            % {"width": width, "height": height, "side": LONGEST_SIDE, "millions": MOST_PIXELS // 1_000_000}
        )


def _encode(image: Image.Image, *, name: str) -> ContentFile:
    kind = image.format or "PNG"
    upright = ImageOps.exif_transpose(image)
    has_alpha = kind != "JPEG" and (upright.has_transparency_data or "A" in upright.getbands())
    pixels = upright.convert("RGBA" if has_alpha else "RGB")
    bare = Image.new(pixels.mode, pixels.size)
    bare.paste(pixels)
    buffer = BytesIO()
    options = {"JPEG": {"quality": 90, "optimize": True}, "WEBP": {"quality": 90}}.get(kind, {"optimize": True})
    bare.save(buffer, format=kind, **options)
    return ContentFile(buffer.getvalue(), name=PurePosixPath(name).stem + IMAGE_FORMATS[kind])


def _is_office_document(file: File, *, part: str) -> bool:
    """Accept Office packages without macros and without an excessive unpacked size."""
    try:
        with zipfile.ZipFile(file) as package:
            entries = package.infolist()
            names = {entry.filename for entry in entries}
    except (zipfile.BadZipFile, OSError, ValueError):
        return False
    has_macros = any(name.lower().endswith("vbaproject.bin") for name in names)
    unpacked = sum(entry.file_size for entry in entries)
    return part in names and "[Content_Types].xml" in names and not has_macros and unpacked <= LARGEST_UNPACKED


def _is_subtitle_text(file: File, *, suffix: str) -> bool:
    try:
        text = file.read().decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return text.startswith("WEBVTT") if suffix == ".vtt" else "-->" in text


def _too_large(limit: int) -> UploadRefused:
    return UploadRefused(_("The file is larger than %(limit)d MB.") % {"limit": limit // MEGABYTE})
