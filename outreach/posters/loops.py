"""Loops of posters: requested for one place, made by a job, and available for as long as each of their posters is."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Prefetch
from django.utils.translation import gettext as _

from cms.jobs.models import Job
from cms.jobs.queue import enqueue
from cms.render.loop_length import LEAST_SECONDS, LEAST_SECONDS_EACH, MOST_SECONDS, is_allowed
from cms.users.models import User
from outreach.availability.reasons import Reason
from outreach.availability.surroundings import find_reasons, find_recipient
from outreach.posters.models import PLACE, Loop, LoopPart, LoopState, Poster, PosterQuerySet, PosterState
from outreach.posters.outgoing import describe

JOB = "posters.loop"
MOST_LANGUAGES = MOST_SECONDS // LEAST_SECONDS_EACH
PNG, MP4 = "image/png", "video/mp4"


class LoopRefused(ValueError):
    """The loop can't be made as requested; the text says why. Nothing was written."""


def find_loop_posters(poster: Poster) -> PosterQuerySet:
    """Return the released posters in all languages for this one's place: those that a loop can be made of."""
    place = {name: getattr(poster, name) for name in PLACE if name != "language"}
    others = Poster.objects.released().filter(**place, organisation_key=poster.organisation_key)
    return others.filter(file__media_type=PNG).select_related("file").order_by("language", "pk")


@transaction.atomic
def request_loop(*, posters: Sequence[Poster], seconds_each: int, by: User, at: datetime) -> Job:
    """Request a loop of posters of one place, in this order, and return the job that makes it."""
    if not posters:
        raise LoopRefused(_("Choose at least one language."))
    first = posters[0]
    fitting = set(find_loop_posters(first).values_list("pk", flat=True))
    if not {poster.pk for poster in posters} <= fitting:
        raise LoopRefused(_("A loop shows released posters of one place. One of these isn't valid any more."))
    seconds = seconds_each * len(posters)
    if not is_allowed(scenes=len(posters), seconds_each=seconds_each):
        text = _(
            "A loop has %(least)s to %(most)s seconds and at least %(each)s for each language, so that its code can be "
            "found and read. These would be %(seconds)s seconds. Choose fewer languages or other seconds."
        )
        limits = {"least": LEAST_SECONDS, "most": MOST_SECONDS, "each": LEAST_SECONDS_EACH, "seconds": seconds}
        raise LoopRefused(text % limits)
    loop = Loop.objects.create(
        title=first.title,
        format_code=first.format_code,
        organisation_key=first.organisation_key,
        placement=first.placement,
        seconds_each=seconds_each,
        requested_by=by,
        requested_at=at,
    )
    LoopPart.objects.bulk_create(
        LoopPart(loop=loop, poster=poster, position=position) for position, poster in enumerate(posters)
    )
    return enqueue(kind=JOB, key=str(loop.key), params={"loop": loop.pk}, by=by)


def prefetch_parts(loop: str = "") -> Prefetch[Any]:
    """Return what fetches the parts of loops with their posters, in order; ``loop`` is the way to them, such as
    ``loop_file__loop__``.
    """
    return Prefetch(f"{loop}parts", queryset=LoopPart.objects.select_related("poster").order_by("position"))


def list_parts(loop: Loop) -> list[Poster]:
    """Return the posters of the loop in their order."""
    parts = loop.parts.select_related("poster__file").order_by("position")
    return [part.poster for part in parts]


def find_loop_reason(loop: Loop, *, at: datetime, posters: Sequence[Poster] | None = None) -> Reason | None:
    """Return why the loop may not leave: the reason of the first of its posters that may not; None if all may."""
    if loop.state != LoopState.RELEASED:
        return Reason.UNREADABLE
    files = [describe(poster) for poster in (list_parts(loop) if posters is None else posters)]
    reasons = find_reasons(files, recipient=find_recipient(loop.organisation_key), at=at)
    return next((reason for reason in reasons if reason), None)


def find_loop_end(posters: Sequence[Poster]) -> datetime | None:
    """Return the end of a loop of these posters that is known now: that of the first of them to end."""
    return min((poster.valid_until for poster in posters if poster.valid_until), default=None)


def find_ended_part(posters: Sequence[Poster]) -> Poster | None:
    """Return the first of the posters that isn't valid any more."""
    return next((poster for poster in posters if poster.state != PosterState.RELEASED), None)
