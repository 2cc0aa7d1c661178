"""Import of film files: measured, hashed, or refused."""

import pytest
from django.core.files.base import ContentFile

from cms.files.refusal import UploadRefused
from cms.media.masters import add_master
from cms.media.models import FilmMaster

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
