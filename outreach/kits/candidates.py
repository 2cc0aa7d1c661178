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
from cms.published import (
    SHARE_CARD_TYPE,
    ItemRef,
    PublishedFile,
    PublishedItem,
    get_published,
    write_share_card,
)
from cms.subtitles.srt import write_srt
from cms.subtitles.webvtt import find_cues
from outreach.availability.reasons import Reason
from outreach.availability.rule import Basis, OutgoingFile
from outreach.kits.credits import list_pictures, write_credits
from outreach.kits.documents import DOCX, PDF, write_docx, write_pdf
from outreach.kits.exclusions import Exclusion, ExclusionReason, ItemPart
from outreach.kits.loudspeaker import write_script
from outreach.kits.models import FileRole
from outreach.kits.poster_files import get_poster_files
from outreach.kits.short_texts import write_short_texts
from outreach.kits.texts import write_page, write_plain
from outreach.recalls.coverage import FileOrigin
from translations.languages import SOURCE, find_by_tag

PLAIN = "text/plain; charset=utf-8"
_ROLES = {"image": FileRole.IMAGE, "document": FileRole.DOCUMENT, "master": FileRole.MASTER}
_PARTS = {
    FileRole.TEXT: ItemPart.TEXT,
    FileRole.SHORT_TEXTS: ItemPart.TEXT,
    FileRole.SCRIPT: ItemPart.TEXT,
    FileRole.CREDITS: ItemPart.PICTURE,
    FileRole.SHARE_CARD: ItemPart.PICTURE,
    FileRole.POSTER: ItemPart.POSTER,
    FileRole.SUBTITLES: ItemPart.SUBTITLES,
    FileRole.MASTER: ItemPart.FILM,
    FileRole.IMAGE: ItemPart.PICTURE,
    FileRole.DOCUMENT: ItemPart.DOCUMENT,
}
NO_LANGUAGE = "zxx"
"""The tag of a film in which nobody speaks (ISO 639)."""
Opener = Callable[[], AbstractContextManager[BinaryIO]]
Maker = Callable[[], bytes]


@dataclass(frozen=True)
class PlannedFile:
    """A file of the edition, at its path in the archive; ``ref`` names its item in the file's own language.

    A file that has a ``maker`` is made when the edition is built, and has neither size nor content before. One with a
    ``storage_name`` isn't packed: the edition names it, and it is fetched apart.
    """

    path: str
    role: FileRole
    title: str
    outgoing: OutgoingFile
    media_type: str
    size: int
    open: Opener
    rights: tuple[Rights, ...] = UNLIMITED
    valid_until: date | None = None
    maker: Maker | None = None
    storage_name: str = ""

    @property
    def ref(self) -> ItemRef:
        return self.outgoing.item

    @property
    def part(self) -> ItemPart:
        return _PARTS[self.role]

    def make(self) -> "PlannedFile":
        """Return the file with its content, if it is one that has to be made; otherwise itself."""
        if self.maker is None:
            return self
        content = self.maker()
        return replace(self, size=len(content), open=partial(_open_bytes, content), maker=None)


Candidate = PlannedFile | Exclusion


@dataclass(frozen=True)
class Wanted:
    """The purpose of files: an organisation, the languages that it reads, and the day."""

    organisation_key: UUID
    languages: tuple[str, ...]
    on: date


def list_candidates(item: PublishedItem, *, number: int, wanted: Wanted) -> Iterator[Candidate]:
    """Yield the files of an item in its language, and for what it lacks an exclusion."""
    slug = slugify(PurePosixPath(item.url).name)[:40] or item.ref.kind
    folder = f"{item.ref.language}/{number:02}-{slug}"
    yield from _plan_texts(item, f"{folder}/{slug}.{item.ref.language}", on=wanted.on)
    yield from _plan_posters(item, folder=folder, organisation_key=wanted.organisation_key)
    if list_pictures(item):
        yield _plan_text(item, f"{folder}/files/credits.txt", write_credits(item), role=FileRole.CREDITS)
    for file in (*item.files, *item.lapsed_files):
        if file.role in {"image", "document"}:
            yield _plan_library(item, file, f"{folder}/files/{file.name}", ref=item.ref, as_of=item.approved_at)
    if item.ref.kind == "film":
        yield from _plan_film(item, folder=folder, films_folder=f"films/{number:02}", languages=wanted.languages)


def _plan_texts(item: PublishedItem, name: str, *, on: date) -> Iterator[PlannedFile]:
    """Plan the approved words in every form: to read, to print, to set anew, to post and to read aloud."""
    yield _plan_text(item, f"{name}.html", write_page(item), media_type="text/html; charset=utf-8")
    yield _plan_text(item, f"{name}.txt", write_plain(item))
    yield _plan_made(item, f"{name}.pdf", partial(write_pdf, item), media_type=PDF)
    yield _plan_made(item, f"{name}.docx", partial(write_docx, item), media_type=DOCX)
    yield _plan_text(item, f"{name}.short.txt", write_short_texts(item), role=FileRole.SHORT_TEXTS)
    yield _plan_text(item, f"{name}.loudspeaker.txt", write_script(item), role=FileRole.SCRIPT)
    card = partial(write_share_card, item.ref, on=on)
    yield _plan_made(item, f"{name}.card.jpg", card, media_type=SHARE_CARD_TYPE, role=FileRole.SHARE_CARD)


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


def _plan_film(
    item: PublishedItem, *, folder: str, films_folder: str, languages: tuple[str, ...]
) -> Iterator[Candidate]:
    """Plan masters, in one folder for all languages and each in the language of its sound, and subtitles.

    A film is delivered with sound in a language of the organisation, and if there is none and it has subtitles in one,
    with the sound that it was made with.
    """
    masters = _choose_masters(item, languages=languages)
    for master in masters:
        path = f"{films_folder}/{master.language_tag}-{master.name}"
        ref = ItemRef(item.ref.kind, item.ref.key, _get_code(master), revision="", sha256=master.sha256)
        planned = _plan_library(item, master, path, ref=ref, as_of=master.since or item.approved_at)
        title = _get_title(item, language=ref.language)
        yield replace(planned, title=title, storage_name=master.storage_name)
    if not masters:
        yield _exclude(item, ItemPart.FILM, ExclusionReason.NO_FILM)
    yield from _plan_subtitles(item, folder=folder)


def _choose_masters(item: PublishedItem, *, languages: tuple[str, ...]) -> list[PublishedFile]:
    masters = [file for file in item.files if file.role == "master"]
    spoken = [master for master in masters if _get_code(master) in {*languages, NO_LANGUAGE}]
    has_subtitles = any(file.role == "subtitles" for file in item.files)
    return spoken or ([master for master in masters if _get_code(master) == SOURCE] if has_subtitles else [])


def _get_code(master: PublishedFile) -> str:
    language = find_by_tag(master.language_tag)
    return language.code if language else master.language_tag


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
    item: PublishedItem, path: str, text: str, *, media_type: str = PLAIN, role: FileRole = FileRole.TEXT
) -> PlannedFile:
    return _plan_made(item, path, text.encode, media_type=media_type, role=role).make()


def _plan_made(
    item: PublishedItem, path: str, maker: Maker, *, media_type: str, role: FileRole = FileRole.TEXT
) -> PlannedFile:
    outgoing = OutgoingFile(FileOrigin(item.ref, as_of=item.approved_at, facts=item.facts))
    return PlannedFile(path, role, item.title, outgoing, media_type, 0, partial(_open_bytes, b""), maker=maker)


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
