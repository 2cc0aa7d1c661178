"""Restoring a back-up into an empty installation, and comparing every row and file with it."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.core.management import call_command
from django.db import connection

from cms.backups import database
from cms.backups.content import ContentStore
from cms.backups.description import (
    CONTENTS,
    BackupDescription,
    ManifestEntry,
    read_description,
    read_manifest,
    require_whole,
)
from cms.backups.failures import BackupDamaged, BackupFailed, RestoreDiffers, explained
from cms.backups.files import compare_file_names, get_storage, restore_files
from cms.backups.parts import finish_restore, list_parts
from cms.backups.tables import compare

Say = Callable[[str], None]
_SHOWN = 20


@dataclass(frozen=True)
class OpenedBackup:
    """A back-up that was read again from its first byte to its last."""

    folder: Path
    description: BackupDescription
    entries: list[ManifestEntry]

    @property
    def store(self) -> ContentStore:
        return ContentStore(self.folder.parent / CONTENTS)


def open_backup(folder: Path) -> OpenedBackup:
    """Read the back-up with the contents of its files; raise ``BackupFailed`` if anything isn't as it was written."""
    with explained(folder, kept="Nothing was restored."):
        description = read_description(folder)
        require_whole(folder, description)
        backup = OpenedBackup(folder, description, read_manifest(folder))
        damaged = [entry.name for entry in backup.entries if not backup.store.is_whole(entry.content)]
    if damaged:
        raise BackupDamaged(
            f"{len(damaged)} files in {folder.parent / CONTENTS} are damaged or missing, {damaged[0]} among them. "
            "Nothing was restored. Use another back-up."
        )
    return backup


def restore_backup(*, folder: Path, at: datetime, say: Say) -> None:
    """Fill the empty installation with the back-up; raise ``BackupFailed``, with what to do, if that can't be done.

    Nothing is written before the back-up was read as a whole and the installation was found empty.
    """
    backup = open_backup(folder)
    say(f"The back-up of {backup.description.finished_at} is whole; version {backup.description.product} made it.")
    _require_fitting(backup.description)
    _require_empty(backup)
    differences = _fill(backup, say=say)
    description = backup.description
    say(
        f"Compared with the back-up: {len(description.tables)} tables with {description.rows} rows, "
        f"{description.files} files. Differences: {len(differences)}."
    )
    if differences:
        raise RestoreDiffers("\n".join(["What was restored differs from the back-up:", *differences[:_SHOWN]]))
    call_command("migrate", interactive=False, verbosity=0)
    say("Database: its tables and triggers are up to date.")
    for sentence in finish_restore(at=at):
        say(sentence)


def _fill(backup: OpenedBackup, *, say: Say) -> list[str]:
    """Restore database, files and parts; return a sentence for each difference."""
    kept = "What was restored until now is kept. Empty the database and the storage before you restore again."
    with explained("the database", kept="Nothing was restored."):
        found = database.load(backup.folder, tools=backup.description.tools)
    differences = compare(backup.description.tables, found)
    say(f"Database: {sum(table.rows for table in found.values())} rows restored.")
    with explained("the storage", kept=kept):
        differences += restore_files(backup.entries, store=backup.store)
        differences += compare_file_names(backup.entries)
        say(f"Files: {len(backup.entries)} restored and read again.")
        for part in list_parts():
            folder = part.find_folder()
            for name in backup.description.parts.get(part.name, ()):
                folder.mkdir(parents=True, exist_ok=True, mode=0o700)
                shutil.copyfile(backup.folder / part.name / name, folder / name)
                (folder / name).chmod(0o600 if part.is_secret else 0o640)
    return differences


def _require_fitting(description: BackupDescription) -> None:
    """Raise ``BackupFailed`` unless this version can read that database."""
    if description.vendor != connection.vendor:
        raise BackupFailed(
            f"The back-up is of {description.vendor}, and DATABASE_URL names a database of {connection.vendor}. Set "
            f"DATABASE_URL to an empty {description.vendor} database."
        )
    database.require_tools(tools=description.tools)
    unknown = sorted(set(description.migrations) - database.list_known_migrations())
    if unknown:
        raise BackupFailed(
            f"The back-up was made by a newer version, {description.product}, which has {unknown[0]}. Install that "
            "version or a later one, and restore with it."
        )


def _require_empty(backup: OpenedBackup) -> None:
    """Raise ``BackupFailed`` if anything would be lost or mixed."""
    with explained("the storage", kept="Nothing was restored."):
        file = next(iter(get_storage().list_files()), None)
    filled = database.find_filled_tables()
    there = [
        path
        for part in list_parts()
        for path in part.list_files()
        if not _may_stay(path, copy=backup.folder / part.name / path.name, is_secret=part.is_secret)
    ]
    found = [
        f"{len(filled)} tables with rows ({filled[0]})" if filled else "",
        f"files in the storage ({file.name})" if file else "",
        f"{there[0]}" if there else "",
    ]
    if any(found):
        raise BackupFailed(
            f"This installation isn't empty: {', '.join(filter(None, found))}. Nothing was changed. Restore into an "
            "empty database, an empty storage and an empty DATA_DIR; docs/operating.md says how to make them."
        )


def _may_stay(path: Path, *, copy: Path, is_secret: bool) -> bool:
    """Return whether the file is what would be restored, or a secret that the back-up lacks and somebody put there."""
    return path.read_bytes() == copy.read_bytes() if copy.exists() else is_secret
