"""`make test`: all tests on PostgreSQL, then those that could differ on SQLite and with files in S3.

Arguments are passed to pytest. If one of them is a path, only the first pass runs.
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
    """One run of pytest with one database and one storage."""

    title: str
    database: str
    storage: str
    marker: str | None = None


PASSES = (
    Pass("everything on PostgreSQL, files on disk", "postgresql", "disk"),
    Pass("tests for both databases on SQLite", "sqlite", "disk", "both_databases or walk"),
    Pass("the walk with files in S3", "postgresql", "s3", "walk"),
)


def main(arguments: list[str]) -> int:
    """Run the passes one after another; return 1 if any failed."""
    chosen = any((ROOT / argument.split("::")[0]).exists() for argument in arguments)
    failed = False
    for test_pass in PASSES[:1] if chosen else PASSES:
        print(f"\n== {test_pass.title}", flush=True)
        started = time.monotonic()
        environment = {**os.environ, "DATABASE": test_pass.database, "STORAGE": test_pass.storage}
        environment.pop("DATABASE_URL", None)
        marker = ["-m", test_pass.marker] if test_pass.marker else []
        command = [sys.executable, "-m", "pytest", "-q", *marker, *arguments]
        failed |= subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode != 0
        print(f"== {test_pass.title}: {time.monotonic() - started:.0f} s", flush=True)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
