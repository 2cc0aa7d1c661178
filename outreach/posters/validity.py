"""The validity of posters: it ends when their wording or a fact in it changes, or their item is withdrawn."""

from datetime import datetime

from django.db import transaction
from django.dispatch import Signal

from cms.published import GetWording, get_published
from outreach.posters.models import Poster, PosterState
from outreach.posters.reach import find_posters
from outreach.posters.words import NoPosterWording, get_digest, write_words
from outreach.recalls.targets import RecallTarget

posters_ended = Signal()
"""Posters ended, or their state or reason changed. Sent after commit. Arguments: ``posters``."""


def mark_outdated(*, kind: str, key: str, language: str, at: datetime) -> list[Poster]:
    """Compare the released posters of an item with what is public now; return those that stopped being valid."""
    item = get_published(kind=kind, key=key, language=language)
    name = {"kind": kind, "key": key, "language": language}
    return mark_differing(
        **name, is_public=item is not None, get_wording=lambda: item.poster_wording if item else None, at=at
    )


def mark_differing(
    *, kind: str, key: str, language: str, is_public: bool, get_wording: GetWording, at: datetime
) -> list[Poster]:
    """Compare the released posters of an item with its wording; return those that stopped being valid."""
    released = list(Poster.objects.released().of_item(kind=kind, key=key, language=language))
    if not released:
        return []
    if not is_public:
        return _end(released, state=PosterState.WITHDRAWN, at=at)
    try:
        digest = get_digest(write_words(get_wording(), language=language))
    except NoPosterWording:
        digest = ""
    return _end([p for p in released if p.words_digest != digest], state=PosterState.OUTDATED, at=at)


def mark_all_outdated(*, at: datetime) -> int:
    """Compare every item's released posters; the scheduler runs it, in case a process ended before it sent a signal."""
    items = Poster.objects.released().values_list("item_kind", "item_key", "language").distinct()
    return sum(len(mark_outdated(kind=kind, key=key, language=language, at=at)) for kind, key, language in list(items))


def withdraw_recalled(target: RecallTarget, *, reason: str, at: datetime) -> list[Poster]:
    """Withdraw every poster that a recall of the target reaches, including those out of date."""
    remaining = [poster for poster in find_posters(target, at=at) if poster.state != PosterState.WITHDRAWN]
    return _end(remaining, state=PosterState.WITHDRAWN, at=at, reason=reason)


def _end(posters: list[Poster], *, state: PosterState, at: datetime, reason: str = "") -> list[Poster]:
    for poster in posters:
        poster.state, poster.reason = state, reason
        poster.ended_at = poster.ended_at or at
        poster.save(update_fields=["state", "reason", "ended_at"])
    if posters:
        transaction.on_commit(lambda: posters_ended.send_robust(sender=Poster, posters=posters))
    return posters


def end_poster(poster: Poster, *, reason: str, at: datetime) -> Poster:
    """Withdraw one poster. Its link still works."""
    return _end([poster], state=PosterState.WITHDRAWN, at=at, reason=reason)[0]
