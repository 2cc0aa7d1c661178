"""Import of film files: each is opened, measured and hashed before it is stored."""

from dataclasses import dataclass
from datetime import timedelta
from typing import BinaryIO

from django.core.files.base import File
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.files.uploads import UploadRefused, hash_file
from cms.media.models import FilmMaster

CONTAINERS = {"mp4": ("video/mp4", 4, b"ftyp"), "matroska": ("video/webm", 0, b"\x1a\x45\xdf\xa3")}


@dataclass(frozen=True)
class FilmProbe:
    media_type: str
    duration: timedelta
    width: int
    height: int


def probe_film(file: File | BinaryIO) -> FilmProbe:
    """Return the properties of the file; raise ``UploadRefused`` unless it is MP4 or WebM with a picture that decodes.

    The container is detected by its first bytes and passed to FFmpeg, so a disguised playlist can't open addresses.
    """
    file.seek(0)
    head = file.read(16)
    file.seek(0)
    for name, (media_type, offset, magic) in CONTAINERS.items():
        if head[offset:].startswith(magic):
            try:
                return _probe(file, container=name, media_type=media_type)
            finally:
                file.seek(0)
    raise UploadRefused(_("The file is not a film. Use MP4 or WebM."))


def describe_master(master: FilmMaster) -> FilmMaster:
    """Set the master's properties from its file without saving; raise ``UploadRefused``."""
    probe = probe_film(master.file)
    master.media_type, master.duration = probe.media_type, probe.duration
    master.width, master.height = probe.width, probe.height
    master.size = master.file.size
    sha256 = hash_file(master.file)
    if sha256 != master.sha256:
        master.sha256, master.taken_in_at, master.shots = sha256, timezone.now(), None
    return master


def add_master(*, title: str, file: File, is_demonstration: bool = False) -> FilmMaster:
    """Store a new master with its properties and SHA-256; raise ``UploadRefused`` if the file isn't a film."""
    master = FilmMaster(title=title, file=file, is_demonstration=is_demonstration)
    describe_master(master).save()
    return master


def _probe(file: File | BinaryIO, *, container: str, media_type: str) -> FilmProbe:
    import av  # FFmpeg's libraries are slow to load, and only this needs them

    try:
        with av.open(file, mode="r", format=container) as film:
            picture = film.streams.video[0] if film.streams.video else None
            if picture is None:
                raise ValueError("no picture")
            next(film.decode(picture))
            seconds = (film.duration or 0) / av.time_base
            return FilmProbe(media_type, timedelta(seconds=seconds), picture.width, picture.height)
    except (av.error.FFmpegError, StopIteration, ValueError) as error:
        raise UploadRefused(_("The film can't be played because its picture does not decode.")) from error
