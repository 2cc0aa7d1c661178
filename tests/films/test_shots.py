"""Detection of a film's cuts, by a job that runs when its file is uploaded and can be repeated."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import av
import numpy as np
import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile

from cms.jobs.models import JobState
from cms.jobs.queue import run_pending_jobs
from cms.media.forms import FilmMasterForm
from cms.media.masters import add_master
from cms.media.models import FilmMaster
from cms.media.shots import find_shots
from cms.media.tasks import request_shots
from tests.films.clips import RATE, make_clip


def make_pan() -> bytes:
    """Return a film that becomes brighter from frame to frame, as in a fade."""
    buffer = BytesIO()
    with av.open(buffer, "w", format="mp4") as film:
        stream = film.add_stream("mpeg4", rate=RATE)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        for shade in range(0, 250, 30):
            picture = np.full((48, 64, 3), shade, dtype=np.uint8)
            film.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        film.mux(stream.encode())
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("shades", "cuts"),
    [([100], []), ([20, 200], [1.0]), ([20, 200, 90, 140], [1.0, 2.0, 3.0]), ([100, 110], [])],
)
def test_cuts_are_found_where_the_picture_changes_at_once(shades: list[int], cuts: list[float]) -> None:
    assert find_shots(BytesIO(make_clip(shades)), container="mp4") == cuts


def test_fade_is_no_cut() -> None:
    assert find_shots(BytesIO(make_pan()), container="mp4") == []


def test_file_that_does_not_decode_is_refused() -> None:
    with pytest.raises(ValueError, match="does not decode"):
        find_shots(BytesIO(b"no film"), container="mp4")


def upload(data: bytes) -> FilmMaster:
    form = FilmMasterForm({"title": "Master"}, {"file": SimpleUploadedFile("film.mp4", data)})
    assert form.is_valid(), form.errors
    return form.save()


@pytest.mark.django_db
def test_uploaded_film_gets_its_cuts_by_a_job(django_capture_on_commit_callbacks: Any) -> None:
    master = upload(make_clip([20, 200]))
    assert master.shots is None

    job, facts = run_pending_jobs()

    master.refresh_from_db()
    assert (job.state, job.result, master.shots) == (JobState.DONE, {"shots": 1}, [1.0])
    assert (facts.kind, facts.state) == ("media.technical", JobState.DONE)
    assert master.duration == timedelta(seconds=2)


@pytest.mark.django_db
def test_job_that_comes_late_leaves_the_cuts_of_another_file_alone() -> None:
    master = upload(make_clip([20, 200]))
    FilmMaster.objects.filter(pk=master.pk).update(sha256="another", shots=[7.0])
    request_shots(master)

    jobs = run_pending_jobs()

    master.refresh_from_db()
    assert [job.kind for job in jobs] == ["media.shots", "media.technical"]
    assert master.shots == [7.0] and master.technical is None


@pytest.mark.django_db
def test_file_that_is_gone_ends_the_job_with_a_reason() -> None:
    master = add_master(title="Master", file=ContentFile(make_clip([20]), name="film.mp4"))
    request_shots(master)
    master.file.storage.delete(master.file.name)

    (job,) = run_pending_jobs()

    assert job.state == JobState.FAILED
