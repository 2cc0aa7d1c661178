"""`make check`: everything that can be said about the tree without running tests, several at a time."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
PYTHON = sys.executable
# Enough for production settings to start; nothing is connected to.
PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "cms.settings.production",
    "SECRET_KEY": secrets.token_urlsafe(64),
    "ALLOWED_HOSTS": "example.org",
    "SITE_ADDRESS": "https://example.org",
    "DATABASE_URL": "postgresql://nobody@localhost/none",
}


@dataclass(frozen=True)
class Check:
    """One command that must end with 0."""

    title: str
    command: list[str]
    environment: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Outcome:
    """How a check ended."""

    check: Check
    failed: bool
    seconds: float
    output: str


def list_checks() -> list[Check]:
    """Return every check, the slowest first."""
    manage = [PYTHON, "manage.py"]
    templates = sorted(
        str(path.relative_to(ROOT)) for path in ROOT.glob("*/**/templates/**/*.html") if BIN not in path.parents
    )
    templates = [name for name in templates if not name.startswith(".")]
    return [
        Check("types", [str(BIN / "mypy")]),
        Check("import contracts", [str(BIN / "lint-imports"), "--no-cache"]),
        Check("migrations", [*manage, "makemigrations", "--check", "--dry-run"]),
        Check("system checks", [*manage, "check", "--fail-level", "WARNING"]),
        Check("system checks for production", [*manage, "check", "--deploy", "--fail-level", "WARNING"], PRODUCTION),
        Check("catalogues", [PYTHON, "-m", "translations.catalogues", "check"]),
        Check("lint", [str(BIN / "ruff"), "check", "."]),
        Check("format", [str(BIN / "ruff"), "format", "--check", "--quiet", "."]),
        Check("templates", [str(BIN / "djhtml"), "--check", "--tabwidth", "2", *templates]),
        Check("house rules", [PYTHON, "scripts/house_rules.py"]),
    ]


def run_check(check: Check, *, data: str) -> Outcome:
    """Run one check with its output kept."""
    started = time.monotonic()
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "cms.settings.test", "DATA_DIR": data, **check.environment}
    done = subprocess.run(check.command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    return Outcome(check, done.returncode != 0, time.monotonic() - started, done.stdout + done.stderr)


def main() -> int:
    """Run all checks; print one line for each, and the output of those that failed."""
    failures = []
    with tempfile.TemporaryDirectory() as data, ThreadPoolExecutor(os.cpu_count() or 2) as pool:
        for outcome in pool.map(lambda check: run_check(check, data=data), list_checks()):
            print(
                f"{'FAILED' if outcome.failed else 'ok':>6}  {outcome.check.title} ({outcome.seconds:.1f} s)",
                flush=True,
            )
            if outcome.failed:
                failures.append(outcome)
    for outcome in failures:
        print(f"\n== {outcome.check.title}: {' '.join(outcome.check.command[:6])}\n{outcome.output}", flush=True)
    return int(bool(failures))


if __name__ == "__main__":
    sys.exit(main())
