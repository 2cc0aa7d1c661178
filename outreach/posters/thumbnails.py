"""Small pictures of posters for lists, kept beside the files that they are made from."""

from datetime import datetime

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import get_language

from outreach.posters.marked import make_marked
from outreach.posters.models import PosterFile

LONGEST_SIDE = 480


class DamagedPoster(ValueError):
    """The poster's file can't be read, so there is no small picture of it."""


def get_thumbnail(file: PosterFile, *, is_marked: bool, at: datetime) -> str:
    """Return the name of the poster's small picture in storage, made at the first request."""
    mark = f"-{file.poster.state}-{get_language()}" if is_marked else ""
    name = f"poster-thumbnails/{file.sha256}{mark}.webp"
    if not default_storage.exists(name):
        default_storage.save(name, ContentFile(_make(file, is_marked=is_marked, at=at)))
    return name


def _make(file: PosterFile, *, is_marked: bool, at: datetime) -> bytes:
    import pyvips  # loads the decoders, which few requests need

    from cms.render.thumbnail import shrink, to_webp

    try:
        small, _scale = shrink(
            _read(file, is_marked=is_marked, at=at), media_type=file.media_type, longest=LONGEST_SIDE
        )
        return to_webp(small)
    except (pyvips.Error, ValueError) as error:
        raise DamagedPoster(f"The poster {file.poster_id} has no readable file.") from error


def _read(file: PosterFile, *, is_marked: bool, at: datetime) -> bytes:
    if is_marked:
        return make_marked(file, at=at)
    with default_storage.open(file.storage_name) as stored:
        return stored.read()
