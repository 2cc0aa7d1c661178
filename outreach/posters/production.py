"""Making a poster: typesetting, code, read-back and release. A poster whose code can't be read is not released."""

import dataclasses
import json
import logging
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cms.core.scenes import choose_scene
from cms.credentials import signing
from cms.credentials.models import MadeAs
from cms.monitoring.machine_failures import find_failure
from cms.published import PublishedItem, get_published
from cms.render.artwork import CodeBox, PosterWords, TextOverflow
from cms.render.designs import UnknownTemplate
from cms.render.fonts import MissingGlyphs
from cms.render.poster import Base, FinishedPoster, base_digest, make_base, release
from cms.render.poster_picture import read_drawing
from cms.render.proof import DesignDoesNotRead
from cms.render.qr import AddressTooLong
from cms.render.readback import DoesNotRead
from cms.render.wording import ForbiddenCharacters
from cms.users.models import User
from outreach.ledger.ledger import append
from outreach.links.creation import create_link, link_address
from outreach.posters.models import Poster, PosterBase, PosterFile, PosterState
from outreach.posters.outgoing import describe_withheld, find_text_reason
from outreach.posters.proving import require_proof
from outreach.posters.release import make_release_event
from outreach.posters.validity import mark_outdated, posters_valid
from outreach.posters.words import NoPosterWording, find_end, find_facts, get_digest, get_words

logger = logging.getLogger(__name__)

MAX_ATTEMPTS = 3
"""How often a worker may die while it makes one poster before the poster counts as failed.

Lower than a job's own limit (``cms/jobs/execution.py``), so that the posters behind it are still made.
"""


def attempt_poster(poster: Poster, *, at: datetime) -> Poster:
    """Make a requested poster. An unexpected error fails this poster only.

    A failure of the machine is raised, because it concerns all posters: they wait until it is mended.
    """
    if poster.state != PosterState.REQUESTED:
        return poster
    if poster.attempts >= MAX_ATTEMPTS:
        return _end_request(poster, state=PosterState.FAILED, reason=_name_failure(poster))
    counted = Poster.objects.filter(pk=poster.pk)
    counted.update(attempts=F("attempts") + 1)
    try:
        return make_poster(poster, at=at)
    except Exception as error:
        if find_failure(error):
            counted.update(attempts=F("attempts") - 1)
            raise
        logger.exception("Poster %s could not be made.", poster.key)
        return _end_request(poster, state=PosterState.FAILED, reason=_name_failure(poster))


def make_poster(poster: Poster, *, at: datetime) -> Poster:
    """Make a requested poster and release it, or refuse it with a reason. Idempotent."""
    if poster.state != PosterState.REQUESTED:
        return poster
    item = get_published(kind=poster.item_kind, key=poster.item_key, language=poster.language)
    if item is None:
        return _refuse(
            poster, gettext("The text is no longer approved and live in this language, so no poster was made.")
        )
    if reason := find_text_reason(item, organisation_key=poster.organisation_key, at=at):
        return _refuse(poster, describe_withheld(reason, language=poster.language))
    try:
        words = get_words(item, organisation_key=poster.organisation_key)
        require_proof(template=poster.template, format_code=poster.format_code, at=at)
        base = _get_base(words, poster=poster)
        link = _get_link(poster)
        ends_at = find_end(item, organisation_key=poster.organisation_key, at=at)
        origin = _describe_origin(item, words=words, template=poster.template, ends_at=ends_at)
        sign = partial(signing.sign, media_type=base.media_type, origin=origin)
        finished = release(base=base, address=link_address(link), sign=sign)
    except UNFIT as failure:
        return _refuse(poster, describe_failure(failure))
    released = _release(poster, item=item, origin=origin, base=base, link_code=link, finished=finished, at=at)
    # If the text changed while the poster was being made, there was no released poster to mark as outdated yet.
    mark_outdated(kind=poster.item_kind, key=poster.item_key, language=poster.language, at=at)
    released.refresh_from_db()
    return released


def _describe_origin(
    item: PublishedItem, *, words: PosterWords, template: str, ends_at: datetime | None
) -> signing.Origin:
    return signing.Origin(
        made_as=MadeAs.POSTER,
        item_kind=item.ref.kind,
        item_key=item.ref.key,
        language=item.ref.language,
        item_revision=item.ref.revision,
        words_digest=get_digest(words, template=template),
        approved_at=item.approved_at,
        valid_until=ends_at,
    )


UNFIT = (
    TextOverflow,
    MissingGlyphs,
    ForbiddenCharacters,
    NoPosterWording,
    DoesNotRead,
    UnknownTemplate,
    AddressTooLong,
    DesignDoesNotRead,
)
"""The reasons for which no poster is made as it was requested; ``describe_failure`` says each in words."""
FIELD_NAMES = {
    "headline": _("headline"),
    "lines": _("lines of text"),
    "action": _("call to action"),
    "contact_line": _("contact line"),
    "campaign_name": _("name of the campaign"),
    "organiser": _("name of the desk"),
    "notice": _("notice"),
    "kind_name": _("kind"),
    "occasion": _("date"),
}


_SENTENCES = {
    UnknownTemplate: _("This design no longer exists. Request the poster in another one."),
    DoesNotRead: _("The code in the finished file could not be read, so the poster was not released."),
    DesignDoesNotRead: _(
        "In this design and format the code can't be read from its distance: the proof of the design failed, so no "
        "poster is made in it. Choose another design, and tell whoever made this one."
    ),
    AddressTooLong: _(
        "The address of this site is too long for a code that can be read from its distance. "
        "Tell an administrator: it needs a shorter host name."
    ),
}


