"""Films that arrive in parts: the tus protocol, interruptions, damage, and the job that imports them."""

from __future__ import annotations

import base64
import hashlib
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.storage import storages
from django.urls import reverse
from django.utils import timezone

from cms.files.parts import PART
from cms.jobs.models import Job
from cms.jobs.queue import run_pending_jobs
from cms.media.models import FilmMaster, MasterUpload, UploadState
from cms.media.tasks import continue_uploads
from tests.translation_desk.test_views import sign_in

if TYPE_CHECKING:
    from django.test import Client

    from tests.pages.factories import PublicSite

pytestmark = pytest.mark.django_db
TUS = {"HTTP_TUS_RESUMABLE": "1.0.0"}
PART_TYPE = "application/offset+octet-stream"


def pad(clip: bytes) -> bytes:
    """Return the film with an empty box behind it, so that it has two parts."""
    size = PART + 1_000
    return clip + size.to_bytes(4, "big") + b"free" + bytes(size - 8)


def encode(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def begin(client: Client, film: bytes, *, name: str = "phim.mp4", sha256: str = "") -> Any:
    pairs = [f"filename {encode(name)}", f"title {encode('Tấm bản đồ')}"]
    metadata = ",".join([*pairs, *([f"sha256 {encode(sha256)}"] if sha256 else [])])
    headers = {"HTTP_UPLOAD_LENGTH": str(len(film)), "HTTP_UPLOAD_METADATA": metadata}
    return client.post(reverse("film_uploads"), **headers, **TUS)


def send(client: Client, address: str, film: bytes, offset: int, checksum: str = "") -> Any:
    headers = {"HTTP_UPLOAD_OFFSET": str(offset), **({"HTTP_UPLOAD_CHECKSUM": checksum} if checksum else {})}
    return client.patch(address, film[offset : offset + PART], content_type=PART_TYPE, **headers, **TUS)


def upload(client: Client, film: bytes, **fields: str) -> Any:
    address = begin(client, film, **fields)["Location"]
    for offset in range(0, len(film), PART):
        assert send(client, address, film, offset).status_code == 204
    run_pending_jobs()
    return MasterUpload.objects.latest("pk")


def test_film_goes_on_after_an_interruption_and_is_imported_once(site: PublicSite, clip: bytes) -> None:
    film, editor = pad(clip), sign_in(site.editor)
    options = editor.options(reverse("film_uploads"))
    address = begin(editor, film, sha256=hashlib.sha256(film).hexdigest())["Location"]
    right = f"sha256 {base64.b64encode(hashlib.sha256(film[:PART]).digest()).decode()}"

    damaged = send(editor, address, film, 0, checksum=f"sha256 {encode('x')}")
    first = send(editor, address, film, 0, checksum=right)
    again = send(editor, address, film, 0)
    known = editor.head(address, **TUS)
    too_short = editor.patch(address, b"x", content_type=PART_TYPE, HTTP_UPLOAD_OFFSET=str(PART), **TUS)
    other = sign_in(site.publisher).head(address, **TUS)
    last = send(editor, address, film, PART)
    after = send(editor, address, film, PART)

    assert (options["Tus-Version"], options["Tus-Extension"]) == ("1.0.0", "creation,checksum,termination")
    assert [answer.status_code for answer in (damaged, first, again, too_short, other)] == [460, 204, 409, 400, 404]
    assert (known["Upload-Offset"], known["Upload-Length"]) == (str(PART), str(len(film)))
    assert (last.status_code, last["Upload-Offset"], after.status_code) == (204, str(len(film)), 409)
    continue_uploads(at=timezone.now())
    assert Job.objects.filter(kind="media.import_master").count() == 1, "one job, whoever requests it"
    run_pending_jobs()
    found, master = MasterUpload.objects.get(), FilmMaster.objects.get()
    assert (found.state, found.master, master.title) == (UploadState.DONE, master, "Tấm bản đồ")
    assert master.size == master.file.size < PART, "the padding isn't kept: the film is written anew"
    assert master.file.name.startswith("masters/phim")
    with pytest.raises(FileNotFoundError):
        storages["default"].finish_parts(str(found.key), found.handle)
    page = editor.get(reverse("film_upload")).content.decode()
    assert reverse("film_masters:edit", args=[master.pk]) in page


def test_what_is_damaged_or_no_film_is_refused_and_nothing_of_it_is_kept(site: PublicSite, clip: bytes) -> None:
    editor = sign_in(site.editor)

    refused = [begin(editor, clip, name="phim.exe"), begin(editor, b""), begin(editor, clip, sha256="abc")]
    too_large = editor.post(reverse("film_uploads"), HTTP_UPLOAD_LENGTH=str(10**12), **TUS)
    old = editor.post(reverse("film_uploads"))
    damaged = upload(editor, clip, sha256="0" * 64)
    no_film = upload(editor, b"x" * 100)

    assert [answer.status_code for answer in (*refused, too_large, old)] == [400, 400, 400, 413, 412]
    assert (damaged.state, no_film.state) == (UploadState.REFUSED, UploadState.REFUSED)
    assert damaged.refusal and no_film.refusal and damaged.refusal != no_film.refusal
    assert not FilmMaster.objects.exists()
    for found in (damaged, no_film):
        with pytest.raises(FileNotFoundError):
            storages["default"].finish_parts(str(found.key), found.handle)


def test_what_has_arrived_and_is_gone_is_said_and_not_tried_for_ever(site: PublicSite, clip: bytes) -> None:
    editor = sign_in(site.editor)
    address = begin(editor, clip)["Location"]
    send(editor, address, clip, 0)
    found = MasterUpload.objects.get()
    storages["default"].drop_parts(str(found.key), found.handle)

    run_pending_jobs()

    found.refresh_from_db()
    assert found.state == UploadState.REFUSED and found.refusal
    continue_uploads(at=timezone.now())
    assert Job.objects.filter(kind="media.import_master").count() == 1


def test_upload_is_dropped_by_its_person_or_after_a_day(site: PublicSite, clip: bytes) -> None:
    film, editor = pad(clip), sign_in(site.editor)
    addresses = [begin(editor, film)["Location"] for _number in range(2)]
    for address in addresses:
        send(editor, address, film, 0)

    dropped = editor.delete(addresses[0], **TUS)
    continue_uploads(at=timezone.now() + timedelta(hours=23))
    kept = editor.head(addresses[1], **TUS)
    continue_uploads(at=timezone.now() + timedelta(hours=25))

    assert (dropped.status_code, kept.status_code) == (204, 200)
    assert editor.head(addresses[1], **TUS).status_code == 404
    assert not MasterUpload.objects.exists()


def test_parts_in_a_bucket_become_the_film(
    site: PublicSite, clip: bytes, settings: Any, s3_environment: dict[str, str]
) -> None:
    options = {
        "bucket_name": s3_environment["S3_BUCKET"],
        "endpoint_url": s3_environment["S3_ENDPOINT_URL"],
        "access_key": s3_environment["AWS_ACCESS_KEY_ID"],
        "secret_key": s3_environment["AWS_SECRET_ACCESS_KEY"],
        "region_name": s3_environment["AWS_REGION"],
    }
    bucket = {"BACKEND": "cms.files.s3_storage.PrivateS3Storage", "OPTIONS": options}
    settings.STORAGES = {**settings.STORAGES, "default": bucket}
    film, editor = pad(clip), sign_in(site.editor)

    found = upload(editor, film, sha256=hashlib.sha256(film).hexdigest())

    assert found.state == UploadState.DONE, found.refusal
    with found.master.file.open() as stored:
        assert hashlib.sha256(stored.read()).hexdigest() == found.master.sha256
    assert not [entry for entry in storages["default"].list_files() if str(found.key) in entry.name]
    with pytest.raises(FileNotFoundError):
        storages["default"].finish_parts(str(found.key), found.handle)
