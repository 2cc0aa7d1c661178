"""`make release VERSION=1.2.0`: check that the tree is ready, build the archive, print how to tag it. Tags nothing."""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NAME = "nho-nguon"
VERSION = re.compile(r"\d+\.\d+\.\d+")


def find_obstacles(version: str, *, root: Path = ROOT) -> list[str]:
    """Return a sentence for each thing that must be done before this version can be released."""
    if not VERSION.fullmatch(version):
        return ["Give the version as three numbers: make release VERSION=1.2.0"]
    obstacles = []
    written = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    if written != version:
        obstacles.append(f"pyproject.toml says {written}. Write {version} there; it is the one place.")
    if not re.search(rf"^## {re.escape(version)}(?: |$)", (root / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE):
        obstacles.append(f"CHANGELOG.md has no heading “## {version}”. Put it in the place of “## Unreleased”.")
    if not (root / "tests/upgrade/databases" / version).is_dir():
        obstacles.append("No database of this version is kept for later upgrades. Run: make keep-database")
    if _git("status", "--porcelain", root=root):
        obstacles.append("There are changes that aren't committed. Commit them, or put them away: git stash")
    if f"v{version}" in _git("tag", root=root).split():
        obstacles.append(f"The tag v{version} exists already. Choose the next version.")
    return obstacles


def build(version: str, *, root: Path = ROOT) -> Path:
    """Write the archive of everything under version control, the locked requirements among it, and its digest."""
    folder = root / "dist"
    folder.mkdir(exist_ok=True)
    archive = folder / f"{NAME}-{version}.tar.gz"
    prefix = f"{NAME}-{version}/"
    subprocess.run(["git", "archive", f"--prefix={prefix}", f"--output={archive}", "HEAD"], cwd=root, check=True)
    digest = hashlib.sha256(archive.read_bytes()).hexdigest()
    archive.with_name(f"{archive.name}.sha256").write_text(f"{digest}  {archive.name}\n", "utf-8")
    return archive


def main(arguments: list[str]) -> int:
    version = arguments[0] if arguments else ""
    if obstacles := find_obstacles(version):
        print(*obstacles, sep="\n", file=sys.stderr)
        return 1
    archive = build(version)
    print(f"Built {archive.relative_to(ROOT)} and its SHA-256. When make check and make test have passed, tag it:")
    print(f"git tag --annotate v{version} --message {version} && git push origin v{version}")
    return 0


def _git(*arguments: str, root: Path) -> str:
    return subprocess.run(["git", *arguments], cwd=root, capture_output=True, text=True, check=True).stdout.strip()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
