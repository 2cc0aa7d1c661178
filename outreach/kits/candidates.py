"""Candidates for an edition: the files of an item in one language, before anyone asked whether they may leave."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from io import BytesIO
from pathlib import PurePosixPath
from typing import BinaryIO, cast
from uuid import UUID

from django.core.files.storage import default_storage
from django.utils.text import slugify

from cms.core.rights import UNLIMITED, Rights
from cms.published import ItemRef, PublishedFile, PublishedItem, get_published
from cms.subtitles.srt import write_srt
from cms.subtitles.webvtt import find_cues
from outreach.availability.reasons import Reason
from outreach.availability.rule import Basis, OutgoingFile
from outreach.kits.exclusions import Exclusion, ExclusionReason, ItemPart
from outreach.kits.models import FileRole
from outreach.kits.poster_files import get_poster_files
from outreach.kits.texts import write_page, write_plain
from outreach.recalls.coverage import FileOrigin
from translations.languages import find_by_tag

_ROLES = {"image": FileRole.IMAGE, "document": FileRole.DOCUMENT, "master": FileRole.MASTER}
_PARTS = {
    FileRole.TEXT: ItemPart.TEXT,
    FileRole.POSTER: ItemPart.POSTER,
    FileRole.SUBTITLES: ItemPart.SUBTITLES,
    FileRole.MASTER: ItemPart.FILM,
    FileRole.IMAGE: ItemPart.PICTURE,
    FileRole.DOCUMENT: ItemPart.DOCUMENT,
}
Opener = Callable[[], AbstractContextManager[BinaryIO]]


@dataclass(frozen=True)
class PlannedFile:
    """A file of the edition, at its path in the archive; ``ref`` names its item in the file's own language."""

    path: str
    role: FileRole
    title: str
    outgoing: OutgoingFile
    media_type: str
    size: int
    open: Opener
    rights: tuple[Rights, ...] = UNLIMITED
    valid_until: date | None = None

    @property
    def ref(self) -> ItemRef:
        return self.outgoing.item

    @property
    def part(self) -> ItemPart:
        return _PARTS[self.role]


Candidate = PlannedFile | Exclusion


def list_candidates(item: PublishedItem, *, number: int, organisation_key: UUID) -> Iterator[Candidate]:
    """Yield the files of an item in its language, and for what it lacks an exclusion."""
    slug = slugify(PurePosixPath(item.url).name)[:40] or item.ref.kind
    folder = f"{item.ref.language}/{number:02}-{slug}"
    name = f"{folder}/{slug}.{item.ref.language}"
    yield _plan_text(item, f"{name}.html", write_page(item), media_type="text/html; charset=utf-8")
    yield _plan_text(item, f"{name}.txt", write_plain(item), media_type="text/plain; charset=utf-8")
    yield from _plan_posters(item, folder=folder, organisation_key=organisation_key)
    for file in (*item.files, *item.lapsed_files):
        if file.role in {"image", "document"}:
            yield _plan_library(item, file, f"{folder}/files/{file.name}", ref=item.ref, as_of=item.approved_at)
    if item.ref.kind == "film":
        yield from _plan_film(item, folder=folder, films_folder=f"films/{number:02}")


def _plan_posters(item: PublishedItem, *, folder: str, organisation_key: UUID) -> Iterator[Candidate]:
    posters = get_poster_files(organisation_key=organisation_key, item=item.ref)
    for poster in posters:
        yield PlannedFile(
            path=f"{folder}/posters/{poster.name}",
            role=FileRole.POSTER,
            title=f"{item.title}: {poster.label}" if poster.label else item.title,
            outgoing=_require_stored(poster.outgoing, name=poster.storage_name, size=poster.size),
            media_type=poster.media_type,
            size=poster.size,
            open=partial(_open_stored, poster.storage_name),
        )
    if not posters and item.poster_wording is not None:
        yield _exclude(item, ItemPart.POSTER, ExclusionReason.NO_POSTER)


