"""Making a loop's films; for workers, because it loads the encoders and decoders."""

import hashlib
from datetime import datetime

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from cms.render.loop import MP4, WEBM, Film, LoopScene, make_film
from cms.render.readback import DoesNotRead
from outreach.links.creation import link_address
from outreach.posters.loops import find_ended_part, list_parts
from outreach.posters.models import Loop, LoopFile, LoopState, Poster

MEDIA_TYPES = (MP4, WEBM)
_EXTENSIONS = {MP4: "mp4", WEBM: "webm"}


def make_loop(loop: Loop, *, at: datetime) -> Loop:
    """Make the loop's films and release it, or refuse it with a reason. Idempotent."""
    if loop.state != LoopState.REQUESTED:
        return loop
    posters = list_parts(loop)
    if ended := find_ended_part(posters):
        text = _("The poster in %(language)s isn't valid any more, so no loop was made of it.")
        return _end(loop, LoopState.REFUSED, reason=text % {"language": ended.get_language_display()})
    scenes = [_read_scene(poster) for poster in posters]
    try:
        for media_type in MEDIA_TYPES:
            if not loop.files.filter(media_type=media_type).exists():
                _store(loop, make_film(scenes, seconds_each=loop.seconds_each, media_type=media_type))
    except DoesNotRead:
        return _end(
            loop,
            LoopState.REFUSED,
            reason=_("The code could not be read in every frame of the finished film, so the loop was not released."),
        )
    return _end(loop, LoopState.RELEASED, released_at=at)


def _read_scene(poster: Poster) -> LoopScene:
    with default_storage.open(poster.file.storage_name) as file:
        return LoopScene(png=file.read(), address=link_address(poster.link_id or ""))


@transaction.atomic
def _store(loop: Loop, film: Film) -> None:
    sha256 = hashlib.sha256(film.content).hexdigest()
    name = f"posters/{sha256}.{_EXTENSIONS[film.media_type]}"
    if not default_storage.exists(name):
        name = default_storage.save(name, ContentFile(film.content))
    LoopFile.objects.get_or_create(
        loop=loop,
        media_type=film.media_type,
        defaults={
            "storage_name": name,
            "sha256": sha256,
            "size": len(film.content),
            "width": film.width,
            "height": film.height,
            "seconds": film.seconds,
            "frames_read": film.frames_read,
        },
    )


def _end(loop: Loop, state: LoopState, *, reason: str = "", released_at: datetime | None = None) -> Loop:
    Loop.objects.filter(pk=loop.pk, state=LoopState.REQUESTED).update(
        state=state, reason=reason, released_at=released_at
    )
    loop.refresh_from_db()
    return loop
