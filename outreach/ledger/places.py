"""The places that keep checkpoints: the database, the file storage, and a journal beside the signing key.

An attacker with the database and the storage can empty both; the journal and what was mailed remain.
"""

import json
import os
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from outreach.ledger.models import Checkpoint

FOLDER = "ledger/checkpoints"


class Place(StrEnum):
    DATABASE = "database"
    STORAGE = "storage"
    JOURNAL = "journal"


class PlaceUnreadable(Exception):
    """The checkpoints of a place can't be read now."""


def read_notes(place: Place) -> list[str]:
    """Return the checkpoints that the place keeps, as they were signed; raise ``PlaceUnreadable``."""
    if place is Place.DATABASE:
        return list(Checkpoint.objects.order_by("size").values_list("note", flat=True))
    try:
        return _read_journal() if place is Place.JOURNAL else _read_storage()
    except Exception as error:  # storages raise errors of their own libraries
        raise PlaceUnreadable(str(error)) from error


def write_note(place: Place, note: str, *, size: int, at: datetime) -> None:
    if place is Place.DATABASE:
        Checkpoint.objects.create(size=size, note=note, made_at=at)
    elif place is Place.STORAGE:
        default_storage.save(f"{FOLDER}/{size:012d}.txt", ContentFile(note.encode()))
    else:
        path = _get_journal()
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with path.open("a", encoding="utf-8") as journal:
            journal.write(json.dumps(note) + "\n")
            journal.flush()
            os.fsync(journal.fileno())


def _get_journal() -> Path:
    return Path(settings.LEDGER_KEY_FILE).with_name("checkpoints.jsonl")


def _read_journal() -> list[str]:
    path = _get_journal()
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def _read_storage() -> list[str]:
    try:
        names = default_storage.listdir(FOLDER)[1]
    except FileNotFoundError:  # a folder on disk before the first checkpoint; S3 lists nothing
        return []
    notes = []
    for name in sorted(names):
        with default_storage.open(f"{FOLDER}/{name}") as file:
            notes.append(file.read().decode())
    return notes
