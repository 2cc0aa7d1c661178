"""Failures of a back-up or a restore: sentences that say what is kept and what to do, with the command's exit code."""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum

from cms.monitoring.machine_failures import MachineFailure, find_failure


class ExitCode(IntEnum):
    IMPOSSIBLE = 2
    DISK_FULL = 3
    DAMAGED = 4
    DIFFERENT = 5


class BackupFailed(Exception):
    """The back-up or the restore can't be done."""

    code = ExitCode.IMPOSSIBLE


class DiskFull(BackupFailed):
    code = ExitCode.DISK_FULL


class BackupDamaged(BackupFailed):
    """The back-up isn't what was written."""

    code = ExitCode.DAMAGED


class RestoreDiffers(BackupFailed):
    """The installation isn't what was backed up."""

    code = ExitCode.DIFFERENT


@contextmanager
def explained(place: object, *, kept: str) -> Iterator[None]:
    """Turn an error of the disk at ``place``, or of the storage, into a sentence that ends with what is kept."""
    try:
        yield
    except BackupFailed:
        raise
    except Exception as error:
        failure = _explain(error, place=place, kept=kept)
        if failure is None:
            raise
        raise failure from error


def _explain(error: Exception, *, place: object, kept: str) -> BackupFailed | None:
    failure = find_failure(error)
    if failure is MachineFailure.STORAGE_AWAY:
        return BackupFailed(f"The server that keeps the files does not answer. {kept}")
    if failure is MachineFailure.DISK_FULL:
        return DiskFull(f"The disk of {place} is full. {kept} Free some space, and run the command again.")
    if isinstance(error, PermissionError):
        where = error.filename or place
        return BackupFailed(f"This user may not write {where}. {kept} Run the command as the user who owns it.")
    return BackupFailed(f"{place} can't be read or written ({error}). {kept}") if isinstance(error, OSError) else None
