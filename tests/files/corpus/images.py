"""Hostile images: bombs, wrong types, and images with something in every place that isn't a pixel."""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO

from PIL import Image, PngImagePlugin

from tests.files.corpus import PHP, PLANTED, POSITION, SCRIPT, HostileFile

MARK = f"{SCRIPT}{PHP}{PLANTED}{POSITION}".encode()


def draw(kind: str = "PNG", size: tuple[int, int] = (40, 30), *, mode: str = "RGB", **options: object) -> bytes:
    buffer = BytesIO()
    Image.new(mode, size, "green").save(buffer, kind, **options)
    return buffer.getvalue()


def pack(**files: bytes) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as package:
        for name, content in files.items():
            package.writestr(name, content)
    return buffer.getvalue()


def make_chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def insert_chunk(name: bytes, data: bytes) -> bytes:
    """Return a PNG with one more chunk behind its header."""
    image = draw()
    return image[:33] + make_chunk(name, data) + image[33:]


def claim_size(width: int, height: int) -> bytes:
    """Return a PNG whose header claims a size that its pixels don't have."""
    image = draw()
    header = struct.pack(">II", width, height) + image[24:29]
    return image[:8] + make_chunk(b"IHDR", header) + image[33:]


def make_exif() -> bytes:
    """Return EXIF data with a place in Vietnam, and HTML as the camera's maker."""
    exif = Image.Exif()
    exif[0x010F] = MARK.decode()
    exif[0x013B] = PLANTED
    exif.get_ifd(0x8825).update({1: "N", 2: (16.0, 28.0, 1.0), 3: "E", 4: (107.0, 35.0, 2.0)})
    return exif.tobytes()


def animate() -> bytes:
    """Return an animated PNG with a text, whose later frames nobody would see."""
    buffer, info = BytesIO(), PngImagePlugin.PngInfo()
    info.add_text("Author", PLANTED)
    frames = [Image.new("RGB", (40, 30), shade) for shade in ("green", "red")]
    frames[0].save(buffer, "PNG", save_all=True, append_images=frames[1:], pnginfo=info)
    return buffer.getvalue()


SVG = b'<svg xmlns="http://www.w3.org/2000/svg">' + MARK + b"</svg>"
TEXT_BOMB = zlib.compress(bytes(50 * 1024 * 1024), 9)

WITH_TRACES = {
    "PNG with HTML behind it": draw() + MARK,
    "PNG with a ZIP behind it": draw() + pack(**{"a.html": MARK}),
    "PNG with HTML in a text chunk": insert_chunk(b"tEXt", b"Comment\0" + MARK),
    "PNG with an author in a compressed text": insert_chunk(b"zTXt", b"Author\0\0" + zlib.compress(MARK)),
    "PNG with HTML in a chunk of its own": insert_chunk(b"haRm", MARK),
    "PNG with HTML in its colour profile": draw(icc_profile=MARK * 40),
    "PNG with XMP": insert_chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + MARK),
    "PNG with EXIF": draw(exif=make_exif()),
    "PNG with EXIF that is no EXIF": insert_chunk(b"eXIf", b"MM\0\x2a\0\0\0\x08\xff\xff" + MARK),
    "animated PNG with an author": animate(),
    "JPEG with HTML behind it": draw("JPEG") + MARK,
    "JPEG with a ZIP behind it": draw("JPEG") + pack(**{"a.html": MARK}),
    "JPEG with a JAR behind it": draw("JPEG") + pack(**{"META-INF/MANIFEST.MF": MARK}),
    "JPEG with another JPEG behind it": draw("JPEG") + draw("JPEG", comment=MARK),
    "JPEG with HTML as comment": draw("JPEG", comment=MARK),
    "JPEG with a place and HTML in its EXIF": draw("JPEG", exif=make_exif(), comment=MARK),
    "JPEG with HTML in its colour profile": draw("JPEG", icc_profile=MARK * 40),
    "JPEG with XMP": draw("JPEG", xmp=MARK),
    "JPEG with broken EXIF": draw("JPEG", exif=b"Exif\0\0MM\0\x2a\0\0\0\x08\xff\xff" + MARK),
    "WebP with HTML behind it": draw("WEBP") + MARK,
    "WebP with EXIF": draw("WEBP", exif=make_exif()),
    "WebP with XMP": draw("WEBP", xmp=MARK),
    "WebP with HTML in its colour profile": draw("WEBP", icc_profile=MARK * 40),
    "PNG with a text of 50 MB in 50 kB": insert_chunk(b"zTXt", b"Comment\0\0" + TEXT_BOMB),
    "PNG with an XMP of 50 MB in 50 kB": insert_chunk(b"iTXt", b"XML:com.adobe.xmp\0\1\0\0\0" + TEXT_BOMB),
    "PNG with a colour profile of 50 MB in 50 kB": insert_chunk(b"iCCP", b"icc\0\0" + TEXT_BOMB),
}

NO_IMAGES = {
    "SVG with a script": SVG,
    "SVG that reads files": b'<!DOCTYPE s [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg>&x;</svg>',
    "HTML named as an image": b"<html>" + MARK,
    "GIF with JavaScript": b"GIF89a/*" + MARK + b"*/=1;",
    "GIF": draw("GIF"),
    "BMP": draw("BMP"),
    "TIFF": draw("TIFF"),
    "ICO": draw("ICO"),
    "PDF named as an image": b"%PDF-1.7\n" + MARK,
    "PostScript": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
    "ImageMagick's own language": b"push graphic-context\nfill 'url(https://planted.example/|id)'\n",
    "program": b"MZ" + bytes(200),
    "script of a shell": b"#!/bin/sh\nid\n",
    "ZIP": pack(**{"a.png": draw()}),
    "header alone": draw()[:33],
    "cut in the middle": draw("JPEG", size=(400, 300))[:600],
    "nothing": b"",
    "claims 2,000,000,000 pixels a side": claim_size(2_000_000_000, 2_000_000_000),
    "claims 65,000 pixels a side": claim_size(65_000, 65_000),
    "claims no width": claim_size(0, 40),
    "12,001 pixels wide": draw(size=(12_001, 2)),
}


def list_images() -> Iterator[HostileFile]:
    for label, content in WITH_TRACES.items():
        yield HostileFile(label, "photo.php.png", content)
    for label, content in NO_IMAGES.items():
        yield HostileFile(label, "photo.jpg", content, is_refused=True)
        yield HostileFile(f"{label}, by another name", "photo.svg", content, is_refused=True)
