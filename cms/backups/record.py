"""Record of the last back-up that succeeded, in ``DATA_DIR/backup.json``, for whoever watches the installation."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings

from cms.files.replacement import replace_text

NAME = "backup.json"


@dataclass(frozen=True)
class BackupRecord:
    """``finished_at`` is in ISO 8601, ``folder`` is the name of the back-up in its target."""

    finished_at: str
    folder: str
    rows: int
    files: int

    @property
    def time(self) -> datetime:
        return datetime.fromisoformat(self.finished_at)


def write_record(record: BackupRecord) -> None:
    replace_text(_get_path(), json.dumps(asdict(record)))


def read_record() -> BackupRecord | None:
    """Return the last success; None if none is recorded. Raise ``ValueError`` if the record can't be read."""
    path = _get_path()
    if not path.exists():
        return None
    try:
        return BackupRecord(**json.loads(path.read_text("utf-8")))
    except TypeError as error:
        raise ValueError(f"{path} isn't the record of a back-up.") from error


def _get_path() -> Path:
    return Path(settings.DATA_DIR) / NAME
