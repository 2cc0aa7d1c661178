"""Plan of an edition: the kit's items in the organisation's languages, as far as approval and rights allow."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from io import BytesIO
from pathlib import PurePosixPath
from typing import BinaryIO, cast
from uuid import UUID

from django.core.files.storage import default_storage
from django.utils.text import slugify

from cms.core.rights import WORLD, get_last_day
from cms.published import (
    ItemRef,
    PublishedCorrection,
    PublishedFile,
    PublishedItem,
    get_published,
    get_published_languages,
    get_withdrawal,
)
from cms.subtitles.srt import write_srt
from cms.subtitles.webvtt import find_cues
from outreach.holdings.holdings import fingerprint
from outreach.kits.exclusions import Exclusion, ExclusionReason, ItemPart
from outreach.kits.models import FileRole
from outreach.kits.poster_files import get_poster_files
from outreach.kits.texts import write_page, write_plain

_ROLES = {"image": FileRole.IMAGE, "document": FileRole.DOCUMENT, "master": FileRole.MASTER}


@dataclass(frozen=True)
class ItemKey:
    """An item in any language."""

    kind: str
    key: str


@dataclass(frozen=True)
class EditionRecipient:
    """The organisation that an edition is for; its films must be allowed in all countries of ``territory``."""

    key: UUID
    languages: tuple[str, ...]
    territory: tuple[str, ...]


@dataclass(frozen=True)
class PlannedFile:
    """A file of the edition, at its path in the archive."""

    path: str
    role: FileRole
    title: str
    ref: ItemRef
    media_type: str
    size: int
    open: Callable[[], AbstractContextManager[BinaryIO]]
    valid_until: date | None = None


@dataclass(frozen=True)
class IncludedItem:
    """An item in one language that the edition includes."""

    ref: ItemRef
    title: str
    url: str
    text_sha256: str
    corrections: tuple[PublishedCorrection, ...] = ()


@dataclass(frozen=True)
class KitPlan:
    """Items and files of an edition, and the parts of the kit that are excluded from it."""

    items: tuple[IncludedItem, ...]
    files: tuple[PlannedFile, ...]
    exclusions: tuple[Exclusion, ...]


def make_plan(*, items: Iterable[ItemKey], recipient: EditionRecipient, on: date) -> KitPlan:
    """Return the plan of an edition that is built on this day."""
    included: list[IncludedItem] = []
    files: list[PlannedFile] = []
    exclusions: list[Exclusion] = []
    for number, item in enumerate(items, start=1):
        for language in recipient.languages:
            published = get_published(kind=item.kind, key=item.key, language=language)
            if published is None:
                exclusions.append(_exclude_missing(item, language))
                continue
            folder = f"{language}/{number:02}-{_get_slug(published)}"
            included.append(
                IncludedItem(
                    published.ref, published.title, published.url, fingerprint(published), published.corrections
                )
            )
            found = list(_plan_item(published, folder=folder, recipient=recipient, on=on))
            if item.kind == "film":
                found += _plan_film(
                    published, folder=folder, films_folder=f"films/{number:02}", recipient=recipient, on=on
                )
            files += [part for part in found if isinstance(part, PlannedFile)]
            exclusions += [part for part in found if isinstance(part, Exclusion)]
    return KitPlan(tuple(included), tuple(_make_paths_unique(files)), tuple(exclusions))


def _exclude_missing(item: ItemKey, language: str) -> Exclusion:
    withdrawal = get_withdrawal(kind=item.kind, key=item.key, language=language)
    reason = ExclusionReason.WITHDRAWN if withdrawal else ExclusionReason.NOT_APPROVED
    title = withdrawal.title if withdrawal else _find_title(item)
    return Exclusion(item.kind, item.key, title, language, ItemPart.TEXT, reason)


def _find_title(item: ItemKey) -> str:
    """Return the title of a published language version; empty if there is none, as unapproved titles stay internal."""
    for language in get_published_languages(kind=item.kind, key=item.key):
        published = get_published(kind=item.kind, key=item.key, language=language)
        if published:
            return published.title
    return ""


def _get_slug(item: PublishedItem) -> str:
    return slugify(PurePosixPath(item.url).name)[:40] or item.ref.kind


def _plan_item(
    item: PublishedItem, *, folder: str, recipient: EditionRecipient, on: date
) -> Iterator[PlannedFile | Exclusion]:
    name = f"{folder}/{_get_slug(item)}.{item.ref.language}"
    yield _plan_text(item, f"{name}.html", write_page(item), media_type="text/html; charset=utf-8")
    yield _plan_text(item, f"{name}.txt", write_plain(item), media_type="text/plain; charset=utf-8")
    yield from _plan_posters(item, folder=folder, recipient=recipient)
    for file in item.files:
        if file.role in _ROLES and file.role != "master":
            yield _plan_licensed(
                item, file, f"{folder}/files/{file.name}", part=ItemPart.PICTURE, recipient=recipient, on=on
            )


def _plan_posters(
    item: PublishedItem, *, folder: str, recipient: EditionRecipient
) -> Iterator[PlannedFile | Exclusion]:
    posters = get_poster_files(organisation_key=recipient.key, item=item.ref)
    for poster in posters:
        yield PlannedFile(
            path=f"{folder}/posters/{poster.name}",
            role=FileRole.POSTER,
            title=f"{item.title}: {poster.label}" if poster.label else item.title,
            ref=item.ref,
            media_type=poster.media_type,
            size=poster.size,
            open=partial(_open_stored, poster.storage_name),
        )
    if not posters and item.poster_wording is not None:
        yield _exclude(item, ItemPart.POSTER, ExclusionReason.NO_POSTER)


def _plan_film(
    item: PublishedItem, *, folder: str, films_folder: str, recipient: EditionRecipient, on: date
) -> Iterator[PlannedFile | Exclusion]:
    """Plan masters, as far as rights allow, and subtitles. All languages of a film share its masters' folder."""
    masters = [file for file in item.files if file.role == "master"]
    for master in masters:
        path = f"{films_folder}/{master.language_tag}-{master.name}"
        if recipient.territory:
            yield _plan_licensed(item, master, path, part=ItemPart.FILM, recipient=recipient, on=on)
        else:
            yield _exclude(item, ItemPart.FILM, ExclusionReason.NO_RIGHTS)
    if not masters:
        yield _exclude(item, ItemPart.FILM, ExclusionReason.NO_FILM)
    yield from _plan_subtitles(item, folder=folder)


