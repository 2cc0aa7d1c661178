"""Malicious uploads of forty kinds: they are refused, or the harmful part is removed."""

import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from io import BytesIO

import pikepdf
import pytest
from django.core.files.base import ContentFile
from PIL import Image

from cms.files.uploads import UploadRefused, clean_document, clean_image

MARK = b"<script>alert(document.domain)</script>"
PHP = b"<?php system($_GET['c']); ?>"


def draw(kind: str = "PNG", size: tuple[int, int] = (40, 30), **options: object) -> bytes:
    buffer = BytesIO()
    Image.new("RGB", size, "green").save(buffer, kind, **options)
    return buffer.getvalue()


def pack(**files: bytes) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in files.items():
            package.writestr(name, content)
    return buffer.getvalue()


def pack_office(part: str = "word/document.xml", **more: bytes) -> bytes:
    return pack(**{"[Content_Types].xml": b"<Types/>", part: b"<document/>", **more})


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
    exif.get_ifd(0x8825).update({1: "N", 2: (16.0, 28.0, 1.0), 3: "E", 4: (107.0, 35.0, 2.0)})
    return exif.tobytes()


POLYGLOTS = {
    "PNG with HTML behind it": draw() + MARK,
    "PNG with PHP behind it": draw() + PHP,
    "PNG with a ZIP behind it": draw() + pack(**{"a.html": MARK}),
    "PNG with HTML in a text chunk": insert_chunk(b"tEXt", b"Comment\0" + MARK),
    "PNG with PHP in a text chunk": insert_chunk(b"tEXt", b"Comment\0" + PHP),
    "PNG with HTML in a chunk of its own": insert_chunk(b"haRm", MARK),
    "PNG with HTML in its colour profile": draw(icc_profile=MARK * 40),
    "PNG with XMP": insert_chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + MARK),
    "JPEG with HTML behind it": draw("JPEG") + MARK,
    "JPEG with PHP behind it": draw("JPEG") + PHP,
    "JPEG with a ZIP behind it": draw("JPEG") + pack(**{"a.html": MARK}),
    "JPEG with a JAR behind it": draw("JPEG") + pack(**{"META-INF/MANIFEST.MF": PHP}),
    "JPEG with HTML as comment": draw("JPEG", comment=MARK),
    "JPEG with a place and HTML in its EXIF": draw("JPEG", exif=make_exif(), comment=MARK),
    "JPEG with HTML in its colour profile": draw("JPEG", icc_profile=MARK * 40),
    "JPEG with XMP": draw("JPEG", xmp=MARK),
    "WebP with HTML behind it": draw("WEBP") + MARK,
    "WebP with EXIF": draw("WEBP", exif=make_exif()),
    "WebP with XMP": draw("WEBP", xmp=MARK),
    "WebP with HTML in its colour profile": draw("WEBP", icc_profile=MARK * 40),
}

NO_IMAGES = {
    "SVG with a script": b'<svg xmlns="http://www.w3.org/2000/svg">' + MARK + b"</svg>",
    "SVG that reads files": b'<!DOCTYPE s [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg>&x;</svg>',
    "HTML named as an image": b"<html>" + MARK,
    "GIF with JavaScript": b"GIF89a/*" + MARK + b"*/=1;",
    "GIF": draw("GIF"),
    "BMP": draw("BMP"),
    "TIFF": draw("TIFF"),
    "ICO": draw("ICO"),
    "PDF named as an image": b"%PDF-1.7\n" + MARK,
    "PostScript": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
    "ImageMagick's own language": b"push graphic-context\nfill 'url(https://example.org/|id)'\n",
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


def write_pdf(change: Callable[[pikepdf.Pdf], None], **options: object) -> bytes:
    buffer = BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        change(document)
        document.save(buffer, **options)
    return buffer.getvalue()


def act(**action: object) -> pikepdf.Dictionary:
    return pikepdf.Dictionary(Type=pikepdf.Name.Action, **action)


def open_with(action: pikepdf.Dictionary) -> Callable[[pikepdf.Pdf], None]:
    return lambda document: document.Root.__setattr__("OpenAction", action)


def hide_script(document: pikepdf.Pdf) -> None:
    """Add a script to a link on the page, behind a reference, in a compressed object stream."""
    script = document.make_indirect(act(S=pikepdf.Name.JavaScript, JS="app.alert(1)"))
    link = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=script)
    document.pages[0].Annots = document.make_indirect([link])


def attach(document: pikepdf.Pdf) -> None:
    document.attachments["a.exe"] = b"MZ"


