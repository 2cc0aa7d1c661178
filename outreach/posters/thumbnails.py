"""Small pictures of posters for lists, kept beside the files that they are made from."""

from datetime import datetime

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import get_language

from outreach.posters.marked import make_marked
from outreach.posters.models import PosterFile

LONGEST_SIDE = 480


def get_thumbnail(file: PosterFile, *, is_marked: bool, at: datetime) -> str:
    """Return the name of the poster's small picture in storage, made at the first request."""
    mark = f"-{file.poster.state}-{get_language()}" if is_marked else ""
    name = f"poster-thumbnails/{file.sha256}{mark}.webp"
    if not default_storage.exists(name):
        default_storage.save(name, ContentFile(_make(file, is_marked=is_marked, at=at)))
    return name


def _make(file: PosterFile, *, is_marked: bool, at: datetime) -> bytes:
    from cms.render.thumbnail import shrink, to_webp  # loads the decoders, which few requests need

    if is_marked:
        content = make_marked(file, at=at)
    else:
        with default_storage.open(file.storage_name) as stored:
            content = stored.read()
    small, _scale = shrink(content, media_type=file.media_type, longest=LONGEST_SIDE)
    return to_webp(small)
