"""Parts of a back-up besides database and files, and steps after a restore; apps register theirs at their start."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cms.backups.failures import BackupFailed

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class LocalFiles:
    """Files of a local folder.

    ``before_database``: rows of the database replace these files, so they are taken first: twice is harmless, never
    isn't. ``is_secret``: taken only if it is asked for, and readable by the owner alone.
    """

    name: str
    find_folder: Callable[[], Path]
    patterns: tuple[str, ...]
    before_database: bool = False
    is_secret: bool = False

    def list_files(self) -> list[Path]:
        folder = self.find_folder()
        return sorted(path for pattern in self.patterns for path in folder.glob(pattern) if path.is_file())


Step = Callable[..., list[str]]
_parts: dict[str, LocalFiles] = {}
_steps: dict[str, Step] = {}


def register_part(part: LocalFiles) -> None:
    _parts[part.name] = part


def register_after_restore(name: str, step: Step) -> None:
    """Add a step after a restore, in the order of the apps: ``step(at=now)`` returns sentences about what it did.

    It derives anew what isn't taken from the back-up, or looks whether what was restored is true.
    """
    _steps[name] = step


def list_parts(*, before_database: bool | None = None) -> list[LocalFiles]:
    return [part for part in _parts.values() if before_database in {None, part.before_database}]


def finish_restore(**arguments: Any) -> Iterator[str]:
    """Run every step and yield its sentences; raise ``BackupFailed`` at the end if any failed."""
    failed = []
    for name, step in _steps.items():
        try:
            yield from step(**arguments)
        except Exception:
            logger.exception("After the restore, the step of “%s” failed.", name)
            failed.append(name)
    if failed:
        raise BackupFailed(
            f"Everything is restored, but what is derived from it isn't: the steps of {', '.join(failed)} failed, as "
            "the log says. Mend that before you start the site."
        )
