"""Uploads of films in parts: begun, continued after any interruption, checked, and imported by a job."""

import base64
import binascii
import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import PurePosixPath
from typing import cast

from django.core.files.base import File
from django.core.files.storage import storages
from django.db import transaction
from django.utils.translation import gettext as _

from cms.files.parts import PART, PartStorage
from cms.files.refusal import MEGABYTE, UploadRefused, require_size
from cms.files.uploads import LARGEST_MASTER
from cms.media.masters import take_in
from cms.media.models import FilmMaster, MasterUpload, UploadState
from cms.users.models import User

KEPT = timedelta(days=1)
"""How long an upload waits for its next part; the disk is cleaned of unfinished files after the same time."""
ALGORITHMS = ("sha256", "sha1")


class PartConflict(Exception):
    """The part doesn't begin where the file ends so far."""


class ChecksumMismatch(Exception):
    """The part isn't what was sent. Nothing of it was kept."""


class PartRefused(Exception):
    """The part can't be taken; the text says why. Nothing of it was kept."""


def begin_upload(*, filename: str, title: str, size: int, sha256: str = "", by: User, at: datetime) -> MasterUpload:
    """Begin an upload; raise ``UploadRefused`` for a file that is too large or has no usable name."""
    require_size(size, limit=LARGEST_MASTER)
    name = PurePosixPath(filename.replace("\\", "/")).name[:255]
    if PurePosixPath(name).suffix.lower() not in {".mp4", ".webm"}:
        raise UploadRefused(_("The file is not a film. Use MP4 or WebM."))
    upload = MasterUpload(
        title=(title or PurePosixPath(name).stem)[:200],
        filename=name,
        size=size,
        sha256=sha256.lower(),
        created_by=by,
        touched_at=at,
    )
    upload.handle = get_storage().begin_parts(str(upload.key))
    upload.save()
    return upload


def add_part(*, upload: MasterUpload, offset: int, data: bytes, checksum: str = "", at: datetime) -> int:
    """Keep a part and return how many bytes there are; raise ``PartConflict``, ``ChecksumMismatch``, ``PartRefused``.

    Only after the storage has the part does the row say so: after a kill, the same part is sent again.
    """
    if upload.state != UploadState.RECEIVING or offset != upload.offset:
        raise PartConflict
    is_last = offset + len(data) == upload.size
    if not data or len(data) > PART or offset + len(data) > upload.size or (len(data) < PART and not is_last):
        raise PartRefused(f"Each part has {PART} bytes, and the last one the rest.")
    if checksum and not _matches(data, checksum):
        raise ChecksumMismatch
    get_storage().write_part(str(upload.key), upload.handle, offset=offset, data=data)
    state = UploadState.RECEIVED if is_last else UploadState.RECEIVING
    kept = MasterUpload.objects.filter(pk=upload.pk, offset=offset, state=UploadState.RECEIVING).update(
        offset=offset + len(data), state=state, touched_at=at
    )
    if not kept:
        raise PartConflict
    upload.refresh_from_db()
    return upload.offset


def drop_upload(upload: MasterUpload) -> None:
    """Forget an upload that isn't imported, with all that has arrived of it."""
    get_storage().drop_parts(str(upload.key), upload.handle)
    upload.delete()


def import_upload(upload: MasterUpload, *, report: Callable[[int, int], None]) -> FilmMaster | None:
    """Make a master of a file that has arrived, or record why not, and drop its parts.

    Does the same when it is called again after a kill: an upload that is imported or refused isn't touched.
    """
    if upload.state != UploadState.RECEIVED:
        return upload.master
    master = FilmMaster(title=upload.title)
    try:
        with get_storage().finish_parts(str(upload.key), upload.handle) as file:
            refusal = _find_damage(upload, file, report=report)
            if not refusal:
                _take_in(master, upload, file)
    except UploadRefused as refused:
        refusal = str(refused)
    except FileNotFoundError:
        refusal = _("What had arrived is no longer there, because nobody checked it within a day. Upload it again.")
    if refusal:
        waiting = MasterUpload.objects.filter(pk=upload.pk, state=UploadState.RECEIVED)
        waiting.update(state=UploadState.REFUSED, refusal=refusal)
    get_storage().drop_parts(str(upload.key), upload.handle)
    return None if refusal else master


def forget_silent(*, at: datetime) -> int:
    """Drop the uploads that nobody has continued for a day, and return how many."""
    silent = list(MasterUpload.objects.filter(state=UploadState.RECEIVING, touched_at__lt=at - KEPT))
    for upload in silent:
        drop_upload(upload)
    return len(silent)


def get_storage() -> PartStorage:
    return cast(PartStorage, storages["default"])


def _take_in(master: FilmMaster, upload: MasterUpload, file: File) -> None:
    rebuilt = take_in(master, file, limit=LARGEST_MASTER)
    with rebuilt, transaction.atomic():
        master.file.name = PurePosixPath(upload.filename).with_suffix(PurePosixPath(str(rebuilt.name)).suffix).name
        master.save()
        MasterUpload.objects.filter(pk=upload.pk).update(state=UploadState.DONE, master=master)


def _find_damage(upload: MasterUpload, file: File, *, report: Callable[[int, int], None]) -> str:
    """Return in a sentence that the file isn't what was announced; empty if it is, or nothing was."""
    digest, done = hashlib.sha256(), 0
    while chunk := file.read(PART):
        digest.update(chunk)
        done += len(chunk)
        report(done // MEGABYTE, upload.size // MEGABYTE)
    file.seek(0)
    if done == upload.size and upload.sha256 in {"", digest.hexdigest()}:
        return ""
    return _("What arrived isn't the file that was announced: its checksum differs. Upload it again.")


def _matches(data: bytes, checksum: str) -> bool:
    """Return whether the data has the checksum, which is written as in ``Upload-Checksum``; raise ``PartRefused``."""
    algorithm, _space, written = checksum.partition(" ")
    if algorithm not in ALGORITHMS:
        raise PartRefused(f"Checksums: {', '.join(ALGORITHMS)}.")
    try:
        wanted = base64.b64decode(written, validate=True)
    except binascii.Error:
        return False
    return hashlib.new(algorithm, data, usedforsecurity=False).digest() == wanted
