"""`make test`: all tests on PostgreSQL and, beside them, those that could differ on SQLite and with files in S3.

Arguments are passed to pytest. If one of them is a path, only the first pass runs.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
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


@dataclass(frozen=True)
class Outcome:
    """The end of a pass; ``output`` is empty if it was shown."""

    failed: bool
    output: str
    summary: str


PASSES = (
    Pass("everything on PostgreSQL, files on disk", "postgresql", "disk"),
    Pass("tests for both databases on SQLite", "sqlite", "disk", "both_databases or walk"),
    Pass("the walk with files in S3", "postgresql", "s3", "walk"),
)


def main(arguments: list[str]) -> int:
    """Run the passes side by side: tests wait much, for servers and browsers. Return 1 if any failed."""
    # Without Lao's own catalogue Django doesn't know the language, and links to it lead nowhere.
    subprocess.run([sys.executable, "-m", "translations", "compile"], cwd=ROOT, stdout=subprocess.DEVNULL, check=True)
    others = () if any((ROOT / argument.split("::")[0]).exists() for argument in arguments) else PASSES[1:]
    with ThreadPoolExecutor(len(PASSES)) as pool:
        beside = [pool.submit(run_pass, other, arguments=[*arguments, "-n", "0"], quiet=True) for other in others]
        print(f"\n== {PASSES[0].title}", flush=True)
        outcomes = [run_pass(PASSES[0], arguments=arguments)]
        print(outcomes[0].summary, flush=True)
        for future in beside:
            outcomes.append(future.result())
            print(f"\n{outcomes[-1].output}{outcomes[-1].summary}", flush=True)
    return int(any(outcome.failed for outcome in outcomes))


def run_pass(test_pass: Pass, *, arguments: list[str], quiet: bool = False) -> Outcome:
    """Run pytest; a ``quiet`` run's output is returned instead of shown."""
    started = time.monotonic()
    environment = {**os.environ, "DATABASE": test_pass.database, "STORAGE": test_pass.storage}
    environment.pop("DATABASE_URL", None)
    # A run starts hundreds of processes: without bytecode each would compile every module that it imports.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    chosen = ["-m", test_pass.marker, *find_files(test_pass.marker)] if test_pass.marker else []
    command = [sys.executable, "-m", "pytest", "-q", *chosen, *arguments]
    output = subprocess.PIPE if quiet else None
    done = subprocess.run(
        command, cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT, text=True, check=False
    )
    summary = f"== {test_pass.title}: {time.monotonic() - started:.0f} s"
    return Outcome(done.returncode != 0, done.stdout or "", summary)


def find_files(marker: str) -> list[str]:
    """Return the test files that use one of the markers. Importing all the others would take longer than the tests."""
    names = [f"mark.{word}" for word in marker.split(" or ")]
    files = sorted((ROOT / "tests").rglob("test_*.py"))
    return [str(path.relative_to(ROOT)) for path in files if any(name in path.read_text() for name in names)]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
