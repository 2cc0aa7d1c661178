"""Uploaded documents and films, rebuilt so that only their content is kept. Nothing is stored as it came."""

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from pathlib import PurePosixPath
from typing import BinaryIO

from django.core.files.base import ContentFile, File
from django.utils.translation import gettext as _

from cms.files.rebuilding import rebuild
from cms.files.refusal import MEGABYTE, UploadRefused, require_size
from cms.subtitles.faults import TrackRefused
from cms.subtitles.srt import write_srt
from cms.subtitles.tracks import MAX_TRACK_SIZE, decode, read_track
from cms.subtitles.webvtt import is_webvtt, write_webvtt

LARGEST_DOCUMENT = 100 * MEGABYTE
LARGEST_FILM = 4_000 * MEGABYTE
LARGEST_MASTER = 20 * 1024 * MEGABYTE
"""Of a film that arrives in parts; one that comes with a form has to arrive at once."""
_TRACKS = {".vtt": write_webvtt, ".srt": write_srt}
_MAGIC: dict[str, tuple[tuple[int, bytes], ...]] = {
    ".pdf": ((0, b"%PDF-"),),
    ".docx": ((0, b"PK\x03\x04"),),
    ".xlsx": ((0, b"PK\x03\x04"),),
    ".mp3": ((0, b"ID3"), (0, b"\xff\xfb"), (0, b"\xff\xf3"), (0, b"\xff\xf2"), (0, b"\xff\xfa")),
    ".mp4": ((4, b"ftyp"),),
}
LARGEST_RECORDING = 1_000 * MEGABYTE
_RECORDINGS: dict[str, tuple[tuple[int, bytes], ...]] = {
    "mp3": _MAGIC[".mp3"],
    "m4a": ((4, b"ftyp"),),
    "ogg": ((0, b"OggS"),),
    "wav": ((8, b"WAVE"),),
}
_FILMS = {"mp4": (4, b"ftyp"), "webm": (0, b"\x1a\x45\xdf\xa3")}


@dataclass(frozen=True)
class RebuiltFilm:
    """A film's file written anew, and the properties of its picture."""

    file: File
    media_type: str
    duration: timedelta
    width: int
    height: int


@dataclass(frozen=True)
class RebuiltRecording:
    """A recording in the one form that the site plays."""

    file: File
    media_type: str
    duration: timedelta


def clean_document(file: File) -> File:
    """Return the document rebuilt under its name; raise ``UploadRefused``.

    Its content must be what its extension says, and nothing but that content is kept.
    """
    suffix = PurePosixPath(str(file.name)).suffix.lower()
    require_size(file.size, limit=LARGEST_DOCUMENT)
    if suffix in _TRACKS:
        return _rewrite_track(file, suffix)
    head = _read_head(file)
    if not any(head[offset:].startswith(magic) for offset, magic in _MAGIC.get(suffix, ())):
        raise UploadRefused(_("The content of “%(name)s” does not match its file extension.") % {"name": file.name})
    return rebuild(file, kind=suffix[1:]).file


def clean_film(file: File, *, limit: int = LARGEST_FILM) -> RebuiltFilm:
    """Return the film rebuilt under its name, with its properties; raise ``UploadRefused``.

    The form is recognised by the first bytes and passed to FFmpeg, so a disguised playlist can't open addresses.
    """
    require_size(file.size, limit=limit)
    head = _read_head(file)
    kind = next((kind for kind, (offset, magic) in _FILMS.items() if head[offset:].startswith(magic)), None)
    if kind is None:
        raise UploadRefused(_("The file is not a film. Use MP4 or WebM."))
    rebuilt = rebuild(file, kind=kind)
    found = rebuilt.properties
    rebuilt.file.name = str(PurePosixPath(str(file.name)).with_suffix(f".{kind}"))
    return RebuiltFilm(
        rebuilt.file, found["media_type"], timedelta(seconds=found["seconds"]), found["width"], found["height"]
    )


def clean_recording(file: File) -> RebuiltRecording:
    """Return the recording encoded anew, as M4A under its name, with its length; raise ``UploadRefused``."""
    require_size(file.size, limit=LARGEST_RECORDING)
    head = _read_head(file)
    for kind, magics in _RECORDINGS.items():
        if any(head[offset:].startswith(magic) for offset, magic in magics):
            rebuilt = rebuild(file, kind=f"sound.{kind}")
            rebuilt.file.name = str(PurePosixPath(str(file.name)).with_suffix(".m4a"))
            found = rebuilt.properties
            return RebuiltRecording(rebuilt.file, found["media_type"], timedelta(seconds=found["seconds"]))
    raise UploadRefused(_("The file is not a recording that can be played. Use MP3, M4A, OGG or WAV."))


def hash_file(file: File | BinaryIO) -> str:
    """Return the SHA-256 of the file in hexadecimal, read in chunks, and rewind the file."""
    file.seek(0)
    digest = hashlib.sha256()
    while chunk := file.read(MEGABYTE):
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()


def _read_head(file: File) -> bytes:
    file.seek(0)
    head: bytes = file.read(16)
    file.seek(0)
    return head


def _rewrite_track(file: File, suffix: str) -> ContentFile:
    """Return the subtitles written anew: without notes, and without anything else that isn't a cue."""
    file.seek(0)
    try:
        text = decode(file.read(MAX_TRACK_SIZE + 1))
        if is_webvtt(text) is not (suffix == ".vtt"):
            raise UploadRefused(_("The content of “%(name)s” does not match its file extension.") % {"name": file.name})
        cues = read_track(text)
    except TrackRefused as refused:
        line = next((fault.line for fault in refused.faults if fault.line), 1)
        text = _("The subtitles of “%(name)s” have a fault in line %(line)s. Correct it and upload the file again.")
        raise UploadRefused(text % {"name": file.name, "line": line}) from refused
    return ContentFile(_TRACKS[suffix](cues).encode(), name=str(file.name))