def describe_failure(failure: Exception) -> str:
    """Return why a poster can't be made and what to do, in the active language."""
    if isinstance(failure, TextOverflow):
        return gettext(
            "The text does not fit: the %(field)s is too long by %(percent)s %% on the format %(format)s. "
            "Shorten it in this language and have it approved again."
        ) % {
            "field": FIELD_NAMES.get(failure.field, failure.field),
            "percent": failure.percent,
            "format": failure.format_code,
        }
    if isinstance(failure, MissingGlyphs):
        return gettext("The typeface of this language lacks these characters: %(characters)s") % {
            "characters": " ".join(failure.characters)
        }
    if isinstance(failure, ForbiddenCharacters):
        return gettext(
            "The text has invisible characters that turn or break it: %(characters)s. "
            "Write this text anew in this language and have it approved again."
        ) % {"characters": ", ".join(failure.characters)}
    return str(_SENTENCES.get(type(failure), failure))


def _refuse(poster: Poster, reason: str) -> Poster:
    return _end_request(poster, state=PosterState.REFUSED, reason=reason)


def _end_request(poster: Poster, *, state: PosterState, reason: str) -> Poster:
    """End a request without a poster, unless somebody ended it before."""
    Poster.objects.filter(pk=poster.pk, state=PosterState.REQUESTED).update(state=state, reason=reason)
    poster.refresh_from_db()
    return poster


def _name_failure(poster: Poster) -> str:
    text = gettext(
        "This poster could not be made because of an error in the program. Try again; if it fails again, tell an "
        "administrator the number %(number)s, which is in the log. The other posters are not affected."
    )
    return text % {"number": str(poster.key)[:8]}


def _get_link(poster: Poster) -> str:
    link = create_link(
        item_kind=poster.item_kind,
        item_key=poster.item_key,
        language=poster.language,
        organisation_key=poster.organisation_key,
        placement=poster.placement,
        created_by_key=User(pk=poster.requested_by_id).key,
    )
    return link.code


def _get_base(words: PosterWords, *, poster: Poster) -> Base:
    drawing = choose_scene(poster.item_kind, UUID(poster.item_key))
    how: Any = {
        "words": words,
        "language": poster.language,
        "format_code": poster.format_code,
        "template": poster.template,
        "picture": read_drawing(drawing) if drawing else None,
    }
    digest = base_digest(**how)
    stored = PosterBase.objects.filter(digest=digest).first()
    if stored is not None and default_storage.exists(stored.storage_name):
        return _read_base(stored)
    base = make_base(**how)
    name = _store(
        f"poster-bases/{base.digest}.{'pdf' if base.media_type == 'application/pdf' else 'png'}", base.content
    )
    details = {k: v for k, v in dataclasses.asdict(base).items() if k not in {"content", "media_type", "digest"}}
    PosterBase.objects.get_or_create(
        digest=base.digest,
        defaults={"storage_name": name, "media_type": base.media_type, "details": json.loads(json.dumps(details))},
    )
    return base


def get_base(words: PosterWords, *, poster: Poster) -> Base:
    """Return the poster without its code; it is typeset once, whether for the poster or for a drawing before it."""
    return _get_base(words, poster=poster)


def _read_base(stored: PosterBase) -> Base:
    details = {**stored.details, "box": CodeBox(**stored.details["box"]), "omitted": tuple(stored.details["omitted"])}
    with default_storage.open(stored.storage_name) as file:
        return Base(content=file.read(), media_type=stored.media_type, digest=stored.digest, **details)


def _store(name: str, content: bytes) -> str:
    """Store the content unless the name exists; the name holds a digest, so the content would be the same."""
    if not default_storage.exists(name):
        return default_storage.save(name, ContentFile(content))
    return name


@transaction.atomic
def _release(
    poster: Poster,
    *,
    item: PublishedItem,
    origin: signing.Origin,
    base: Base,
    link_code: str,
    finished: FinishedPoster,
    at: datetime,
) -> Poster:
    name = _store(f"posters/{finished.sha256}.{finished.extension}", finished.content)
    locked = Poster.objects.select_for_update().get(pk=poster.pk)
    if locked.state != PosterState.REQUESTED:
        return locked
    locked.state = PosterState.RELEASED
    locked.link_id = link_code
    locked.title = item.title[:255]
    locked.item_revision, locked.item_sha256 = item.ref.revision, item.ref.sha256
    locked.words_digest, locked.valid_until = origin.words_digest, origin.valid_until
    locked.approved_at, locked.facts = item.approved_at, find_facts(item, organisation_key=poster.organisation_key)
    locked.released_at = at
    has_details = "details" not in base.omitted
    locked.reason = "" if has_details else gettext("Address and hours were left out, because there was no space.")
    locked.save()
    file = PosterFile.objects.create(
        poster=locked,
        media_type=finished.media_type,
        storage_name=name,
        sha256=finished.sha256,
        size=len(finished.content),
        width=finished.width,
        height=finished.height,
        read_back=dataclasses.asdict(finished.readback),
    )
    signing.record(finished.content, media_type=finished.media_type, origin=origin, at=at)
    append([make_release_event(file)])
    transaction.on_commit(lambda: posters_valid.send_robust(sender=Poster, posters=[locked]))
    return locked
