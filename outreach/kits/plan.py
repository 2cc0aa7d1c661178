"""What goes into an edition: items × the organisation's languages, as far as approval and rights reach."""

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

from cms.published import ItemRef, PublishedFile, PublishedItem, get_published, get_published_languages, get_withdrawal
from outreach.holdings.holdings import fingerprint
from outreach.kits.exclusions import LeftOut, Part, Reason
from outreach.kits.models import FileRole
from outreach.kits.poster_files import get_poster_files
from outreach.kits.subtitles import to_srt
from outreach.kits.texts import write_page, write_plain

_ROLES = {"image": FileRole.IMAGE, "document": FileRole.DOCUMENT, "master": FileRole.MASTER}


@dataclass(frozen=True)
class ItemKey:
    kind: str
    key: str


@dataclass(frozen=True)
class Receiver:
    """For whom the edition is: ``territory`` are the countries in which its films must be allowed."""

    key: UUID
    languages: tuple[str, ...]
    territory: tuple[str, ...]


@dataclass(frozen=True)
class PlannedFile:
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
    ref: ItemRef
    title: str
    url: str
    text_sha256: str


@dataclass(frozen=True)
class Plan:
    items: tuple[IncludedItem, ...]
    files: tuple[PlannedFile, ...]
    left_out: tuple[LeftOut, ...]


def make_plan(*, items: Iterable[ItemKey], receiver: Receiver, on: date) -> Plan:
    """Decide what an edition built on this day holds, and why anything of it is left out."""
    included: list[IncludedItem] = []
    files: list[PlannedFile] = []
    left_out: list[LeftOut] = []
    for number, item in enumerate(items, start=1):
        for language in receiver.languages:
            published = get_published(kind=item.kind, key=item.key, language=language)
            if published is None:
                left_out.append(_explain_missing(item, language))
                continue
            place = f"{language}/{number:02}-{_get_slug(published)}"
            included.append(IncludedItem(published.ref, published.title, published.url, fingerprint(published)))
            found = list(_plan_item(published, place=place, receiver=receiver))
            if item.kind == "film":
                found += _plan_film(published, place=place, films=f"films/{number:02}", receiver=receiver, on=on)
            files += [part for part in found if isinstance(part, PlannedFile)]
            left_out += [part for part in found if isinstance(part, LeftOut)]
    return Plan(tuple(included), tuple(_without_doubles(files)), tuple(left_out))


def _explain_missing(item: ItemKey, language: str) -> LeftOut:
    gone = get_withdrawal(kind=item.kind, key=item.key, language=language)
    reason = Reason.WITHDRAWN if gone else Reason.NOT_APPROVED
    title = gone.title if gone else _find_title(item)
    return LeftOut(item.kind, item.key, title, language, Part.TEXT, reason)


def _find_title(item: ItemKey) -> str:
    """Return a title that the public can read already; an unapproved one is shown to nobody."""
    for language in get_published_languages(kind=item.kind, key=item.key):
        published = get_published(kind=item.kind, key=item.key, language=language)
        if published:
            return published.title
    return ""


def _get_slug(item: PublishedItem) -> str:
    return slugify(PurePosixPath(item.url).name)[:40] or item.ref.kind


def _plan_item(item: PublishedItem, *, place: str, receiver: Receiver) -> Iterator[PlannedFile | LeftOut]:
    name = f"{place}/{_get_slug(item)}.{item.ref.language}"
    yield _hold_text(item, f"{name}.html", write_page(item), media_type="text/html; charset=utf-8")
    yield _hold_text(item, f"{name}.txt", write_plain(item), media_type="text/plain; charset=utf-8")
    yield from _plan_posters(item, place=place, receiver=receiver)
    for file in item.files:
        if file.role in _ROLES and file.role != "master":
            yield _hold_file(item, file, f"{place}/files/{file.name}")


def _plan_posters(item: PublishedItem, *, place: str, receiver: Receiver) -> Iterator[PlannedFile | LeftOut]:
    posters = get_poster_files(organisation_key=receiver.key, item=item.ref)
    for poster in posters:
        yield PlannedFile(
            path=f"{place}/posters/{poster.name}",
            role=FileRole.POSTER,
            title=f"{item.title}: {poster.label}" if poster.label else item.title,
            ref=item.ref,
            media_type=poster.media_type,
            size=poster.size,
            open=partial(_open_stored, poster.storage_name),
        )
    if not posters and item.poster_wording is not None:
        yield _leave_out(item, Part.POSTER, Reason.NO_POSTER)


def _plan_film(
    item: PublishedItem, *, place: str, films: str, receiver: Receiver, on: date
) -> Iterator[PlannedFile | LeftOut]:
    """Plan masters, as far as rights reach, and subtitles. All languages of a film share its masters' place."""
    masters = [file for file in item.files if file.role == "master"]
    for master in masters:
        closed = [code for code in receiver.territory if not master.may_be_used(territory=code, on=on)]
        if closed or not receiver.territory:
            yield _leave_out(item, Part.FILM, Reason.NO_RIGHTS, detail=", ".join(closed))
        else:
            until = get_last_day(master, territory=receiver.territory, on=on)
            yield _hold_file(item, master, f"{films}/{master.language_tag}-{master.name}", valid_until=until)
    if not masters:
        yield _leave_out(item, Part.FILM, Reason.NO_FILM)
    yield from _plan_subtitles(item, place=place)


def _plan_subtitles(item: PublishedItem, *, place: str) -> Iterator[PlannedFile | LeftOut]:
    subtitles = [file for file in item.files if file.role == "subtitles"]
    for file in subtitles:
        vtt, stem = file.content.decode(), f"{place}/subtitles/{PurePosixPath(file.name).stem}"
        yield _hold_text(item, f"{stem}.vtt", vtt, media_type=file.media_type, role=FileRole.SUBTITLES)
        srt = to_srt(vtt)
        yield _hold_text(item, f"{stem}.srt", srt, media_type="application/x-subrip", role=FileRole.SUBTITLES)
    if not subtitles:
        yield _leave_out(item, Part.SUBTITLES, Reason.NO_SUBTITLES)


def get_last_day(file: PublishedFile, *, territory: Iterable[str], on: date) -> date | None:
    """Return the last day on which the file may be used in all these countries; None for no end."""
    ends = []
    for code in territory:
        windows = [rights.ends_on for rights in file.rights if rights.allow(territory=code, on=on)]
        if None not in windows:
            ends.append(max(day for day in windows if day is not None))
    return min(ends, default=None)


def _hold_text(
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


def _hold_file(item: PublishedItem, file: PublishedFile, path: str, *, valid_until: date | None = None) -> PlannedFile:
    return PlannedFile(
        path, _ROLES[file.role], item.title, item.ref, file.media_type, file.size, file.open, valid_until
    )


def _leave_out(item: PublishedItem, part: Part, reason: Reason, *, detail: str = "") -> LeftOut:
    return LeftOut(item.ref.kind, item.ref.key, item.title, item.ref.language, part, reason, detail)


def _without_doubles(files: Iterable[PlannedFile]) -> list[PlannedFile]:
    """Two files of an item can have one name: the second gets a number. A master is the same in every language."""
    taken: dict[str, PlannedFile] = {}
    for file in files:
        if file.role is FileRole.MASTER and file.path in taken:
            continue
        path, count = PurePosixPath(file.path), 1
        while str(path) in taken:
            count += 1
            path = PurePosixPath(file.path).with_stem(f"{PurePosixPath(file.path).stem}-{count}")
        taken[str(path)] = replace(file, path=str(path))
    return list(taken.values())
