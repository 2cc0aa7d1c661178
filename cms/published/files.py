"""The files of a public page, each with its SHA-256."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import PurePosixPath

from django.core.cache import cache
from django.core.files.storage import default_storage
from django.utils.translation import override

from cms.core.models import BasePage
from cms.facts.rendering import write_facts
from cms.files.uploads import hash_file
from cms.films.models import FilmPage
from cms.films.rights import get_rights, get_versions, list_rights
from cms.media.access import guess_media_type
from cms.media.models import CampaignDocument, CampaignImage, FileKind, Recording
from cms.media.rights import get_image_rights, get_recording_rights
from cms.media.usage import FileRef, find_files
from cms.published.items import PublishedFile
from cms.published.texts import Writer
from cms.subtitles.webvtt import rewrite
from translations.languages import get_language_entry


def write_files(page: BasePage, writer: Writer) -> tuple[PublishedFile, ...]:
    """Return the images and documents of the page, and in its language: its recorded reading, a film's subtitles.

    A film has its masters in every language besides.

    Images whose right has lapsed are among them.
    """
    refs = find_files(page)
    images = CampaignImage.objects.filter(pk__in=[ref.object_id for ref in refs if ref.kind == FileKind.IMAGE])
    documents = CampaignDocument.objects.filter(pk__in=[ref.object_id for ref in refs if ref.kind == FileKind.DOCUMENT])
    files: list[PublishedFile] = []
    if _has(refs, FileKind.IMAGE):
        files += _describe_images(images.order_by("pk"), language=writer.language)
    files += [
        _describe(document, role="document")
        for document in (documents.order_by("pk") if _has(refs, FileKind.DOCUMENT) else ())
    ]
    if _has(refs, FileKind.RECORDING):
        keys = [ref.object_id for ref in refs if ref.kind == FileKind.RECORDING]
        files += [_describe_recording(each, writer.language) for each in Recording.objects.filter(pk__in=keys)]
    if isinstance(page, FilmPage):
        files += [*_describe_masters(page), *_write_subtitles(page, writer)]
    return tuple(files)


def has_lapsed(file: PublishedFile, *, on: date) -> bool:
    """Return whether it is a picture whose right has ended everywhere, or to which those shown don't agree."""
    return file.role == "image" and all(right.has_ended(on=on) for right in file.rights)


def _has(refs: Iterable[FileRef], kind: FileKind) -> bool:
    return any(ref.kind == kind for ref in refs)


def _describe_images(images: Iterable[CampaignImage], *, language: str) -> Iterator[PublishedFile]:
    for image in images:
        with override(language):
            credit = image.credit
        yield replace(_describe(image, role="image"), rights=get_image_rights(image), credit=credit)


def _describe(row: CampaignImage | CampaignDocument, *, role: str) -> PublishedFile:
    name = row.file.name
    return PublishedFile(
        name=PurePosixPath(name).name,
        role=role,
        media_type=guess_media_type(name),
        sha256=_get_sha256(row),
        size=row.file_size or row.file.size,
        storage_name=name,
        source=f"{role}:{row.pk}",
    )


def _describe_recording(recording: Recording, language: str) -> PublishedFile:
    """Return the recording in which the page is read aloud in its language; nobody may hear one who refuses."""
    return PublishedFile(
        name=PurePosixPath(recording.file.name).name,
        role="recording",
        media_type=recording.media_type,
        sha256=recording.sha256,
        size=recording.size,
        language_tag=get_language_entry(language).tag,
        storage_name=recording.file.name,
        rights=get_recording_rights(recording),
        source=f"{FileKind.RECORDING}:{recording.pk}",
    )


def _get_sha256(row: CampaignImage | CampaignDocument) -> str:
    """Return the file's SHA-256, computed once: Wagtail's own hash of the content is part of the cache key."""
    key = f"sha256:{row._meta.label}:{row.pk}:{row.file_hash or row.get_file_hash()}"
    found = cache.get(key)
    if found is None:
        with default_storage.open(row.file.name) as file:
            found = hash_file(file)
        cache.set(key, found, None)
    return str(found)


def _describe_masters(film: FilmPage) -> list[PublishedFile]:
    """Return the film's masters; none for a film without a rights window."""
    windows = get_rights(film.translation_key)
    if not windows:
        return []
    return [
        PublishedFile(
            name=PurePosixPath(version.master.file.name).name,
            role="master",
            media_type=version.master.media_type,
            sha256=version.master.sha256,
            size=version.master.size,
            language_tag=version.language_tag,
            storage_name=version.master.file.name,
            rights=list_rights(windows, language_tag=version.language_tag),
            source=f"master:{version.master_id}",
            since=version.master_since,
        )
        for version in get_versions(film)
    ]


def _write_subtitles(film: FilmPage, writer: Writer) -> list[PublishedFile]:
    """Return the approved subtitles as WebVTT, with the facts written in."""
    if not film.subtitles:
        return []
    tag = get_language_entry(writer.language).tag
    content = rewrite(write_facts(film.subtitles, language=writer.language, values=writer.values)).encode()
    return [
        PublishedFile(
            name=f"{film.slug}.{tag}.vtt",
            role="subtitles",
            media_type="text/vtt; charset=utf-8",
            sha256=hashlib.sha256(content).hexdigest(),
            size=len(content),
            language_tag=tag,
            content=content,
        )
    ]
