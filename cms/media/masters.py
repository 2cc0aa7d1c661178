"""Import of film files: each is rebuilt, measured and hashed before it is stored."""

from collections.abc import Mapping

from django.core.files.base import File
from django.utils import timezone

from cms.files.uploads import LARGEST_FILM, clean_film, hash_file
from cms.media.models import FilmMaster


def take_in(master: FilmMaster, file: File, *, limit: int = LARGEST_FILM) -> File:
    """Set the master's file, rebuilt, and its properties without saving; return the file. Raise ``UploadRefused``."""
    film = clean_film(file, limit=limit)
    master.file = film.file
    master.media_type, master.duration = film.media_type, film.duration
    master.width, master.height = film.width, film.height
    master.size = film.file.size
    sha256 = hash_file(film.file)
    if sha256 != master.sha256:
        master.sha256, master.taken_in_at, master.shots = sha256, timezone.now(), None
        master.technical = None
    return film.file


def add_master(
    *, title: str, file: File, is_demonstration: bool = False, rights: Mapping[str, str] | None = None
) -> FilmMaster:
    """Store a new master, rebuilt, with its properties and SHA-256; raise ``UploadRefused`` if it isn't a film.

    ``rights`` are the fields of its record of rights.
    """
    master = FilmMaster(title=title, is_demonstration=is_demonstration, **(rights or {}))
    take_in(master, file)
    master.save()
    return master
