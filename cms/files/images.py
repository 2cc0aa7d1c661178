"""Uploaded images, encoded again so that nothing but their pixels is kept."""

import struct
from io import BytesIO
from pathlib import PurePosixPath

from django.core.files.base import ContentFile, File
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from cms.files.refusal import MEGABYTE, UploadRefused, require_size

LARGEST_IMAGE = 20 * MEGABYTE
LONGEST_SIDE = 12_000
MOST_PIXELS = 60_000_000
IMAGE_FORMATS = {"JPEG": ".jpg", "PNG": ".png", "WEBP": ".webp"}


def clean_image(file: File) -> ContentFile:
    """Return the image re-encoded, upright and without metadata; raise ``UploadRefused``.

    Only the pixels are kept, not anything else in the file (locations, names, scripts, a second file).
    """
    require_size(file.size, limit=LARGEST_IMAGE)
    file.seek(0)
    content = file.read()
    try:
        with Image.open(BytesIO(content), formats=list(IMAGE_FORMATS)) as image:
            _require_bounded(image)
            image.load()
            return _encode(image, name=str(file.name))
    except UploadRefused:
        raise
    except (UnidentifiedImageError, OSError, SyntaxError, Image.DecompressionBombError) as error:
        raise UploadRefused(_("The file is not an image. Use JPEG, PNG or WebP.")) from error
    except (ValueError, EOFError, LookupError, TypeError, struct.error, MemoryError) as error:
        # Pillow raises these for broken metadata, and for a text that is small in the file and huge when unpacked.
        text = _("The image's metadata can't be read. Save the image again without metadata and upload that.")
        raise UploadRefused(text) from error


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