def _plan_licensed(
    item: PublishedItem, file: PublishedFile, path: str, *, part: ItemPart, recipient: EditionRecipient, on: date
) -> PlannedFile | Exclusion:
    """Plan a file as far as its rights allow it in all the recipient's countries, or in the world if it has none."""
    territories = recipient.territory or (WORLD,)
    closed = [code for code in territories if not file.may_be_used(territory=code, on=on)]
    if closed:
        return _exclude(item, part, ExclusionReason.NO_RIGHTS, detail=", ".join(filter(None, closed)))
    return _plan_file(item, file, path, valid_until=get_last_day(file.rights, territories=territories, on=on))


def _plan_subtitles(item: PublishedItem, *, folder: str) -> Iterator[PlannedFile | Exclusion]:
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
    return PlannedFile(path, role, item.title, item.ref, media_type, len(content), partial(_open_bytes, content))


@contextmanager
def _open_stored(name: str) -> Iterator[BinaryIO]:
    with default_storage.open(name) as file:
        yield cast(BinaryIO, file)


@contextmanager
def _open_bytes(content: bytes) -> Iterator[BinaryIO]:
    yield BytesIO(content)


def _plan_file(item: PublishedItem, file: PublishedFile, path: str, *, valid_until: date | None = None) -> PlannedFile:
    return PlannedFile(
        path, _ROLES[file.role], item.title, item.ref, file.media_type, file.size, file.open, valid_until
    )


def _exclude(item: PublishedItem, part: ItemPart, reason: ExclusionReason, *, detail: str = "") -> Exclusion:
    return Exclusion(item.ref.kind, item.ref.key, item.title, item.ref.language, part, reason, detail)


def _make_paths_unique(files: Iterable[PlannedFile]) -> list[PlannedFile]:
    """Add a number to the second path of the same name, and keep a master shared by several languages only once."""
    by_path: dict[str, PlannedFile] = {}
    for file in files:
        if file.role is FileRole.MASTER and file.path in by_path:
            continue
        path, count = PurePosixPath(file.path), 1
        while str(path) in by_path:
            count += 1
            path = PurePosixPath(file.path).with_stem(f"{PurePosixPath(file.path).stem}-{count}")
        by_path[str(path)] = replace(file, path=str(path))
    return list(by_path.values())
