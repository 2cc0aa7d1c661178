"""The forms by which files come in: each stores what the rules return, and none stores a file as it came."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cms.media.models import CampaignDocument, CampaignImage, FilmMaster
from tests.approvals.factories import Desk, make_person
from tests.files.corpus.films import CLEANABLE_FILMS
from tests.files.corpus.images import WITH_TRACES
from tests.files.corpus.office import CLEANABLE_DOCX, REFUSED_DOCX
from tests.files.corpus.pdfs import CLEANABLE
from tests.files.corpus.traces import find_traces
from tests.translation_desk.test_views import sign_in

PHOTO = ("anh.jpg", WITH_TRACES["JPEG with a place and HTML in its EXIF"])
FORM = ("form.pdf", CLEANABLE["PDF with properties"])
LETTER = ("thu.docx", CLEANABLE_DOCX["properties and a photograph's position"])
CLIP = ("phim.mp4", CLEANABLE_FILMS["MP4 with a position of Apple"])
BY_SCRIPT = {"x-requested-with": "XMLHttpRequest"}

ENTRANCES: dict[str, tuple[str, str, tuple[str, bytes], Any]] = {
    "page of images": ("wagtailimages:add", "file", PHOTO, CampaignImage),
    "several images": ("wagtailimages:add_multiple", "files[]", PHOTO, CampaignImage),
    "chooser of images": ("wagtailimages_chooser:create", "image-chooser-upload-file", PHOTO, CampaignImage),
    "page of documents": ("wagtaildocs:add", "file", FORM, CampaignDocument),
    "several documents": ("wagtaildocs:add_multiple", "files[]", LETTER, CampaignDocument),
    "chooser of documents": ("wagtaildocs_chooser:create", "document-chooser-upload-file", FORM, CampaignDocument),
    "film files": ("film_masters:add", "file", CLIP, FilmMaster),
}


def send(desk: Desk, address: str, field: str, file: tuple[str, bytes]) -> Any:
    name, content = file
    prefix = field.removesuffix("file").removesuffix("files[]")
    data = {f"{prefix}title": "Tệp", field: SimpleUploadedFile(name, content)}
    return sign_in(desk.editor).post(reverse(address), data, headers=BY_SCRIPT if "add_multiple" in address else {})


@pytest.mark.parametrize(("address", "field", "file", "model"), ENTRANCES.values(), ids=ENTRANCES)
def test_file_is_stored_without_the_traces_in_it(
    desk: Desk, address: str, field: str, file: tuple[str, bytes], model: Any
) -> None:
    answer = send(desk, address, field, file)

    assert answer.status_code in {200, 302}, answer.content
    stored = model.objects.get()
    with stored.file.open("rb") as kept:
        assert find_traces(stored.file.name, kept.read()) == []


def test_new_file_of_an_image_and_of_a_document_is_rebuilt_too(desk: Desk) -> None:
    send(desk, "wagtaildocs:add", "file", FORM)
    document = CampaignDocument.objects.get()

    sign_in(desk.editor).post(
        reverse("wagtaildocs:edit", args=[document.pk]), {"title": "Tệp", "file": SimpleUploadedFile(*LETTER)}
    )

    document.refresh_from_db()
    assert document.file.name.endswith(".docx")
    with document.file.open("rb") as kept:
        assert find_traces(document.file.name, kept.read()) == []


@pytest.mark.parametrize("address", ["wagtaildocs:add", "wagtaildocs:add_multiple"])
def test_refused_document_is_named_with_the_part_and_what_to_do(desk: Desk, address: str) -> None:
    field = "files[]" if "multiple" in address else "file"

    answer = send(desk, address, field, ("thu.docx", REFUSED_DOCX["tracked insertions"]))

    assert "Accept or reject all of them" in answer.content.decode()
    assert not CampaignDocument.objects.exists()


@pytest.mark.django_db
def test_film_of_another_kind_is_refused_in_the_form() -> None:
    from cms.users.roles import Role

    answer = sign_in(make_person(Role.EDITOR, interface_language="en")).post(
        reverse("film_masters:add"),
        {"title": "Phim", "file": SimpleUploadedFile("phim.mp4", b"\0\0\0\x18ftyp" + bytes(40))},
    )

    assert "The file is cut off" in answer.content.decode() and not FilmMaster.objects.exists()
