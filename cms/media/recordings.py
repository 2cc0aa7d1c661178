"""Import of recordings: each is encoded anew, measured and hashed before it is stored."""

from collections.abc import Mapping

from django.core.files.base import File

from cms.files.uploads import clean_recording, hash_file
from cms.media.models import Recording


def take_in_recording(recording: Recording, file: File) -> File:
    """Set the recording's file and its properties without saving; return the file. Raise ``UploadRefused``."""
    rebuilt = clean_recording(file)
    recording.file = rebuilt.file
    recording.media_type, recording.duration = rebuilt.media_type, rebuilt.duration
    recording.size, recording.sha256 = rebuilt.file.size, hash_file(rebuilt.file)
    return rebuilt.file


def add_recording(
    *, title: str, file: File, is_demonstration: bool = False, rights: Mapping[str, str] | None = None
) -> Recording:
    """Store a new recording, encoded anew, with the fields of its record of rights; raise ``UploadRefused``."""
    recording = Recording(title=title, is_demonstration=is_demonstration, **(rights or {}))
    take_in_recording(recording, file)
    recording.save()
    return recording
