"""Staleness of translations against their source, and of subtitles against their film's picture.

The source's approved texts are its history, oldest first, each with the level of its change. A translation was approved
against one of them, named by its digest, and is out of date once a later change isn't editorial. Subtitles are also out
of date once their film has another master. An approval keeps the master's digest beside its text, not in it, so that a
new master unpublishes no page.
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
    """One approved text of the source. ``in_force``: neither superseded nor withdrawn, live or not due yet."""

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
    """Return whether a translation approved against this text of the source is up to date.

    It is if a text in force is that one, or differs from it only by editorial changes, or if no text is in force.
    """
    in_force = {version.digest for version in history if version.in_force}
    return not in_force or bool(in_force & {version.digest for version in get_equivalents(history, digest)})


def get_equivalents(history: History, digest: str) -> Iterable[SourceVersion]:
    """Return the version with this digest and the later ones that differ from it by editorial changes only."""
    place = find_place(history, digest)
    if place is None:
        return
    yield history[place]
    for version in history[place + 1 :]:
        if version.change_level != ChangeLevel.EDITORIAL:
            return
        yield version


def find_place(history: History, digest: str) -> int | None:
    """Return the last index of the text: a source may have gone back to it."""
    return max((place for place, version in enumerate(history) if version.digest == digest), default=None)


def find_master(*, page: BasePage, segments: Iterable[Segment]) -> str:
    """Return the digest of the picture that the page's subtitles belong to; empty without subtitles or picture."""
    if not any(segment.kind == SegmentKind.CUE for segment in segments):
        return ""
    original = get_original(page.translation_key, language=get_language(page))
    return original.sha256 if original else ""


def find_master_change(*, originals: Iterable[Original], language: str, approved_with: str) -> Original | None:
    """Return the film's present picture if the text was approved with another one; else None.

    None too where the approval records no picture, or the film has none any more.
    """
    current = choose_original(originals, language=language) if approved_with else None
    return current if current is not None and current.sha256 != approved_with else None


def explain_stale_master(*, page: BasePage, approval: Approval | None) -> str:
    """Return why the page's subtitles are out of date by their picture; empty if they aren't."""
    if approval is None or not approval.master_sha256:
        return ""
    original = get_original(page.translation_key, language=approval.language)
    change = find_master_change(
        originals=[original] if original else [], language=approval.language, approved_with=approval.master_sha256
    )
    return explain_master_change(change.since) if change else ""


def explain_master_change(since: datetime | None) -> str:
    """Return the reason why subtitles are out of date, for the desk."""
    if since is None:
        return _("The film's master was changed. The subtitles were approved with the previous one.")
    text = _("The film's master was changed on %(day)s. The subtitles were approved with the previous one.")
    return text % {"day": f"{timezone.localtime(since):%d/%m/%Y}"}
