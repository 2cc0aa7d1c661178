"""Posters in kits: those to include in an edition, and those in an edition that are no longer valid."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from cms.files.names import clean_part
from cms.published import ItemRef
from outreach.availability.reasons import Reason
from outreach.availability.rule import OutgoingFile, Recipient
from outreach.availability.surroundings import find_reasons
from outreach.holdings.models import HeldItem, HeldItemQuerySet
from outreach.kits.file_events import make_file_event
from outreach.kits.models import FileRole, KitFile
from outreach.ledger.actions import Action
from outreach.ledger.ledger import append, lock_head
from outreach.posters.files import files_for, loops_for
from outreach.posters.loops import find_loop_end, find_loop_reason, list_parts
from outreach.posters.models import NO_LONGER_VALID, LoopFile, LoopPart, Poster, PosterFile
from outreach.posters.outgoing import STATES, describe


@dataclass(frozen=True)
class KitPoster:
    """A poster's file for a kit; ``label`` is the poster's placement."""

    name: str
    label: str
    media_type: str
    size: int
    storage_name: str
    outgoing: OutgoingFile


def get_poster_files(*, organisation_key: UUID, item: ItemRef) -> list[KitPoster]:
    """Return the files of the item's posters that were made for this organisation, valid or not."""
    files = files_for(organisation_key=organisation_key, kind=item.kind, key=item.key, languages=[item.language])
    loops = loops_for(organisation_key=organisation_key, kind=item.kind, key=item.key, language=item.language)
    return [*(_describe(file) for file in files), *(_describe_loop(file) for file in loops)]


def _describe(file: PosterFile) -> KitPoster:
    poster = file.poster
    place = clean_part(poster.placement) or str(poster.pk)
    return KitPoster(
        name=f"{poster.format_code}-{place}.{file.extension}",
        label=poster.placement,
        media_type=file.media_type,
        size=file.size,
        storage_name=file.storage_name,
        outgoing=describe(poster),
    )


def _describe_loop(file: LoopFile) -> KitPoster:
    """Describe a loop by its first poster, and by the reason for which another of them may not leave."""
    loop, posters = file.loop, list_parts(file.loop)
    place = clean_part(loop.placement) or str(loop.pk)
    first, reason = describe(posters[0]), find_loop_reason(loop, at=timezone.now(), posters=posters[1:])
    return KitPoster(
        name=f"{loop.format_code}-{place}-loop.{file.extension}",
        label=loop.placement,
        media_type=file.media_type,
        size=file.size,
        storage_name=file.storage_name,
        outgoing=replace(first, state=first.state or reason, valid_until=find_loop_end(posters)),
    )


def find_states(files: Iterable[KitFile]) -> dict[str, Reason]:
    """Return why posters and loops among these files may not be used, by SHA-256; nothing for those that may.

    Of a loop, that is the reason of any of its posters: the edition names the first only.
    """
    digests = [file.sha256 for file in files if file.role == FileRole.POSTER]
    return _find_poster_states(digests) | _find_loop_reasons(digests)


def find_ended(files: Iterable[KitFile]) -> frozenset[str]:
    """Return the SHA-256 of the posters, and of the loops with a poster, among these files that are no longer valid."""
    digests = [file.sha256 for file in files if file.role == FileRole.POSTER]
    ended = LoopFile.objects.filter(sha256__in=digests, loop__parts__poster__state__in=NO_LONGER_VALID)
    return frozenset(_find_poster_states(digests)) | frozenset(ended.values_list("sha256", flat=True))


def _find_poster_states(digests: list[str]) -> dict[str, Reason]:
    posters = PosterFile.objects.filter(sha256__in=digests)
    states = dict(posters.order_by("poster__pk").values_list("sha256", "poster__state"))
    # A poster that was made again for the same placement has the same file: the last one says what holds.
    return {sha256: reason for sha256, state in states.items() if (reason := STATES[state]) is not None}


def _find_loop_reasons(digests: list[str]) -> dict[str, Reason]:
    """Return the reasons of loops among these files, in a number of queries that doesn't grow with their number."""
    parts = LoopPart.objects.filter(loop__files__sha256__in=digests).annotate(sha256=F("loop__files__sha256"))
    shown = [(part.sha256, part.poster) for part in parts.select_related("poster").order_by("loop", "position")]
    if not shown:
        return {}
    posters = [describe(poster) for _sha256, poster in shown]
    reasons = find_reasons(posters, recipient=Recipient(), at=timezone.now())
    found: dict[str, Reason] = {}
    for (sha256, _poster), reason in zip(shown, reasons, strict=True):
        if reason is not None:
            found.setdefault(sha256, reason)
    return found


def mark_ended_posters(*, at: datetime, posters: Iterable[Poster] | None = None) -> int:
    """Record the items in editions whose poster is no longer valid, and return how many.

    Without ``posters``, all are looked at.
    """
    chosen: dict[str, Any] = {"poster__state__in": NO_LONGER_VALID} if posters is None else {"poster__in": posters}
    of_loops = {f"loop__parts__{name}": value for name, value in chosen.items()}
    ended = Q(sha256__in=PosterFile.objects.filter(**chosen).values("sha256"))
    ended |= Q(sha256__in=LoopFile.objects.filter(**of_loops).values("sha256"))
    files = list(KitFile.objects.filter(ended, role=FileRole.POSTER).select_related("edition__organisation"))
    ended_files = find_ended(files)
    return _append_ended([file for file in files if file.sha256 in ended_files], at=at) if ended_files else 0


@transaction.atomic
def mark_restored_posters(posters: Iterable[Poster], *, at: datetime) -> int:
    """Record the items in editions whose posters are all valid again, and return how many."""
    known = list(posters)
    restored = Q(sha256__in=PosterFile.objects.filter(poster__in=known).values("sha256"))
    restored |= Q(sha256__in=LoopFile.objects.filter(loop__parts__poster__in=known).values("sha256"))
    files = KitFile.objects.filter(restored, role=FileRole.POSTER).select_related("edition__organisation")
    lock_head()
    events = [
        make_file_event(file, row, Action.RESTORED, at=at)
        for file in files
        if not find_ended(file.edition.files.filter(kind=file.kind, key=file.key, language=file.language))
        for row in _find_rows(file).exclude(poster_ended_at=None)
    ]
    append(list({(event.edition, event.item): event for event in events}.values()))
    return len(events)


@transaction.atomic
def _append_ended(files: Iterable[KitFile], *, at: datetime) -> int:
    lock_head()
    events = [
        make_file_event(file, row, Action.POSTER_ENDED, at=at) for file in files for row in _find_unrecorded(file)
    ]
    append(list({(event.edition, event.item): event for event in events}.values()))
    return len(events)


def _find_unrecorded(file: KitFile) -> list[HeldItem]:
    return list(_find_rows(file).filter(poster_ended_at=None))


def _find_rows(file: KitFile) -> HeldItemQuerySet:
    rows = HeldItem.objects.of_item(kind=file.kind, key=file.key, language=file.language).active().texts()
    return rows.filter(edition_key=str(file.edition.key), organisation_key=file.edition.organisation.key)
