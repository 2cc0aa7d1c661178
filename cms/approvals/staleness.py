"""Staleness: whether a translation still says what its source says.

Two things can leave an approved translation out of date. Its source moved on: the source's approved texts are a
history, oldest first, each with the level of its change, and a translation was approved against one of them, named by
its digest. Or its film shows another picture: the digest of the master that the subtitles were approved beside is kept
with the approval, outside its text, so that a new master takes no page down.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from cms.approvals.drafts import get_language
from cms.approvals.models import Approval, ChangeLevel
from cms.core.models import BasePage
from cms.films.reference_masters import Original, choose_original, get_original
from cms.segments.segment import Segment, SegmentKind
from translations.languages import SOURCE


@dataclass(frozen=True)
class SourceVersion:
    """One approved text of the source. ``in_force``: neither superseded nor withdrawn, live or awaiting its time."""

    digest: str
    change_level: str
    approved_at: datetime
    published_at: datetime | None
    in_force: bool


History = Sequence[SourceVersion]


def read_histories(keys: Collection[UUID]) -> dict[UUID, list[SourceVersion]]:
    """Return each item's history, in one query."""
    histories: dict[UUID, list[SourceVersion]] = defaultdict(list)
    rows = Approval.objects.filter(translation_key__in=keys, language=SOURCE).order_by("approved_at", "pk")
    wanted = (
        "translation_key",
        "digest",
        "change_level",
        "approved_at",
        "published_at",
        "superseded_at",
        "withdrawn_at",
    )
    for key, digest, change_level, approved_at, published_at, superseded_at, withdrawn_at in rows.values_list(*wanted):
        in_force = superseded_at is None and withdrawn_at is None
        histories[key].append(SourceVersion(digest, change_level, approved_at, published_at, in_force))
    return histories


def is_up_to_date(*, history: History, digest: str) -> bool:
    """Say whether what was approved against this text of the source still says what a standing one says.

    It does if that is the same text, or was made from it only by changes that were declared not to be of meaning.
    With no text of the source standing there is nothing to be behind of.
    """
    standing = {step.digest for step in history if step.in_force}
    return not standing or bool(standing & {step.digest for step in _get_equals(history, digest)})


def find_followed(*, history: History, digest: str) -> SourceVersion | None:
    """Return the version that a translation says of itself it follows, if readers are to be told that it is behind:
    a version that is public by now, or one before it, was declared an important change of it. Else None.
    """
    current = next((n for n, step in enumerate(history) if step.in_force and step.published_at), None)
    public = history[: current + 1] if current is not None else ()
    place = _find_place(public, digest)
    if place is None or public[-1].digest in {step.digest for step in _get_equals(public, digest)}:
        return None
    return public[place] if any(step.change_level == ChangeLevel.MAJOR for step in public[place + 1 :]) else None


def _get_equals(history: History, digest: str) -> Iterable[SourceVersion]:
    """Return the text with this digest and those after it that differ from it in wording only."""
    place = _find_place(history, digest)
    if place is None:
        return
    yield history[place]
    for step in history[place + 1 :]:
        if step.change_level != ChangeLevel.EDITORIAL:
            return
        yield step


def _find_place(history: History, digest: str) -> int | None:
    """Return the newest place of the text: a source may have gone back to it."""
    return max((place for place, step in enumerate(history) if step.digest == digest), default=None)


def find_master(*, page: BasePage, segments: Iterable[Segment]) -> str:
    """Return the digest of the picture that the page's subtitles stand beside; empty without subtitles or picture."""
    if not any(segment.kind == SegmentKind.CUE for segment in segments):
        return ""
    original = get_original(page.translation_key, language=get_language(page))
    return original.sha256 if original else ""


def find_master_change(*, originals: Iterable[Original], language: str, approved_beside: str) -> Original | None:
    """Return the picture that the film shows instead of the one the text was approved beside, or None.

    Where none is on record there is nothing to compare; nor is there once the film has no picture any more.
    """
    current = choose_original(originals, language=language) if approved_beside else None
    return current if current is not None and current.sha256 != approved_beside else None


def explain_stale_master(*, page: BasePage, approval: Approval | None) -> str:
    """Say why the page's subtitles are out of date by their picture; empty if they aren't."""
    if approval is None or not approval.master_sha256:
        return ""
    original = get_original(page.translation_key, language=approval.language)
    change = find_master_change(
        originals=[original] if original else [], language=approval.language, approved_beside=approval.master_sha256
    )
    return explain_master_change(change.since) if change else ""


def explain_master_change(since: datetime | None) -> str:
    """Say to the desk's people why the subtitles are out of date."""
    if since is None:
        return _("The film's master was changed. The subtitles were approved beside the one before.")
    text = _("The film's master was changed on %(day)s. The subtitles were approved beside the one before.")
    return text % {"day": f"{timezone.localtime(since):%d/%m/%Y}"}
