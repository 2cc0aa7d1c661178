"""Released posters carry credentials: what was released is what was signed, read back and recorded."""

import hashlib
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from cms.credentials import keys
from cms.credentials.models import SignedFile, SigningCertificate
from cms.credentials.signing import read_file
from cms.jobs.execution import run_job
from cms.jobs.models import Job, JobState
from cms.jobs.queue import run_pending_jobs
from cms.render.readback import decode_png, read_with_zxing
from outreach.posters.models import Poster, PosterFile, PosterState
from outreach.posters.requests import request_posters
from tests.approvals.factories import Desk
from tests.posters.factories import make_officer, publish_call

pytestmark = pytest.mark.django_db
FORMATS = ("lift-portrait-hd", "print-a4")
PLACE = "Lift of a demonstration building"


@pytest.fixture
def job(desk: Desk) -> Job:
    call = publish_call(desk)
    return request_posters(
        kind="call",
        key=str(call.translation_key),
        languages=["vi"],
        format_codes=FORMATS,
        placement=PLACE,
        organisation_key=None,
        by=make_officer(),
        at=timezone.now(),
    )


def read(file: PosterFile) -> bytes:
    with default_storage.open(file.storage_name) as stored:
        return bytes(stored.read())


@pytest.mark.usefixtures("job")
def test_released_file_is_the_signed_file() -> None:
    run_pending_jobs()

    files = list(PosterFile.objects.select_related("poster"))
    assert len(files) == len(FORMATS)
    for file in files:
        content = read(file)
        credentials = read_file(content)
        row = SignedFile.objects.get(sha256=hashlib.sha256(content).hexdigest())
        poster = file.poster
        assert file.sha256 == row.sha256
        assert credentials is not None and credentials.is_ours and credentials.is_intact
        assert credentials.certificate_serial == row.certificate.serial
        claims = credentials.claims
        assert claims is not None
        assert (claims.made_as, claims.kind, claims.key, claims.language, claims.revision, claims.words_digest) == (
            "poster",
            poster.item_kind,
            poster.item_key,
            poster.language,
            poster.item_revision,
            poster.words_digest,
        )
        assert claims.approved_at == poster.approved_at.replace(microsecond=0)
        assert (row.item_revision, row.words_digest) == (poster.item_revision, poster.words_digest)
        assert claims.verify_address == "http://localhost:8000/verify/"


@pytest.mark.usefixtures("job")
def test_code_in_the_signed_file_is_read() -> None:
    run_pending_jobs()

    file = PosterFile.objects.get(media_type="image/png")
    text = read_with_zxing(decode_png(read(file)))
    assert text.endswith(file.poster.link_id)


@pytest.mark.usefixtures("job")
def test_credentials_name_neither_a_person_nor_the_place() -> None:
    run_pending_jobs()

    for file in PosterFile.objects.select_related("poster__requested_by"):
        credentials = read_file(read(file))
        assert credentials is not None and credentials.claims is not None
        said = repr(credentials)
        assert PLACE not in said
        assert file.poster.requested_by.username not in said
        assert str(file.poster.key) not in said


@pytest.mark.usefixtures("job")
def test_making_again_signs_and_records_nothing_more() -> None:
    run_pending_jobs()
    before = list(SignedFile.objects.values_list("sha256", flat=True))

    Job.objects.update(state=JobState.QUEUED, finished_at=None)
    run_pending_jobs()

    assert sorted(SignedFile.objects.values_list("sha256", flat=True)) == sorted(before)


def test_posters_wait_while_nothing_can_be_signed(job: Job, settings: Any, tmp_path: Path) -> None:
    kept = settings.SIGNING_KEY_FILE
    settings.SIGNING_KEY_FILE = str(tmp_path / "missing.pem")
    run_job(job.pk)

    job.refresh_from_db()
    assert job.state == JobState.QUEUED
    assert "The server can't sign files at present" in job.error
    assert set(Poster.objects.values_list("state", flat=True)) == {PosterState.REQUESTED}
    settings.SIGNING_KEY_FILE = kept
    run_pending_jobs()
    assert set(Poster.objects.values_list("state", flat=True)) == {PosterState.RELEASED}


def test_nothing_is_signed_with_a_revoked_certificate(job: Job) -> None:
    key = keys.get_signing_key()
    run_pending_jobs()
    SigningCertificate.objects.filter(serial=key.serial).update(revoked_at=timezone.now())
    Poster.objects.update(state=PosterState.REQUESTED)
    PosterFile.objects.all().delete()
    Job.objects.update(state=JobState.QUEUED, finished_at=None)

    run_job(job.pk)

    assert set(Poster.objects.values_list("state", flat=True)) == {PosterState.REQUESTED}
