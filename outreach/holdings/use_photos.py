"""Photographs as evidence of use: rebuilt from their pixels, smaller, without their place; private."""

import hashlib
from io import BytesIO

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from PIL import Image

from cms.files.images import clean_image

LONGEST_SIDE = 1600
QUALITY = 80


def rebuild_photo(file: File) -> bytes:
    """Return the photograph as a JPEG of its pixels only; raise ``UploadRefused``."""
    cleaned = clean_image(file)
    with Image.open(BytesIO(cleaned.read())) as image:
        pixels = image.convert("RGB")
    pixels.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    buffer = BytesIO()
    pixels.save(buffer, format="JPEG", quality=QUALITY, optimize=True)
    return buffer.getvalue()


def name_photo(content: bytes) -> str:
    """Return the name in storage of a rebuilt photograph: the same for the same pixels."""
    return f"use-photos/{hashlib.sha256(content).hexdigest()}.jpg"


def store_photo(content: bytes) -> None:
    """Keep the photograph in the private storage, once."""
    name = name_photo(content)
    if not default_storage.exists(name):
        default_storage.save(name, ContentFile(content))
