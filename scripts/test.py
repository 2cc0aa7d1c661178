"""`make test`: every test on PostgreSQL, then again on SQLite and with files in S3 where that could differ.

Arguments go to pytest. With a path among them, only the first pass is made.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Pass:
    """One run of pytest on one set of real parts."""

    title: str
    database: str
    storage: str
    marker: str | None = None


PASSES = (
    Pass("everything on PostgreSQL, files on disk", "postgresql", "disk"),
    Pass("what must hold on SQLite too", "sqlite", "disk", "both_databases or walk"),
    Pass("the walk with files in S3", "postgresql", "s3", "walk"),
)


def main(arguments: list[str]) -> int:
    """Run the passes one after another; return 1 if any failed."""
    chosen = any((ROOT / argument.split("::")[0]).exists() for argument in arguments)
    failed = False
    for one in PASSES[:1] if chosen else PASSES:
        print(f"\n== {one.title}", flush=True)
        started = time.monotonic()
        environment = {**os.environ, "DATABASE": one.database, "STORAGE": one.storage}
        environment.pop("DATABASE_URL", None)
        marker = ["-m", one.marker] if one.marker else []
        command = [sys.executable, "-m", "pytest", "-q", *marker, *arguments]
        failed |= subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode != 0
        print(f"== {one.title}: {time.monotonic() - started:.0f} s", flush=True)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
