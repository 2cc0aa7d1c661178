"""Renewal of the search after names have changed, as a job: queries know the new names at once, pages by and by."""

import hashlib
from typing import Any

from django.db import transaction

from cms.core.search import list_stale, lock, write_entry
from cms.core.search_index.names import get_version, read_vocabulary
from cms.core.search_index.words import VERSION as WORDS_VERSION
from cms.jobs.models import Job, JobState
from cms.jobs.queue import enqueue
from cms.jobs.running import RunningJob

KIND = "core.renew_search"
BATCH = 20


def request_renewal() -> None:
    """Request the job; one that runs already begins again if names have changed since it began."""
    enqueue(kind=KIND, key="all", params={})


def request_due_renewal() -> None:
    """Request the job if the names, or the rules of words, are others than those of the last one."""
    last = Job.objects.filter(kind=KIND, state=JobState.DONE).order_by("-pk").first()
    if last is None or last.result.get("digest") != make_digest():
        request_renewal()


def make_digest() -> str:
    """Return a digest of all that decides about a page's tokens, besides the page; built-in tables too."""
    known = read_vocabulary()
    places = sorted((name, sorted(codes)) for name, codes in known.places.items())
    decisive = (WORDS_VERSION, sorted(known.forms.items()), sorted(known.stems.items()), places, known.misleading)
    return hashlib.sha256(repr(decisive).encode()).hexdigest()


def renew_after(**kwargs: Any) -> None:
    """Request the renewal because a row with names was written."""
    request_renewal()


def renew_search(job: RunningJob) -> None:
    """Write the entries of all live pages again, until no name has changed meanwhile."""
    version = None
    while version != (current := get_version()):
        version = current
        job.result["digest"] = make_digest()
        _renew_all(job)


def _renew_all(job: RunningJob) -> None:
    after, done = 0, 0
    while pages := list_stale(after=after, most=BATCH):
        with transaction.atomic():
            lock()
            for page in pages:
                write_entry(page)
        after, done = pages[-1].pk, done + len(pages)
        job.progress(done, max(done, job.params.get("total", done)))