def _plan_film(item: PublishedItem, *, folder: str, films_folder: str) -> Iterator[Candidate]:
    """Plan masters, in one folder for all languages and each in the language of its sound, and subtitles."""
    masters = [file for file in item.files if file.role == "master"]
    for master in masters:
        path = f"{films_folder}/{master.language_tag}-{master.name}"
        language = find_by_tag(master.language_tag)
        code = language.code if language else master.language_tag
        ref = ItemRef(item.ref.kind, item.ref.key, code, revision="", sha256=master.sha256)
        planned = _plan_library(item, master, path, ref=ref, as_of=master.since or item.approved_at)
        yield replace(planned, title=_get_title(item, language=code))
    if not masters:
        yield _exclude(item, ItemPart.FILM, ExclusionReason.NO_FILM)
    yield from _plan_subtitles(item, folder=folder)


def _get_title(item: PublishedItem, *, language: str) -> str:
    """Return the item's title in the language, if it is public in it; otherwise in the item's own."""
    if language == item.ref.language:
        return item.title
    other = get_published(kind=item.ref.kind, key=item.ref.key, language=language)
    return other.title if other else item.title


def _plan_subtitles(item: PublishedItem, *, folder: str) -> Iterator[Candidate]:
    subtitles = [file for file in item.files if file.role == "subtitles"]
    for file in subtitles:
        vtt, stem = file.content.decode(), f"{folder}/subtitles/{PurePosixPath(file.name).stem}"
        yield _plan_text(item, f"{stem}.vtt", vtt, media_type=file.media_type, role=FileRole.SUBTITLES)
        srt = write_srt(find_cues(vtt))
        yield _plan_text(item, f"{stem}.srt", srt, media_type="application/x-subrip", role=FileRole.SUBTITLES)
    if not subtitles:
        yield _exclude(item, ItemPart.SUBTITLES, ExclusionReason.NO_SUBTITLES)


def _plan_text(
    item: PublishedItem, path: str, text: str, *, media_type: str, role: FileRole = FileRole.TEXT
) -> PlannedFile:
    content = text.encode()
    outgoing = OutgoingFile(FileOrigin(item.ref, as_of=item.approved_at, facts=item.facts))
    return PlannedFile(path, role, item.title, outgoing, media_type, len(content), partial(_open_bytes, content))


def _plan_library(item: PublishedItem, file: PublishedFile, path: str, *, ref: ItemRef, as_of: datetime) -> PlannedFile:
    outgoing = OutgoingFile(FileOrigin(ref, as_of=as_of, source=file.source), basis=Basis.LIBRARY)
    return PlannedFile(
        path=path,
        role=_ROLES[file.role],
        title=item.title,
        outgoing=_require_stored(outgoing, name=file.storage_name, size=file.size),
        media_type=file.media_type,
        size=file.size,
        open=file.open,
        rights=file.rights,
    )


def _require_stored(outgoing: OutgoingFile, *, name: str, size: int) -> OutgoingFile:
    """Return the file with the state that it can't be read, if the storage doesn't have it in its size."""
    try:
        is_stored = default_storage.size(name) == size
    except OSError:
        is_stored = False
    if is_stored or outgoing.state is not None:
        return outgoing
    return OutgoingFile(outgoing.origin, basis=outgoing.basis, state=Reason.UNREADABLE)


@contextmanager
def _open_stored(name: str) -> Iterator[BinaryIO]:
    with default_storage.open(name) as file:
        yield cast(BinaryIO, file)


@contextmanager
def _open_bytes(content: bytes) -> Iterator[BinaryIO]:
    yield BytesIO(content)


def _exclude(item: PublishedItem, part: ItemPart, reason: ExclusionReason) -> Exclusion:
    return Exclusion(item.ref.kind, item.ref.key, item.title, item.ref.language, part, reason)
