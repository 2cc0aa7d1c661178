"""Taking a back-up: spool, database, files, the rest; read again; and only then named as a whole one.

Files are never overwritten, so after the database every row's file is there. A scan in the spool may be in the
database too by then, which counts it once; taken later it could be in neither.
"""

import fcntl
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils import timezone

from cms.backups import database
from cms.backups.content import UNFINISHED, ContentStore, read_chunks, sync_folder, write_file
from cms.backups.description import (
    CONTENTS,
    BackupDescription,
    list_backups,
    measure_folder,
    read_manifest,
    require_whole,
    write_description,
    write_manifest,
)
from cms.backups.failures import BackupFailed, explained
from cms.backups.files import FileCopier
from cms.backups.parts import LocalFiles, list_parts
from cms.backups.record import BackupRecord, write_record
from cms.version import VERSION

Say = Callable[[str], None]
KEPT = "Nothing of this back-up was kept; earlier ones are as they were."


def make_backup(*, target: Path, at: datetime, with_secrets: bool, keep: int, say: Say) -> Path:
    """Take a back-up into a new folder in ``target`` and return it; raise ``BackupFailed`` with what to do.

    Of older back-ups the newest remain, so that there are ``keep``.
    """
    _require_outside(target)
    with explained(target, kept=KEPT), _locked(target):
        for left in target.glob(f"*{UNFINISHED}"):
            shutil.rmtree(left)
        folder = _find_free_name(target, at=at)
        unfinished = folder.with_name(f"{folder.name}{UNFINISHED}")
        unfinished.mkdir(mode=0o700)
        try:
            description = _fill(unfinished, target=target, at=at, with_secrets=with_secrets, say=say)
            unfinished.rename(folder)
        except BaseException:
            shutil.rmtree(unfinished, ignore_errors=True)
            raise
        sync_folder(target)
    with explained(target, kept=f"The back-up {folder.name} is whole and kept."):
        _forget_old(target, keep=keep, say=say)
        write_record(BackupRecord(description.finished_at, folder.name, description.rows, description.files))
    return folder


def _fill(folder: Path, *, target: Path, at: datetime, with_secrets: bool, say: Say) -> BackupDescription:
    parts = {part.name: _take_part(part, folder) for part in list_parts(before_database=True)}
    copy = database.dump(folder)
    rows = sum(table.rows for table in copy.tables.values())
    say(f"Database: {len(copy.tables)} tables with {rows} rows, read again.")
    former = list_backups(target)[-1:]
    copier = FileCopier(ContentStore(target / CONTENTS), former=read_manifest(former[0]) if former else ())
    entries = copier.copy_all()
    write_manifest(folder, entries)
    say(f"Files: {len(entries)}, of which {copier.copied} are new here; all were read again.")
    notes = [*copier.notes]
    for part in list_parts(before_database=False):
        if part.is_secret and not with_secrets:
            notes += [_say_is_missing(part)] if part.list_files() else []
        else:
            parts[part.name] = _take_part(part, folder)
    for sentence in notes:
        say(sentence)
    description = BackupDescription(
        product=VERSION,
        started_at=at.isoformat(),
        finished_at="",
        vendor=connection.vendor,
        database=copy.name,
        tools=copy.tools,
        migrations=database.list_migrations(),
        tables=copy.tables,
        files=len(entries),
        bytes=sum(entry.size for entry in entries),
        copied=copier.copied,
        parts=parts,
        contents=measure_folder(folder),
        notes=notes,
    )
    description = replace(description, finished_at=timezone.now().isoformat())
    write_description(folder, description)
    sync_folder(folder)
    require_whole(folder, description)
    return description


def _take_part(part: LocalFiles, folder: Path) -> list[str]:
    """Copy a part's files, and return their names. One that is gone meanwhile is in the database by now."""
    copy = folder / part.name
    copy.mkdir(mode=0o700)
    names = []
    for path in part.list_files():
        try:
            write_file(copy / path.name, read_chunks(path))
        except FileNotFoundError:
            (copy / path.name).unlink(missing_ok=True)
        else:
            names.append(path.name)
    return names


def _say_is_missing(part: LocalFiles) -> str:
    return (
        f"Not in this back-up, because it is secret: {', '.join(str(path) for path in part.list_files())}. Keep a copy "
        "of it apart from the back-ups, or run this command with --with-key."
    )


def _require_outside(target: Path) -> None:
    """Raise ``BackupFailed`` for a folder in the files' own folder: each back-up would hold those before it."""
    location = settings.STORAGES["default"]["OPTIONS"].get("location")
    if location and target.resolve().is_relative_to(Path(location).resolve()):
        raise BackupFailed(f"{target} is in the folder of the files themselves. Choose one on another disk.")


def _find_free_name(target: Path, *, at: datetime) -> Path:
    folder = target / f"{at:%Y%m%dT%H%M%S%fZ}"
    if folder.exists():
        raise BackupFailed(f"{folder} exists already. Look at the machine's clock, then run the command again.")
    return folder


@contextmanager
def _locked(target: Path) -> Iterator[None]:
    """No other back-up into the same folder meanwhile."""
    target.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (target / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BackupFailed(f"Another back-up into {target} is under way. Wait until it has ended.") from error
        yield


def _forget_old(target: Path, *, keep: int, say: Say) -> None:
    """Delete the oldest back-ups, and the contents that none of the others has."""
    backups = list_backups(target)
    old = backups[:-keep]
    for folder in old:
        gone = folder.with_name(f"{folder.name}{UNFINISHED}")  # half deleted it is nobody's back-up
        folder.rename(gone)
        shutil.rmtree(gone)
    wanted = {entry.sha256 for folder in backups[-keep:] for entry in read_manifest(folder)}
    ContentStore(target / CONTENTS).keep_only(wanted)
    if old:
        say(f"Deleted back-ups that are older than the newest {keep}: {', '.join(folder.name for folder in old)}.")
