"""Making a loop's films; for workers, because it loads the encoders and decoders."""

import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from cms.credentials import signing
from cms.credentials.models import MadeAs
from cms.render.encoding import MP4, WEBM
from cms.render.loop import Film, LoopScene, make_film
from cms.render.readback import DoesNotRead
from outreach.ledger.ledger import append
from outreach.links.creation import link_address
from outreach.posters.loop_release import make_loop_event
from outreach.posters.loops import find_ended_part, find_loop_end, list_parts
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
        return _refuse(loop, reason=text % {"language": ended.get_language_display()})
    scenes = [_read_scene(poster) for poster in posters]
    try:
        for media_type in MEDIA_TYPES:
            if not loop.files.filter(media_type=media_type).exists():
                sign = _get_signer(posters, media_type=media_type)
                film = make_film(scenes, seconds_each=loop.seconds_each, media_type=media_type, sign=sign)
                _store(loop, film, posters=posters, at=at)
    except DoesNotRead:
        return _refuse(
            loop,
            reason=_("The code could not be read in every frame of the finished film, so the loop was not released."),
        )
    return _release(loop, at=at)


def _read_scene(poster: Poster) -> LoopScene:
    with default_storage.open(poster.file.storage_name) as file:
        return LoopScene(png=file.read(), address=link_address(poster.link_id or ""))


def _get_signer(posters: Sequence[Poster], *, media_type: str) -> Callable[[bytes], bytes]:
    """Return what signs a film; one as WebM can't carry Content Credentials and stays as it is."""
    if media_type == WEBM:
        return bytes
    return partial(signing.sign, media_type=media_type, origin=_describe_origin(posters))


def _describe_origin(posters: Sequence[Poster]) -> signing.Origin:
    """Return the first poster's text, with a digest of the words of all: a film has one origin."""
    first = posters[0]
    words = " ".join(poster.words_digest for poster in posters)
    return signing.Origin(
        made_as=MadeAs.FILM,
        item_kind=first.item_kind,
        item_key=first.item_key,
        language=first.language,
        item_revision=first.item_revision,
        words_digest=hashlib.sha256(words.encode()).hexdigest(),
        approved_at=first.approved_at,
        valid_until=find_loop_end(posters),
    )


@transaction.atomic
def _store(loop: Loop, film: Film, *, posters: Sequence[Poster], at: datetime) -> None:
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
    if film.media_type == MP4:
        signing.record(film.content, media_type=MP4, origin=_describe_origin(posters), at=at)


@transaction.atomic
def _release(loop: Loop, *, at: datetime) -> Loop:
    requested = Loop.objects.filter(pk=loop.pk, state=LoopState.REQUESTED)
    is_first = requested.update(state=LoopState.RELEASED, released_at=at)
    loop.refresh_from_db()
    if is_first:
        append([make_loop_event(loop)])
    return loop


def _refuse(loop: Loop, *, reason: str) -> Loop:
    Loop.objects.filter(pk=loop.pk, state=LoopState.REQUESTED).update(state=LoopState.REFUSED, reason=reason)
    loop.refresh_from_db()
    return loop
