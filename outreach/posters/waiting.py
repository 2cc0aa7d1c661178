"""Posters that wait to be made: sent to the workers, tried again, cancelled, and taken up when a worker was killed.

Each poster has its own fate: what befalls one leaves the others waiting, and none waits for ever.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from hashlib import sha256

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from cms.jobs.models import UNFINISHED, Job
from cms.jobs.queue import enqueue
from cms.users.models import User
from outreach.posters.models import NOT_MADE, Poster, PosterQuerySet, PosterState

JOB = "posters.make"
LEFT_AFTER = timedelta(minutes=5)
"""A poster that waits longer than this in no unfinished job was left by a job that ended."""


class CannotRetry(ValueError):
    """The poster can't be made again; the text says why."""


def send_to_workers(posters: Iterable[Poster], *, by: User | None = None) -> Job:
    """Return the job that makes these posters; the same one while it is unfinished."""
    keys = sorted(str(poster.key) for poster in posters)
    return enqueue(kind=JOB, key=sha256("".join(keys).encode()).hexdigest(), params={"posters": keys}, by=by)


def cancel(posters: PosterQuerySet, *, at: datetime) -> int:
    """Cancel those of the posters that still wait; return how many there were."""
    return posters.filter(state=PosterState.REQUESTED).update(state=PosterState.CANCELLED, ended_at=at)


def retry(posters: Sequence[Poster], *, by: User, at: datetime) -> Job:
    """Request posters again that weren't made. Raise ``CannotRetry`` if none of them can be."""
    again = [poster for poster in posters if _request_again(poster, by=by, at=at)]
    if not again:
        raise CannotRetry(_("There is nothing to try again: the posters were made, or others have their places now."))
    return send_to_workers(again, by=by)


def resume_left(*, at: datetime) -> int:
    """Send posters to the workers that no unfinished job will make, because theirs was given up; return how many."""
    waiting = list(Poster.objects.filter(state=PosterState.REQUESTED, requested_at__lt=at - LEFT_AFTER).order_by("pk"))
    if not waiting:
        return 0
    unfinished = Job.objects.filter(kind=JOB, state__in=UNFINISHED).values_list("params", flat=True)
    expected = {key for params in unfinished for key in params["posters"]}
    left = [poster for poster in waiting if str(poster.key) not in expected]
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
