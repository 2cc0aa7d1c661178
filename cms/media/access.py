"""Read access to the files of the media library, by their name in the storage."""

import mimetypes
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath

from cms.emergency.withdrawal import EVERYTHING, get_withdrawn_languages
from cms.media.models import CampaignDocument, CampaignImage, CampaignRendition, FileKind, FilmMaster, Recording
from cms.media.usage import FileRef, is_public
from cms.users.models import User
from cms.users.roles import Capability, may

_TYPES = {
    ".vtt": "text/vtt; charset=utf-8",
    ".srt": "application/x-subrip; charset=utf-8",
    ".webp": "image/webp",
    ".m4a": "audio/mp4",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_SHOWN_IN_PAGE = ("image/", "video/", "audio/", "text/vtt")


@dataclass(frozen=True)
class StoredFile:
    """A file of the library. Of an image the public reads renditions, and the original only where a page offers it."""

    kind: str
    object_id: int
    storage_name: str
    filename: str
    media_type: str
    sha256: str = ""
    is_original: bool = False

    @property
    def use(self) -> FileRef:
        """Return what a page that makes the file public refers to."""
        return FileRef(FileKind.ORIGINAL if self.is_original else self.kind, self.object_id)

    @property
    def is_shown_in_page(self) -> bool:
        return self.media_type.startswith(_SHOWN_IN_PAGE)


def find_stored_file(storage_name: str) -> StoredFile | None:
    """Return the library's file of this name, or None; posters and kits have their own views."""
    folder, _slash, _rest = storage_name.partition("/")
    finder = {
        "images": _find_rendition,
        "original_images": _find_original,
        "documents": _find_document,
        "masters": _find_master,
        "recordings": _find_recording,
    }.get(folder)
    # PostgreSQL rejects NUL in text, and no file name has one.
    return finder(storage_name) if finder and "\0" not in storage_name else None


def describe_document(document: CampaignDocument) -> StoredFile:
    return StoredFile(
        kind=FileKind.DOCUMENT,
        object_id=document.pk,
        storage_name=document.file.name,
        filename=document.filename,
        media_type=guess_media_type(document.filename),
    )


def may_read(user: object, file: StoredFile, *, at: datetime) -> bool:
    """Say whether this user may read the file now: staff may read any, others those that a live page uses.

    While everything is withdrawn, others may read none; while a language is, none that only its pages use.
    """
    withdrawn = get_withdrawn_languages()
    if EVERYTHING not in withdrawn and is_public(
        kind=file.use.kind, object_id=file.use.object_id, at=at, without=withdrawn
    ):
        return True
    return isinstance(user, User) and may(user, Capability.SEE_PRIVATE_MEDIA)


def guess_media_type(filename: str) -> str:
    """Return the media type by the extension, which was checked against the content on upload."""
    suffix = PurePosixPath(filename).suffix.lower()
    return _TYPES.get(suffix) or mimetypes.guess_type(filename)[0] or "application/octet-stream"


def _find_rendition(name: str) -> StoredFile | None:
    image_id = CampaignRendition.objects.filter(file=name).values_list("image_id", flat=True).first()
    return _describe(FileKind.IMAGE, image_id, name)


def _find_original(name: str) -> StoredFile | None:
    image_id = CampaignImage.objects.filter(file=name).values_list("pk", flat=True).first()
    return _describe(FileKind.IMAGE, image_id, name, is_original=True)


def _find_document(name: str) -> StoredFile | None:
    document = CampaignDocument.objects.filter(file=name).first()
    return describe_document(document) if document else None


def _find_master(name: str) -> StoredFile | None:
    return _describe_hashed(FileKind.MASTER, FilmMaster.objects.filter(file=name).first())


def _find_recording(name: str) -> StoredFile | None:
    return _describe_hashed(FileKind.RECORDING, Recording.objects.filter(file=name).first())


def _describe_hashed(kind: str, record: FilmMaster | Recording | None) -> StoredFile | None:
    if record is None:
        return None
    return StoredFile(
        kind=kind,
        object_id=record.pk,
        storage_name=record.file.name,
        filename=PurePosixPath(record.file.name).name,
        media_type=record.media_type,
        sha256=record.sha256,
    )


def _describe(kind: str, object_id: int | None, name: str, *, is_original: bool = False) -> StoredFile | None:
    if object_id is None:
        return None
    filename = PurePosixPath(name).name
    return StoredFile(kind, object_id, name, filename, guess_media_type(filename), is_original=is_original)
