"""Validation of uploads by their content."""

from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from cms.files.images import clean_image
from cms.files.refusal import UploadRefused
from cms.files.uploads import clean_document
from cms.media.models import CampaignImage
from tests.files.corpus.images import WITH_TRACES

VTT = "WEBVTT\n\n00:00:01.000 --> 00:00:02.000\nA\n"
SRT = "1\n00:00:01,000 --> 00:00:02,000\nA\n"


def draw(kind="JPEG", size=(40, 30), **options):
    buffer = BytesIO()
    Image.new("RGB", size, "green").save(buffer, kind, **options)
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
    ("name", "content", "expected"),
    [
        ("track.vtt", "\ufeffWEBVTT by A\n\nNOTE B\n\n00:01.000 --> 00:02.000\nA\n", VTT),
        ("track.srt", "7\r\n00:00:01,000 --> 00:00:02,000\r\nA\r\n", SRT),
    ],
)
def test_subtitles_are_written_anew_without_notes(name, content, expected):
    assert clean_document(ContentFile(content.encode(), name=name)).read().decode() == expected


@pytest.mark.parametrize(
    ("name", "content"), [("form.pdf", b"<html>"), ("form.docx", b"%PDF-1.7"), ("page.html", b"<html>")]
)
def test_document_that_does_not_match_its_extension_is_refused(name, content):
    with pytest.raises(UploadRefused, match=f"The content of “{name}” does not match its file extension"):
        clean_document(ContentFile(content, name=name))


def test_faulty_subtitles_are_refused_by_line():
    with pytest.raises(UploadRefused, match=r"The subtitles of “track\.vtt” have a fault in line 3\."):
        clean_document(ContentFile(b"WEBVTT\n\nA\n", name="track.vtt"))


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


def test_image_whose_text_is_too_large_when_unpacked_is_refused_in_the_form(client, desk):
    client.force_login(desk.editor)
    bomb = SimpleUploadedFile("photo.png", WITH_TRACES["PNG with a text of 50 MB in 50 kB"], "image/png")

    answer = client.post(reverse("wagtailimages:add"), {"title": "My title", "file": bomb})

    assert answer.status_code == 200
    assert "Save the image again without metadata" in answer.content.decode()


@pytest.mark.parametrize(
    ("name", "stored"),
    [
        ("CON.jpg", "file-CON.jpg"),
        ("con", "file-con"),
        ("LPT1.tar.gz", "file-LPT1.tar.gz"),
        ("COM¹.pdf", "file-COM¹.pdf"),
        ("nul.", "file-nul"),
        ("CONTACT.jpg", "CONTACT.jpg"),
        ("anh\u202egpj.exe", "anhgpj.exe"),
        ("ảnh cũ.jpg", "ảnh_cũ.jpg"),
    ],
)
def test_stored_file_has_no_name_that_windows_keeps_for_itself(name, stored):
    assert default_storage.get_valid_name(name) == stored
    assert default_storage.get_valid_name(stored) == stored


def test_uploaded_image_with_the_name_of_a_device_gets_another_name(client, desk):
    client.force_login(desk.editor)

    client.post(reverse("wagtailimages:add"), {"title": "A", "file": SimpleUploadedFile("CON.jpg", draw())})

    assert CampaignImage.objects.get().file.name == "original_images/file-CON.jpg"
