"""A published call with poster texts, made through the desk's own functions."""

import hashlib
from datetime import datetime
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from cms.calls.models import CallPage
from cms.users.models import User
from outreach.ledger.ledger import append
from outreach.links.creation import create_link
from outreach.posters.loop_release import make_loop_event
from outreach.posters.models import (
    Loop,
    LoopFile,
    LoopPart,
    LoopState,
    Poster,
    PosterDrawing,
    PosterFile,
    PosterRequest,
)
from outreach.posters.places import PosterPlace, write_places
from outreach.posters.release import make_release_event
from tests.approvals.factories import Desk, accept, hand_in, make_person, make_source, make_translation

WORDS = {
    "poster_headline": "Bạn có nhớ một ngôi mộ?",
    "poster_text": "Một tấm bản đồ vẽ tay có thể giúp tìm một người.",
    "poster_action": "Quét mã để biết cách cung cấp thông tin",
}
KOREAN_WORDS = {
    "title": "증언을 기다립니다",
    "poster_headline": "무덤을 기억하십니까",
    "poster_text": "손으로 그린 지도 한 장이 한 사람을 찾을 수 있습니다.",
    "poster_action": "코드를 찍어 주십시오",
}


def publish_call(desk: Desk, **fields: Any) -> CallPage:
    page: CallPage = make_source(desk.editor, CallPage, **{"title": "Lời kêu gọi", **WORDS, **fields})
    accept(hand_in(page, desk.editor), desk.publisher)
    page.refresh_from_db()
    return page


def publish_korean(desk: Desk, source: CallPage, **texts: Any) -> CallPage:
    page: CallPage = make_translation(source, "ko", desk.translator, **{**KOREAN_WORDS, **texts})
    accept(hand_in(page, desk.translator), desk.reviewer)
    page.refresh_from_db()
    return page


def make_officer() -> User:
    from cms.users.roles import Role

    return make_person(Role.OUTREACH_OFFICER)


def record_release(file: PosterFile, *, at: datetime) -> None:
    """Give the file's poster a link and its time of release, and record that, as ``make_poster`` does."""
    poster = file.poster
    poster.link = create_link(
        item_kind=poster.item_kind,
        item_key=poster.item_key,
        language=poster.language,
        organisation_key=poster.organisation_key,
        placement=poster.placement,
        created_by_key="user:1",
    )
    poster.released_at = at
    poster.save(update_fields=["link", "released_at"])
    append([make_release_event(file)])


def record_drawing(poster: Poster) -> PosterDrawing:
    """Give the poster's words a drawing, as if it had been looked at before it was made. Its bytes are no picture."""
    place = PosterPlace(poster.format_code, poster.placement, poster.organisation_key)
    request = PosterRequest.objects.create(
        item_kind=poster.item_kind,
        item_key=poster.item_key,
        title=poster.title,
        languages=[poster.language],
        templates=[poster.template],
        places=write_places([place]),
        created_by=poster.requested_by,
        created_at=poster.requested_at,
    )
    return PosterDrawing.objects.create(
        request=request,
        position=0,
        language=poster.language,
        template=poster.template,
        format_code=poster.format_code,
        organisation_key=poster.organisation_key,
        item_revision=poster.item_revision,
        item_sha256=poster.item_sha256,
        approved_at=poster.approved_at,
        facts=poster.facts,
        picture=default_storage.save(f"poster-drawings/{poster.key}.webp", ContentFile(b"RIFF drawing")),
    )


def record_loop(poster: Poster, *others: Poster) -> Loop:
    """Give the poster, with others of its place, a loop that was released. Its bytes are no film."""
    loop = Loop.objects.create(
        title=poster.title,
        format_code=poster.format_code,
        organisation_key=poster.organisation_key,
        placement=poster.placement,
        seconds_each=10,
        state=LoopState.RELEASED,
        requested_by=poster.requested_by,
        requested_at=poster.requested_at,
        released_at=poster.requested_at,
    )
    for position, shown in enumerate((poster, *others)):
        LoopPart.objects.create(loop=loop, poster=shown, position=position)
    content = f"film of {loop.key}".encode()
    LoopFile.objects.create(
        loop=loop,
        media_type="video/mp4",
        storage_name=default_storage.save(f"posters/{loop.key}.mp4", ContentFile(content)),
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        width=1080,
        height=1920,
        seconds=10,
        frames_read=250,
    )
    append([make_loop_event(loop)])
    return loop
