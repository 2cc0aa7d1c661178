"""`make outdated`: say which locked packages have a newer version. Changes nothing; `make lock` refreshes the locks."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
_PIN = re.compile(r"^([A-Za-z0-9][\w.-]*)(?:\[[^\]]*\])?==(\S+)", re.MULTILINE)


@dataclass(frozen=True)
class OldPackage:
    """``wanted`` is the range that pyproject.toml allows; empty for what only another package asks for."""

    name: str
    locked: str
    newest: str
    wanted: str


def find_old(listed: str, *, lock: str, project: str) -> list[OldPackage]:
    """Return the packages of the lock that pip's list of outdated ones names."""
    locked = {_normalize(name): version for name, version in _PIN.findall(lock)}
    ranges = _read_ranges(project)
    return [
        OldPackage(name, locked[name], entry["latest_version"], ranges.get(name, ""))
        for entry in json.loads(listed)
        if (name := _normalize(entry["name"])) in locked and entry["latest_version"] != locked[name]
    ]


def _read_ranges(project: str) -> dict[str, str]:
    values = tomllib.loads(project)["project"]
    wanted = [*values["dependencies"], *(text for group in values["optional-dependencies"].values() for text in group)]
    parts = [re.fullmatch(r"([\w.-]+)(?:\[[^\]]*\])?\s*(.*)", text) for text in wanted]
    return {_normalize(part[1]): part[2] for part in parts if part}


def _normalize(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def main() -> int:
    command = [sys.executable, "-m", "pip", "list", "--outdated", "--format=json", "--disable-pip-version-check"]
    listed = subprocess.run(command, capture_output=True, text=True, check=False)
    if listed.returncode:
        print(f"The package index doesn't answer; run it again later.\n{listed.stderr}", file=sys.stderr)
        return 1
    lock = (ROOT / "requirements-dev.lock").read_text("utf-8")
    old = find_old(listed.stdout, lock=lock, project=(ROOT / "pyproject.toml").read_text("utf-8"))
    for package in sorted(old, key=lambda package: (not package.wanted, package.name)):
        print(f"{package.name}: {package.locked} → {package.newest}  {package.wanted or '(asked for by another)'}")
    print(f"{len(old)} packages are old. Widen the ranges in pyproject.toml where needed, then run: make lock")
    return 0


if __name__ == "__main__":
    sys.exit(main())
