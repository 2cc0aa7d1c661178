"""The validity of posters: it ends when their wording or a fact in it changes, or their item is withdrawn.

A poster that is out of date is valid again when the public wording is its own again: a revoked number came back.
"""

from collections.abc import Iterable
from datetime import datetime
from functools import cache, partial
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.dispatch import Signal
from django.utils.translation import gettext as _

from cms.published import GetWording, get_published
from outreach.posters.models import NOT_MADE, PLACE, Poster, PosterQuerySet, PosterState
from outreach.posters.reach import find_posters
from outreach.posters.words import NoPosterWording, get_digest, write_words
from outreach.recalls.models import Recall
from outreach.recalls.targets import RecallTarget

posters_ended = Signal()
"""Posters ended, or their state or reason changed. Sent after commit. Arguments: ``posters``."""
posters_valid = Signal()
"""Posters were released, or are valid again. Sent after commit. Arguments: ``posters``."""


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
    """Compare the posters of an item with its wording; return those that stopped being valid."""
    posters = list_newest(Poster.objects.of_item(kind=kind, key=key, language=language))
    released = [poster for poster in posters if poster.state == PosterState.RELEASED]
    if not is_public:
        return _end(released, state=PosterState.WITHDRAWN, at=at)
    outdated = find_superseded(posters)
    if not released and not outdated:
        return []
    find_digest = cache(partial(_find_digest, get_wording, language))

    def is_as_now(poster: Poster) -> bool:
        return poster.words_digest == find_digest(poster.organisation_key, poster.template)

    ended = _end([each for each in released if not is_as_now(each)], state=PosterState.OUTDATED, at=at)
    _restore([each for each in outdated if is_as_now(each)])
    return ended


def _find_digest(get_wording: GetWording, language: str, organisation_key: UUID | None, template: str) -> str:
    """Return the digest of the words that a poster for the organisation has now; empty if it can't have any."""
    try:
        words = write_words(get_wording(), language=language, organisation_key=organisation_key)
        return get_digest(words, template=template)
    except NoPosterWording:
        return ""


def mark_all_outdated(*, at: datetime) -> int:
    """Compare every item's posters; the scheduler runs it, in case a process ended before it sent a signal."""
    compared = Poster.objects.filter(state__in=[PosterState.RELEASED, PosterState.OUTDATED])
    items = compared.values_list("item_kind", "item_key", "language").distinct()
    return sum(len(mark_outdated(kind=kind, key=key, language=language, at=at)) for kind, key, language in list(items))


def list_newest(posters: PosterQuerySet) -> list[Poster]:
    """Return the posters that were made or wait to be, the newest first."""
    return list(posters.exclude(state__in=NOT_MADE).order_by("-pk"))


def end_expired(*, at: datetime) -> list[Poster]:
    """End the released posters whose time is over, so that others can be made for their places; return them."""
    expired = list(Poster.objects.released().filter(valid_until__lte=at).order_by("pk"))
    return _end(expired, state=PosterState.OUTDATED, at=at, reason=_("The time until which it was valid is over."))


def find_superseded(posters: Iterable[Poster]) -> list[Poster]:
    """Return those of the posters, newest first, that are out of date and whose place nobody ended since."""
    rows = list(posters)
    newest: dict[tuple[Any, ...], Poster] = {}
    for poster in rows:
        newest.setdefault(name_place(poster), poster)
    return [
        poster
        for poster in rows
        if poster.state == PosterState.OUTDATED
        and not _is_over(poster)
        and newest[name_place(poster)].state != PosterState.WITHDRAWN
    ]


def _is_over(poster: Poster) -> bool:
    return poster.valid_until is not None and poster.ended_at is not None and poster.valid_until <= poster.ended_at


def name_place(poster: Poster) -> tuple[Any, ...]:
    """Return what identifies the place of a poster: of two posters with the same one, one follows the other."""
    return (*(getattr(poster, name) for name in PLACE), poster.organisation_key)


def withdraw_recalled(target: RecallTarget, *, reason: str, at: datetime) -> list[Poster]:
    """Withdraw every poster that a recall of the target reaches, including those out of date."""
    remaining = [poster for poster in find_posters(target, at=at) if poster.state != PosterState.WITHDRAWN]
    return _end(remaining, state=PosterState.WITHDRAWN, at=at, reason=reason)


def restore_recalled(recall: Recall, *, at: datetime) -> list[Poster]:
    """Make the posters valid again that were withdrawn by a recall that was lifted; return those it concerns.

    Those that another recall in force reaches, that a person withdrew, or whose wording isn't public now stay as ended.
    """
    reasons = set(Recall.objects.in_earnest().filter(lifted_at__isnull=False).values_list("reason", flat=True))
    reached = [each for each in find_posters(recall.target, at=recall.sent_at) if each.state == PosterState.WITHDRAWN]
    kept = {poster.pk for other in Recall.objects.in_force() for poster in find_posters(other.target, at=other.sent_at)}
    freed = [poster for poster in reached if poster.pk not in kept and poster.reason in reasons]
    _end(freed, state=PosterState.OUTDATED, at=at)
    for kind, key, language in sorted({(each.item_kind, each.item_key, each.language) for each in freed}):
        mark_outdated(kind=kind, key=key, language=language, at=at)
    return freed


def _end(posters: list[Poster], *, state: PosterState, at: datetime, reason: str = "") -> list[Poster]:
    for poster in posters:
        poster.state, poster.reason = state, reason
        poster.ended_at = poster.ended_at or at
        poster.save(update_fields=["state", "reason", "ended_at"])
    if posters:
        transaction.on_commit(lambda: posters_ended.send_robust(sender=Poster, posters=posters))
    return posters


def _restore(posters: list[Poster]) -> None:
    """Make posters valid again, unless another one was made for the same place since."""
    restored = [poster for poster in posters if _write_released(poster)]
    if restored:
        transaction.on_commit(lambda: posters_valid.send_robust(sender=Poster, posters=restored))


def _write_released(poster: Poster) -> bool:
    outdated = Poster.objects.filter(pk=poster.pk, state=PosterState.OUTDATED)
    try:
        with transaction.atomic():
            return bool(outdated.update(state=PosterState.RELEASED, reason="", ended_at=None))
    except IntegrityError:
        return False


def end_poster(poster: Poster, *, reason: str, at: datetime) -> Poster:
    """Withdraw one poster. Its link still works."""
    return _end([poster], state=PosterState.WITHDRAWN, at=at, reason=reason)[0]
