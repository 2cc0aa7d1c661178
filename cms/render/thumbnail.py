"""Small pictures of finished posters, for lists."""

import pyvips

from cms.render import readback
from cms.render.artwork import PDF
from cms.render.stamp import LIGHT, encode_png

WEBP = "image/webp"
QUALITY = 82


def shrink(content: bytes, *, media_type: str, longest: int) -> tuple[bytes, float]:
    """Return a poster's file as a PNG whose longer side has at most so many pixels, and its scale."""
    if media_type == PDF:
        page = readback.paint_pdf(content, scale=1)
        scale = longest / max(page.shape[:2])
        return encode_png(readback.paint_pdf(content, scale=scale)), scale
    picture = pyvips.Image.new_from_buffer(content, "")
    scale = min(1.0, longest / max(picture.width, picture.height))
    small = pyvips.Image.thumbnail_buffer(content, longest, height=longest, size="down")
    flat = small.flatten(background=[LIGHT] * 3) if small.hasalpha() else small
    return encode_png(flat.numpy()), scale


def to_webp(png: bytes) -> bytes:
    """Return the picture as WebP without metadata."""
    return bytes(pyvips.Image.new_from_buffer(png, "").webpsave_buffer(Q=QUALITY, keep="none"))
