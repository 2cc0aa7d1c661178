"""When a poster stops being valid: its words changed, a fact in them changed, or its item was taken back."""

from datetime import datetime

from django.db import transaction
from django.dispatch import Signal

from cms.published import get_published
from outreach.posters.models import Poster, PosterState
from outreach.posters.words import NoPosterWording, get_digest, get_words

posters_ended = Signal()
"""Sent after commit with ``posters``: those that were valid until now, or said so with another reason."""


def follow_item(*, kind: str, key: str, language: str, at: datetime) -> list[Poster]:
    """Compare the released posters of an item with what is public now; return those that stopped being valid."""
    released = list(Poster.objects.released().of_item(kind=kind, key=key, language=language))
    if not released:
        return []
    item = get_published(kind=kind, key=key, language=language)
    if item is None:
        return _end(released, state=PosterState.WITHDRAWN, at=at)
    try:
        digest = get_digest(get_words(item))
    except NoPosterWording:
        digest = ""
    return _end([p for p in released if p.words_digest != digest], state=PosterState.OUTDATED, at=at)


def follow_all(*, at: datetime) -> int:
    """Do ``follow_item`` for every item with released posters: mends what a lost signal left; run by the clock."""
    items = Poster.objects.released().values_list("item_kind", "item_key", "language").distinct()
    return sum(len(follow_item(kind=kind, key=key, language=language, at=at)) for kind, key, language in list(items))


def withdraw(*, kind: str, key: str, language: str, reason: str, at: datetime) -> list[Poster]:
    """Withdraw every poster of an item, in one language or (empty) in all, those already out of date included."""
    standing = Poster.objects.of_item(kind=kind, key=key, language=language).exclude(state=PosterState.WITHDRAWN)
    return _end(list(standing), state=PosterState.WITHDRAWN, at=at, reason=reason)


def _end(posters: list[Poster], *, state: PosterState, at: datetime, reason: str = "") -> list[Poster]:
    for poster in posters:
        poster.state, poster.reason = state, reason
        poster.ended_at = poster.ended_at or at
        poster.save(update_fields=["state", "reason", "ended_at"])
    if posters:
        transaction.on_commit(lambda: posters_ended.send_robust(sender=Poster, posters=posters))
    return posters


def end_poster(poster: Poster, *, reason: str, at: datetime) -> Poster:
    """Withdraw one poster; its code goes on answering."""
    return _end([poster], state=PosterState.WITHDRAWN, at=at, reason=reason)[0]
