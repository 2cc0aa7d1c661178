"""Posters that wait to be made: sent to the workers, tried again, cancelled, and taken up when a worker was killed.

Each poster has its own fate: what befalls one leaves the others waiting, and none waits for ever.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from cms.jobs.models import UNFINISHED, Job
from cms.jobs.queue import enqueue
from cms.users.models import User
from outreach.posters.models import NOT_MADE, Poster, PosterQuerySet, PosterRequest, PosterState

JOB = "posters.make"
LEFT_AFTER = timedelta(minutes=5)
"""A poster that waits longer than this in no unfinished job was left by a job that ended."""


class CannotRetry(ValueError):
    """The poster can't be made again; the text says why."""


def send_to_workers(posters: Iterable[Poster], *, by: User | None = None) -> Job:
    """Return the job that makes these posters; the same one while it is unfinished."""
    keys = sorted(str(poster.key) for poster in posters)
    return enqueue(kind=JOB, key=sha256("".join(keys).encode()).hexdigest(), params={"posters": keys}, by=by)


def send_request_to_workers(request: PosterRequest, *, by: User | None = None) -> Job:
    """Return the one job that makes all posters of the request, however many; the same one while it is unfinished."""
    return enqueue(kind=JOB, key=f"request:{request.pk}", params={"request": request.pk}, by=by)


def find_posters_of_job(params: dict[str, Any]) -> PosterQuerySet:
    """Return the posters that a job with these parameters makes. Those of one base follow one another."""
    chosen = {"requests": params["request"]} if "request" in params else {"key__in": params["posters"]}
    return Poster.objects.filter(**chosen).order_by("language", "template", "format_code", "organisation_key", "pk")


def cancel(posters: PosterQuerySet, *, at: datetime) -> int:
    """Cancel those of the posters that still wait; return how many there were."""
    waiting = Poster.objects.filter(pk__in=posters.order_by().values("pk"), state=PosterState.REQUESTED)
    return waiting.update(state=PosterState.CANCELLED, ended_at=at)


def retry(posters: Sequence[Poster], *, by: User, at: datetime) -> Job:
    """Request posters again that weren't made. Raise ``CannotRetry`` if none of them can be."""
    again = [poster for poster in posters if _request_again(poster, by=by, at=at)]
    if not again:
        raise CannotRetry(_("There is nothing to try again: the posters were made, or others have their places now."))
    return send_to_workers(again, by=by)


def resume_left(*, at: datetime) -> int:
    """Send posters to the workers that no unfinished job will make, because theirs was given up; return how many."""
    unfinished = list(Job.objects.filter(kind=JOB, state__in=UNFINISHED).values_list("params", flat=True))
    requests = [params["request"] for params in unfinished if "request" in params]
    expected = {key for params in unfinished for key in params.get("posters", ())}
    waiting = Poster.objects.filter(state=PosterState.REQUESTED, requested_at__lt=at - LEFT_AFTER)
    rows = waiting.exclude(requests__in=requests).order_by("pk")
    left = [poster for poster in rows if str(poster.key) not in expected]
    if left:
        send_to_workers(left)
    return len(left)


def _request_again(poster: Poster, *, by: User, at: datetime) -> bool:
    not_made = Poster.objects.filter(pk=poster.pk, state__in=NOT_MADE)
    asked = {"requested_by": by, "requested_at": at}
    again = {"state": PosterState.REQUESTED, "reason": "", "attempts": 0, "ended_at": None, **asked}
    try:
        with transaction.atomic():
            return bool(not_made.update(**again))
    except IntegrityError:
        return False  # another poster of this place was requested or released since
