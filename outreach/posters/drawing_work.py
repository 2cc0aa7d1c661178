"""Drawing posters before they are made; for workers, because it loads the typesetter and the decoders."""

import hashlib
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from cms.published import PublishedItem, get_published
from cms.render.artwork import CodeBox
from cms.render.mark import mark_code
from cms.render.poster import Base, FinishedPoster, release
from cms.render.thumbnail import shrink, to_webp
from outreach.links.creation import link_address
from outreach.posters.drawings import DrawingGroup, list_groups
from outreach.posters.flaws import FlawReport, inspect
from outreach.posters.models import Poster, PosterDrawing, PosterRequest
from outreach.posters.outgoing import describe_withheld, find_text_reason
from outreach.posters.production import UNFIT, describe_failure, get_base
from outreach.posters.proving import require_proof
from outreach.posters.requests import describe_unfit
from outreach.posters.words import find_facts, get_words

LONGEST_SIDE = 720
NO_CODE = "XXXXXX"
"""Takes the place of a code until there is one. It is crossed out in the drawing."""


def draw_all(request: PosterRequest, *, at: datetime) -> Iterator[PosterDrawing]:
    """Draw what isn't drawn yet, one at a time; idempotent."""
    drawn = set(request.drawings.values_list("position", flat=True))
    for position, group in enumerate(list_groups(request)):
        if position not in drawn:
            yield _draw(request, group, position=position, at=at)


def _draw(request: PosterRequest, group: DrawingGroup, *, position: int, at: datetime) -> PosterDrawing:
    item = get_published(kind=request.item_kind, key=request.item_key, language=group.language)
    picture, found = _inspect(item, request=request, group=group, at=at)
    name = ""
    if picture:
        name = f"poster-drawings/{request.pk}-{position}-{hashlib.sha256(picture).hexdigest()[:16]}.webp"
        if not default_storage.exists(name):
            default_storage.save(name, ContentFile(picture))
    drawing, _created = PosterDrawing.objects.get_or_create(
        request=request,
        position=position,
        defaults={
            "language": group.language,
            "template": group.template,
            "format_code": group.format_code,
            "organisation_key": group.organisation_key,
            "picture": name,
            **(_name_texts(item, group=group) if item else {}),
            "flaws": list(found.flaws),
            "notes": list(found.notes),
        },
    )
    return drawing


def _name_texts(item: PublishedItem, *, group: DrawingGroup) -> dict[str, Any]:
    return {
        "item_revision": item.ref.revision,
        "item_sha256": item.ref.sha256,
        "approved_at": item.approved_at,
        "facts": find_facts(item, organisation_key=group.organisation_key),
    }


def _inspect(
    item: PublishedItem | None, *, request: PosterRequest, group: DrawingGroup, at: datetime
) -> tuple[bytes, FlawReport]:
    """Return the drawing, empty if there is none, and what can be said of it."""
    if item is None:
        return b"", FlawReport(flaws=(_("The text is not approved and live in this language."),))
    if reason := find_text_reason(item, organisation_key=group.organisation_key, at=at):
        return b"", FlawReport(flaws=(describe_withheld(reason, language=group.language),))
    if unfit := describe_unfit(group.template, kind=request.item_kind, organisation_key=group.organisation_key):
        return b"", FlawReport(flaws=(unfit,))
    wanted = Poster(
        item_kind=request.item_kind,
        item_key=request.item_key,
        language=group.language,
        format_code=group.format_code,
        template=group.template,
        organisation_key=group.organisation_key,
    )
    try:
        words = get_words(item, organisation_key=group.organisation_key)
        require_proof(template=wanted.template, format_code=wanted.format_code, at=at)
        base = get_base(words, poster=wanted)
        finished = release(base=base, address=link_address(NO_CODE))
    except UNFIT as failure:
        return b"", FlawReport(flaws=(describe_failure(failure),))
    return _shrink(finished, base=base), inspect(item, words=words, base=base, finished=finished)


def _shrink(finished: FinishedPoster, *, base: Base) -> bytes:
    small, scale = shrink(finished.content, media_type=finished.media_type, longest=LONGEST_SIDE)
    box = CodeBox(x=base.box.x * scale, y=base.box.y * scale, width=base.box.width * scale)
    return to_webp(mark_code(small, box=box, text=_("Code"), language=settings.LANGUAGE_CODE))
