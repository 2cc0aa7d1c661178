"""`make check`: linters, types, import contracts and system checks, several at a time. Runs no tests."""

from __future__ import annotations

import os
import secrets
import shutil
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
NODE_BIN = ROOT / "node_modules" / ".bin"
NODE_MISSING = "Node.js is missing. Run (as root): apt-get install -y nodejs npm\n"
NODE_PACKAGES_MISSING = "The linters of package-lock.json are not installed. Run: make install-dev\n"
# Enough for production settings to load; no connection is made.
PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "cms.settings.production",
    "SECRET_KEY": secrets.token_urlsafe(64),
    "ALLOWED_HOSTS": "example.org",
    "SITE_ADDRESS": "https://example.org",
    "DATABASE_URL": "postgresql://nobody@localhost/none",
    "TRUSTED_PROXIES": "unix",
    # Not this machine's demonstration authority, of which the check would warn.
    "SIGNING_KEY_FILE": str(ROOT / "none"),
}


@dataclass(frozen=True)
class Check:
    """A command that must exit with 0."""

    title: str
    command: list[str]
    environment: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Outcome:
    """The result of one check."""

    check: Check
    failed: bool
    seconds: float
    output: str


def list_checks() -> list[Check]:
    """Return every check, the slowest first."""
    manage = [PYTHON, "manage.py"]
    templates = sorted(
        str(path.relative_to(ROOT))
        for app in ("cms", "outreach")
        for path in ROOT.glob(f"{app}/**/templates/**/*.html")
    )
    return [
        Check("types", [str(BIN / "mypy")]),
        Check("import contracts", [str(BIN / "lint-imports"), "--no-cache"]),
        Check("migrations", [*manage, "makemigrations", "--check", "--dry-run"]),
        Check("system checks", [*manage, "check", "--fail-level", "WARNING"]),
        Check("system checks for production", [*manage, "check", "--deploy", "--fail-level", "WARNING"], PRODUCTION),
        Check("catalogues", [PYTHON, "-m", "translations", "check"]),
        Check("lint", [str(BIN / "ruff"), "check", "."]),
        Check("format", [str(BIN / "ruff"), "format", "--check", "--quiet", "."]),
        Check("templates", [str(BIN / "djhtml"), "--check", "--tabwidth", "2", *templates]),
        Check("house rules", [PYTHON, "scripts/house_rules.py"]),
        Check("styles", [str(NODE_BIN / "stylelint"), "static/**/*.css", "campaigns/**/*.css"]),
        Check("scripts", [str(NODE_BIN / "biome"), "ci", "--colors=off", "."]),
    ]


def find_missing(check: Check) -> str:
    """Return which program the check lacks, with the command that installs it; empty if it can run."""
    program = Path(check.command[0])
    if NODE_BIN not in program.parents:
        return ""
    if shutil.which("node") is None:
        return NODE_MISSING
    return "" if program.exists() else NODE_PACKAGES_MISSING


def run_check(check: Check, *, data: str) -> Outcome:
    """Run one check and capture its output."""
    started = time.monotonic()
    if missing := find_missing(check):
        return Outcome(check, failed=True, seconds=0, output=missing)
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "cms.settings.test", "DATA_DIR": data, **check.environment}
    done = subprocess.run(check.command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    return Outcome(check, done.returncode != 0, time.monotonic() - started, done.stdout + done.stderr)


def main() -> int:
    """Run all checks; print one line for each, then the output of those that failed."""
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
