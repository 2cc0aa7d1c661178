"""The places that keep checkpoints: the database, the file storage, and a journal beside the signing key.

An attacker with the database and the storage can empty both; the journal and what was mailed remain. A second journal
says what was mailed, and when.
"""

import json
import os
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from cms.files.replacement import replace_text
from outreach.ledger.models import Checkpoint

FOLDER = "ledger/checkpoints"
CHECKPOINTS, MAILS = "checkpoints.jsonl", "mailed.jsonl"


class CheckpointPlace(StrEnum):
    DATABASE = "database"
    STORAGE = "storage"
    JOURNAL = "journal"


class PlaceUnreadable(Exception):
    """The checkpoints of a place can't be read now."""


def read_notes(place: CheckpointPlace) -> list[str]:
    """Return the checkpoints that the place keeps, as they were signed; raise ``PlaceUnreadable``."""
    if place is CheckpointPlace.DATABASE:
        return list(Checkpoint.objects.order_by("size").values_list("note", flat=True))
    try:
        return _read_journal(CHECKPOINTS) if place is CheckpointPlace.JOURNAL else _read_storage()
    except Exception as error:  # storages raise errors of their own libraries
        raise PlaceUnreadable(str(error)) from error


def write_note(place: CheckpointPlace, note: str, *, size: int, at: datetime) -> None:
    if place is CheckpointPlace.DATABASE:
        Checkpoint.objects.create(size=size, note=note, made_at=at)
    elif place is CheckpointPlace.STORAGE:
        default_storage.save(f"{FOLDER}/{size:012d}.txt", ContentFile(note.encode()))
    else:
        _append_to_journal(CHECKPOINTS, note)


def set_aside_later(size: int) -> int:
    """Move checkpoints of more than ``size`` events out of the storage and the journal; return how many sizes."""
    journal = _read_journal(CHECKPOINTS)
    later = {note for note in [*journal, *_read_storage()] if _get_size(note) > size}
    if not later:
        return 0
    path = _get_journal(CHECKPOINTS)
    aside = path.with_name("later-checkpoints.jsonl")
    with aside.open("a", encoding="utf-8") as file:
        file.writelines(json.dumps(note) + "\n" for note in sorted(later, key=_get_size))
    for name in default_storage.listdir(FOLDER)[1]:
        with default_storage.open(f"{FOLDER}/{name}") as file:
            is_later = file.read().decode() in later
        if is_later:
            default_storage.delete(f"{FOLDER}/{name}")
    replace_text(path, "".join(json.dumps(note) + "\n" for note in journal if note not in later))
    return len({_get_size(note) for note in later})


def _get_size(note: str) -> int:
    lines = note.splitlines()
    return int(lines[1]) if len(lines) > 1 and lines[1].isdecimal() else 0


@dataclass(frozen=True)
class Mail:
    """A mail that was sent: its checkpoint, empty if none was left, and whether it was an alarm."""

    note: str
    at: datetime
    is_alarm: bool


def read_mails() -> list[Mail]:
    """Return the mails that were sent, as the journal beside the signing key has them; raise ``PlaceUnreadable``."""
    try:
        rows = _read_journal(MAILS)
        return [Mail(row["note"], datetime.fromisoformat(row["at"]), row["is_alarm"]) for row in rows]
    except Exception as error:
        raise PlaceUnreadable(str(error)) from error


def note_mail(mail: Mail) -> None:
    _append_to_journal(MAILS, {"note": mail.note, "at": mail.at.isoformat(), "is_alarm": mail.is_alarm})


def _append_to_journal(name: str, entry: Any) -> None:
    path = _get_journal(name)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with path.open("a", encoding="utf-8") as journal:
        journal.write(json.dumps(entry) + "\n")
        journal.flush()
        os.fsync(journal.fileno())


def _get_journal(name: str) -> Path:
    return Path(settings.LEDGER_KEY_FILE).with_name(name)


def _read_journal(name: str) -> list[Any]:
    path = _get_journal(name)
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
