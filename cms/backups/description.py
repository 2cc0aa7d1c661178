"""Description of one back-up: ``backup.json`` with what it holds, and ``files.jsonl`` with a line for each file."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from cms.backups.content import UNFINISHED, Content, read_content, write_file
from cms.backups.failures import BackupDamaged, BackupFailed
from cms.backups.tables import TableContent

FORMAT = 1
NAME, MANIFEST, CONTENTS = "backup.json", "files.jsonl", "contents"


@dataclass(frozen=True, slots=True)
class ManifestEntry:
    """A file of the storage: its name there, its content, and the storage's time of it."""

    name: str
    size: int
    sha256: str
    modified_at: str

    @property
    def content(self) -> Content:
        return Content(self.sha256, self.size)


@dataclass(frozen=True)
class BackupDescription:
    """``database`` names its file and the version of PostgreSQL's tools (0 for SQLite); ``parts`` has names of files.

    ``contents`` are the digests of every file in the back-up's own folder.
    """

    product: str
    started_at: str
    finished_at: str
    vendor: str
    database: str
    tools: int
    migrations: list[str]
    tables: dict[str, TableContent]
    files: int
    bytes: int
    copied: int
    parts: dict[str, list[str]]
    contents: dict[str, Content]
    format: int = FORMAT
    notes: list[str] = field(default_factory=list)

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables.values())


def write_description(folder: Path, description: BackupDescription) -> None:
    text = json.dumps(asdict(description), indent=1, ensure_ascii=False, sort_keys=True)
    write_file(folder / NAME, [text.encode(), b"\n"])


def read_description(folder: Path) -> BackupDescription:
    """Return the description of a finished back-up; raise ``BackupFailed`` for anything else."""
    if folder.name.endswith(UNFINISHED):
        raise BackupFailed(
            f"{folder} is a back-up that didn't finish. Choose a folder without “{UNFINISHED}” at its end."
        )
    try:
        values: dict[str, Any] = json.loads((folder / NAME).read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise BackupFailed(f"{folder} isn't a back-up: {NAME} can't be read ({error}).") from error
    if values.get("format") != FORMAT:
        raise BackupFailed(
            f"{folder} was made in format {values.get('format')}, and this version reads {FORMAT}. Restore it with the "
            f"version that made it: {values.get('product')}."
        )
    values["tables"] = {name: TableContent(**table) for name, table in values["tables"].items()}
    values["contents"] = {name: Content(**content) for name, content in values["contents"].items()}
    return BackupDescription(**values)


def write_manifest(folder: Path, entries: Iterable[ManifestEntry]) -> None:
    write_file(folder / MANIFEST, (json.dumps(asdict(entry), ensure_ascii=False).encode() + b"\n" for entry in entries))


def read_manifest(folder: Path) -> list[ManifestEntry]:
    with (folder / MANIFEST).open(encoding="utf-8") as lines:
        return [ManifestEntry(**json.loads(line)) for line in lines]


def measure_folder(folder: Path) -> dict[str, Content]:
    """Return the content of every file in the folder, by its path in it, without the description itself."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and path != folder / NAME)
    return {path.relative_to(folder).as_posix(): read_content(path) for path in paths}


def require_whole(folder: Path, description: BackupDescription) -> None:
    """Read the folder again; raise ``BackupDamaged`` if a file isn't what was written."""
    found = measure_folder(folder)
    names = sorted(found.keys() | description.contents.keys())
    damaged = [name for name in names if found.get(name) != description.contents.get(name)]
    if damaged:
        raise BackupDamaged(f"{folder} is damaged: {', '.join(damaged)}. Use another back-up.")


def list_backups(target: Path) -> list[Path]:
    """Return the folders of finished back-ups, the oldest first: their names begin with their time."""
    return sorted(path.parent for path in target.glob(f"*/{NAME}") if not path.parent.name.endswith(UNFINISHED))
