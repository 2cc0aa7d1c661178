"""Import of film files: measured, hashed, or refused."""

from io import BytesIO

import av
import numpy as np
import pytest
from django.core.files.base import ContentFile

from cms.files.refusal import UploadRefused
from cms.jobs.queue import run_pending_jobs
from cms.media.masters import add_master
from cms.media.models import FilmMaster
from cms.media.tasks import request_technical

pytestmark = pytest.mark.django_db


def test_film_is_measured_and_hashed(clip):
    master = add_master(title="Film", file=ContentFile(clip, name="film.mp4"))

    assert (master.width, master.height, master.media_type, master.size) == (64, 48, "video/mp4", master.file.size)
    assert master.duration.total_seconds() == 1
    assert len(master.sha256) == 64


@pytest.mark.parametrize("content", [b"#EXTM3U\nhttp://169.254.169.254/", b"\x00\x00\x00\x18ftypmp42" + bytes(40), b""])
def test_file_that_is_not_a_film_is_refused_and_not_stored(content):
    with pytest.raises(UploadRefused):
        add_master(title="Film", file=ContentFile(content, name="film.mp4"))

    assert not FilmMaster.objects.exists()


def make_film_with_sound(*, decibels: float) -> bytes:
    """Return three seconds of grey with a tone of 1 kHz in both ears, at this peak level of full scale."""
    buffer = BytesIO()
    with av.open(buffer, "w", format="mp4") as film:
        picture, sound = film.add_stream("mpeg4", rate=10), film.add_stream("aac", rate=48_000, layout="stereo")
        picture.width, picture.height, picture.pix_fmt = 64, 48, "yuv420p"
        for _number in range(30):
            grey = np.full((48, 64, 3), 90, dtype=np.uint8)
            film.mux(picture.encode(av.VideoFrame.from_ndarray(grey, format="rgb24")))
        film.mux(picture.encode())
        moments = np.arange(144_000) / 48_000
        wave = (np.sin(2_000 * np.pi * moments) * 10 ** (decibels / 20)).astype(np.float32)
        for start in range(0, len(wave), 1_024):
            part = wave[start : start + 1_024]
            frame = av.AudioFrame.from_ndarray(np.vstack([part, part]), format="fltp", layout="stereo")
            frame.sample_rate, frame.pts = 48_000, start
            film.mux(sound.encode(frame))
        film.mux(sound.encode())
    return buffer.getvalue()


def test_technical_facts_say_codecs_tracks_and_loudness(clip):
    tone = add_master(title="Tone", file=ContentFile(make_film_with_sound(decibels=-20), name="tone.mp4"))
    silent = add_master(title="Silent", file=ContentFile(make_film_with_sound(decibels=-200), name="silent.mp4"))
    mute = add_master(title="Mute", file=ContentFile(clip, name="film.mp4"))

    for master in (tone, silent, mute):
        request_technical(master)
        run_pending_jobs()
        master.refresh_from_db()

    facts = tone.technical
    # By EBU R 128 a tone of 1 kHz in both channels is as loud in LUFS as its peak level in decibels.
    assert facts["sounds"][0]["loudness"] == pytest.approx(-20, abs=0.3)
    assert (facts["sounds"][0]["codec"], facts["sounds"][0]["channels"]) == ("aac", "stereo")
    assert (facts["pictures"][0]["width"], facts["pictures"][0]["frames_per_second"]) == (64, 10)
    assert "mp4" in facts["container"] and facts["seconds"] == pytest.approx(3, abs=0.1)
    assert tone.tracks.startswith("mpeg4 64×48 10 · aac stereo 48000 Hz −")
    assert silent.technical["sounds"][0]["loudness"] is None and mute.technical["sounds"] == []
