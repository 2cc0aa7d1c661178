"""Validation of uploads by their content."""

import zipfile
from io import BytesIO

import pikepdf
import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from cms.files.uploads import UploadRefused, clean_document, clean_image
from cms.media.models import CampaignImage


def draw(kind="JPEG", size=(40, 30), **options):
    buffer = BytesIO()
    Image.new("RGB", size, "green").save(buffer, kind, **options)
    return buffer.getvalue()


def make_pdf():
    buffer = BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(buffer)
    return buffer.getvalue()


def make_package(*names):
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for name in names:
            package.writestr(name, "")
    return buffer.getvalue()


def test_image_loses_all_that_is_not_a_pixel():
    exif = Image.Exif()
    exif[0x010E] = "taken at a place that must not be known"
    content = draw(exif=exif.tobytes()) + b"<script>alert(1)</script>"

    cleaned = clean_image(ContentFile(content, name="photo.jpg"))

    assert b"must not be known" not in cleaned.read()
    cleaned.seek(0)
    assert b"script" not in cleaned.read()
    assert dict(Image.open(cleaned).getexif()) == {}


def test_image_is_turned_upright():
    exif = Image.Exif()
    exif[0x0112] = 6

    cleaned = clean_image(ContentFile(draw(exif=exif.tobytes()), name="photo.jpg"))

    assert Image.open(cleaned).size == (30, 40)


def test_transparency_is_kept():
    buffer = BytesIO()
    Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(buffer, "PNG")

    assert Image.open(clean_image(ContentFile(buffer.getvalue(), name="logo.png"))).mode == "RGBA"


@pytest.mark.parametrize(
    "content",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"GIF89a" + bytes(40),
        b"\x89PNG\r\n\x1a\n" + bytes(40),
        b"%PDF-1.7",
        b"",
        draw()[:200],
    ],
)
def test_file_that_is_not_an_image_is_refused(content):
    with pytest.raises(UploadRefused, match=r"^The file is not an image\. Use JPEG, PNG or WebP\.$"):
        clean_image(ContentFile(content, name="photo.jpg"))


def test_bomb_is_refused_by_its_header():
    with pytest.raises(UploadRefused, match="12001 × 10 pixels"):
        clean_image(ContentFile(draw("PNG", size=(12_001, 10)), name="bomb.png"))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("form.pdf", make_pdf()),
        ("form.docx", make_package("[Content_Types].xml", "word/document.xml")),
        ("track.vtt", "\ufeffWEBVTT\n".encode()),
        ("track.srt", b"1\n00:00:01,000 --> 00:00:02,000\nA\n"),
        ("sound.mp3", b"ID3\x04"),
        ("film.mp4", b"\x00\x00\x00\x18ftypmp42"),
    ],
)
def test_document_that_matches_its_extension_is_accepted(name, content):
    clean_document(ContentFile(content, name=name))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("form.pdf", b"<html>"),
        ("form.docx", b"PK\x03\x04"),
        ("form.docx", make_package("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin")),
        ("track.vtt", b"<script>"),
        ("track.srt", b"\xff\xfe"),
        ("page.html", b"<html>"),
    ],
)
def test_document_that_does_not_match_its_extension_is_refused(name, content):
    with pytest.raises(UploadRefused, match=f"The content of “{name}” does not match its file extension"):
        clean_document(ContentFile(content, name=name))


def test_image_form_of_the_admin_keeps_the_cleaned_file(client, desk):
    exif = Image.Exif()
    exif[0x010E] = "secret"
    client.force_login(desk.editor)

    answer = client.post(
        reverse("wagtailimages:add"),
        {"title": "Photo", "file": SimpleUploadedFile("photo.jpg", draw(exif=exif.tobytes()), "image/jpeg")},
    )

    assert answer.status_code == 302
    assert b"secret" not in CampaignImage.objects.get().file.read()


def test_image_form_of_the_admin_says_what_is_wrong_and_keeps_what_was_typed(client, desk):
    client.force_login(desk.editor)

    answer = client.post(
        reverse("wagtailimages:add"),
        {"title": "My title", "file": SimpleUploadedFile("photo.png", draw("PNG", size=(12_001, 10)), "image/png")},
    )

    assert answer.status_code == 200
    assert "12001 × 10" in answer.content.decode()
    assert "My title" in answer.content.decode()
    assert not CampaignImage.objects.exists()
