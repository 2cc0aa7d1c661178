"""Replacement of a local file as a whole, so that a reader gets either the old one or the new one."""

import os
import tempfile
from pathlib import Path


def replace_text(path: Path, text: str, *, mode: int = 0o600) -> None:
    """Write the file with these permissions; it is on disk before it takes the place of the old one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(mode)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