def name_script(document: pikepdf.Pdf) -> None:
    tree = pikepdf.Dictionary(Names=["a", act(S=pikepdf.Name.JavaScript, JS="app.alert(1)")])
    document.Root.Names = pikepdf.Dictionary(JavaScript=tree)


PDFS = {
    "script when it opens": write_pdf(open_with(act(S=pikepdf.Name.JavaScript, JS="app.alert(1)"))),
    "script by name": write_pdf(name_script),
    "script in a link": write_pdf(hide_script),
    "script in compressed objects": write_pdf(hide_script, object_stream_mode=pikepdf.ObjectStreamMode.generate),
    "starts a program": write_pdf(open_with(act(S=pikepdf.Name.Launch, F="cmd.exe"))),
    "sends a form": write_pdf(open_with(act(S=pikepdf.Name.SubmitForm, F="https://example.org/"))),
    "attached file": write_pdf(attach),
    "needs a password": write_pdf(lambda document: None, encryption=pikepdf.Encryption(owner="a", user="b")),
    "no page": b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n",
}

NO_DOCUMENTS = {
    "form.pdf": [b"<html>" + MARK, MARK + b"%PDF-1.7", pack(a=MARK), b"MZ" + bytes(80)],
    "form.docx": [
        pack(**{"a.html": MARK}),
        pack_office(**{"word/vbaProject.bin": b"macro"}),
        pack_office(**{"word/VBAPROJECT.BIN": b"macro"}),
        pack_office(part="xl/workbook.xml"),
        b"PK\x03\x04" + MARK,
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512),
    ],
    "form.xlsx": [pack_office(part="word/document.xml"), pack_office("xl/workbook.xml", **{"xl/vbaProject.bin": b"m"})],
    "track.vtt": [MARK, b"WEBVT", b"\xff\xfeW\0E\0B\0"],
    "track.srt": [MARK, b"\x00\x01\x02-->"[:3]],
    "sound.mp3": [b"RIFF" + bytes(40), MARK],
    "film.mp4": [b"#EXTM3U\nhttp://169.254.169.254/\n", bytes(40)],
    "page.html": [MARK],
    "image.svg": [NO_IMAGES["SVG with a script"]],
    "form.pdf.exe": [b"%PDF-1.7"],
    "form": [b"%PDF-1.7"],
}


def list_documents() -> Iterator[object]:
    for name, contents in NO_DOCUMENTS.items():
        for number, content in enumerate(contents, 1):
            yield pytest.param(name, content, id=f"{name} {number}")


@pytest.mark.parametrize("content", POLYGLOTS.values(), ids=POLYGLOTS)
def test_only_the_pixels_of_a_polyglot_image_are_kept(content: bytes) -> None:
    cleaned = clean_image(ContentFile(content, name="photo.php.png"))

    kept = cleaned.read()
    assert not any(trace in kept for trace in (b"script", b"php", b"PK\x03\x04", b"MANIFEST", b"Exif", b"ICC_PROFILE"))
    cleaned.seek(0)
    image = Image.open(cleaned)
    assert (image.size, dict(image.getexif())) == ((40, 30), {})
    assert cleaned.name.endswith((".jpg", ".png", ".webp"))


@pytest.mark.parametrize("content", NO_IMAGES.values(), ids=NO_IMAGES)
@pytest.mark.parametrize("name", ["photo.jpg", "photo.svg"])
def test_file_that_is_not_an_accepted_image_is_refused(name: str, content: bytes) -> None:
    with pytest.raises(UploadRefused):
        clean_image(ContentFile(content, name=name))


@pytest.mark.parametrize(("name", "content"), list(list_documents()))
def test_file_that_is_not_an_accepted_document_is_refused(name: str, content: bytes) -> None:
    with pytest.raises(UploadRefused):
        clean_document(ContentFile(content, name=name))


@pytest.mark.parametrize("content", PDFS.values(), ids=PDFS)
def test_pdf_with_active_content_is_refused(content: bytes) -> None:
    with pytest.raises(UploadRefused):
        clean_document(ContentFile(content, name="form.pdf"))


@pytest.mark.slow
def test_office_package_with_an_excessive_unpacked_size_is_refused() -> None:
    bomb = pack_office(**{"word/media/zeros": bytes(301 * 1024 * 1024)})
    assert len(bomb) < 1024 * 1024

    with pytest.raises(UploadRefused):
        clean_document(ContentFile(bomb, name="form.docx"))


@pytest.mark.slow
def test_image_that_is_small_on_disk_and_huge_in_memory_is_refused() -> None:
    bomb = draw(size=(11_000, 11_000))
    assert len(bomb) < 1024 * 1024

    with pytest.raises(UploadRefused, match="11000 × 11000"):
        clean_image(ContentFile(bomb, name="photo.png"))
