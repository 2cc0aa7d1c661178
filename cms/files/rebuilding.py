"""Rebuilding of uploads in a process of its own, and the messages for what it refuses.

Parsers of PDF, Office and film files are large programs in C: a file that makes one crash, hang or fill the memory ends
that process only. It gets no setting, secret or connection of this one.
"""

import errno
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir
from typing import Any

from django.conf import settings
from django.core.files.base import File
from django.utils.translation import gettext_lazy as _

from cms.files.rebuild.faults import DISK_FULL, RebuildFault
from cms.files.refusal import MEGABYTE, UploadRefused

SECONDS = 110
BYTES_A_SECOND = 40 * MEGABYTE
"""The slowest disk that a film of gigabytes is copied on; it gets that much more time."""
_MESSAGES = {
    RebuildFault.NOT_PDF: _("The file is not a PDF that can be read. Save it as PDF again and upload that."),
    RebuildFault.PASSWORD: _("The PDF needs a password. Save it without one and upload that."),
    RebuildFault.DYNAMIC_FORM: _("The PDF is a form that only Adobe's programs show (XFA). Print it to a new PDF."),
    RebuildFault.TOO_MANY_PARTS: _("The file has too many pages or parts. Divide it into several files."),
    RebuildFault.UNPACKS_TOO_LARGE: _(
        "A part of the file is unusually large when it is unpacked. Save the file again with smaller pictures."
    ),
    RebuildFault.NOT_OFFICE: _("The file is not a Word or Excel document that can be read (DOCX, XLSX)."),
    RebuildFault.MACRO: _("The document contains macros. Save it as DOCX or XLSX without macros."),
    RebuildFault.OFFICE_PART: _(
        "The document contains a part that can't be cleaned (%(detail)s). Remove it, or save the document as PDF."
    ),
    RebuildFault.OFFICE_PICTURE: _(
        "The document contains a picture that can't be cleaned (%(detail)s). Replace it by a JPEG or PNG picture."
    ),
    RebuildFault.OFFICE_FIELD: _(
        "The document contains a field or formula that reads from elsewhere (%(detail)s). Replace it by its text."
    ),
    RebuildFault.TRACKED_CHANGES: _(
        "The document contains tracked changes, with their authors. Accept or reject all of them and upload it again."
    ),
    RebuildFault.HIDDEN_CONTENT: _(
        "The document contains hidden text or a hidden sheet. Delete it or show it, then upload the document again."
    ),
    RebuildFault.NOT_FILM: _("The file is not a film. Use MP4 or WebM."),
    RebuildFault.NO_PICTURE: _("The film can't be played because its picture does not decode."),
    RebuildFault.TRUNCATED: _("The file is cut off: its end is missing. Copy or export it again and upload that."),
    RebuildFault.FILM_SIZE: _(
        "The film's picture or length can't be used (%(detail)s). Use at least 32 pixels and at most 8192 a side."
    ),
    RebuildFault.NOT_SOUND: _("The file is not a sound recording that can be played. Use MP3."),
    RebuildFault.NOT_RECORDING: _("The file is not a recording that can be played. Use MP3, M4A, OGG or WAV."),
    RebuildFault.SOUND_LENGTH: _("The recording is longer than two hours. Divide it, or record a shorter reading."),
    RebuildFault.CODEC: _("The film is compressed in a way that browsers don't play (%(detail)s). Export it as H.264."),
    RebuildFault.EXHAUSTED: _("The file takes too long to read, or unpacks to too much. Save it in a simpler form."),
    RebuildFault.BROKEN: _("The file is damaged and can't be read. Save or export it again and upload that."),
}


@dataclass(frozen=True)
class RebuiltFile:
    """A file written anew, and its properties (a film's length and size)."""

    file: File
    properties: Mapping[str, Any]


def rebuild(file: File, *, kind: str) -> RebuiltFile:
    """Return the file written anew under its name; raise ``UploadRefused``.

    ``kind`` is the extension of the form that it must have: pdf, docx, xlsx, mp4, webm or mp3; ``sound.mp3`` and
    the like for a recording that is encoded anew.
    """
    with TemporaryDirectory() as folder:
        source, target = Path(folder) / f"upload.{kind}", Path(folder) / "rebuilt"
        _write(file, source)
        properties = _run(kind, source, target)
        if fault := properties.get("fault"):
            raise UploadRefused(_MESSAGES[RebuildFault(fault)] % {"detail": properties["detail"]})
        # The open file outlives its name: nothing has to be deleted once it is stored.
        return RebuiltFile(File(target.open("rb"), name=str(file.name)), properties)


def _write(file: File, path: Path) -> None:
    """Make the file readable at the path; what is on this machine's disk already isn't copied."""
    if hasattr(file, "temporary_file_path"):
        path.symlink_to(Path(file.temporary_file_path()).resolve())
        return
    file.seek(0)
    with path.open("wb") as copy:
        for chunk in file.chunks():
            copy.write(chunk)
    file.seek(0)


def _run(kind: str, source: Path, target: Path) -> Mapping[str, Any]:
    try:
        done = subprocess.run(
            [sys.executable, "-m", "cms.files.rebuild", kind, str(source), str(target)],
            cwd=settings.ROOT,
            env={"TMPDIR": gettempdir(), "OMP_NUM_THREADS": "1"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=SECONDS + source.stat().st_size // BYTES_A_SECOND,
            check=True,
        )
    except subprocess.TimeoutExpired:
        return {"fault": RebuildFault.EXHAUSTED, "detail": ""}
    except subprocess.CalledProcessError as error:
        if error.returncode == DISK_FULL:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(target)) from error
        was_killed = error.returncode < 0
        return {"fault": RebuildFault.EXHAUSTED if was_killed else RebuildFault.BROKEN, "detail": ""}
    result: Mapping[str, Any] = json.loads(done.stdout)
    return result
