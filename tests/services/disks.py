"""A small disk for tests of a full one: a file system in memory, which only root may mount."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.services.processes import ServiceFailed

SIZE = 24 * 1024 * 1024
_BLOCK = 64 * 1024


@dataclass(frozen=True)
class SmallDisk:
    """``fill`` leaves this many bytes free, ``free`` gives the rest back."""

    folder: Path
    size: int = SIZE

    def fill(self, *, leave: int = 0) -> None:
        state = os.statvfs(self.folder)
        wanted = state.f_bavail * state.f_frsize - leave
        with (self.folder / "ballast").open("wb") as file:
            while wanted > 0:
                wanted -= file.write(bytes(min(_BLOCK, wanted)))
                file.flush()

    def free(self) -> None:
        (self.folder / "ballast").unlink()


@contextmanager
def mount_small_disk(folder: Path) -> Iterator[SmallDisk]:
    """Mount it at ``folder``; if that isn't allowed, raise ``ServiceFailed`` with what to do."""
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", folder], capture_output=True, text=True, check=False
    )
    if mounted.returncode:
        raise ServiceFailed(f"A small disk can't be mounted. Run the tests as root: sudo make test\n{mounted.stderr}")
    try:
        yield SmallDisk(folder)
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)
