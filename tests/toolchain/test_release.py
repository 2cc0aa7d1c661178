"""Releasing: what must be done first is said, the archive is whole, nothing is tagged. Licences and old packages."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import tarfile
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from cms.installation.licences import InstalledPart, list_installed
from cms.version import VERSION
from scripts.licences import DOCUMENT, write_list
from scripts.licences import find_obstacles as find_licence_obstacles
from scripts.outdated import OldPackage, find_old
from scripts.release import build, find_obstacles

ROOT = Path(__file__).resolve().parents[2]
DEVELOPERS = {"polib"}
"""What only the catalogues' tools import (``python -m translations``)."""


def git(root: Path, *arguments: str) -> str:
    options = ["-c", "user.name=A tester", "-c", "user.email=tester@example.org"]
    command = ["git", *options, *arguments]
    return subprocess.run(command, cwd=root, capture_output=True, text=True, check=True).stdout


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A tree of version 0.2.0 that is ready to be released."""
    (tmp_path / "pyproject.toml").write_text('[project]\nversion = "0.2.0"\n')
    (tmp_path / "CHANGELOG.md").write_text("# Changes\n\n## 0.2.0 of a day\nMore.\n\n## 0.1.0\nThe first.\n")
    (tmp_path / ".gitignore").write_text("/dist/\n")
    (tmp_path / "requirements.lock").write_text("part==1.0\n")
    (tmp_path / "tests/upgrade/databases/0.2.0").mkdir(parents=True)
    (tmp_path / "tests/upgrade/databases/0.2.0/database.dump").write_bytes(b"kept")
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "--quiet", "--message", "Prepare 0.2.0")
    return tmp_path


def test_tree_that_is_ready_becomes_an_archive_and_no_tag(tree: Path) -> None:
    assert find_obstacles("0.2.0", root=tree) == []

    archive = build("0.2.0", root=tree)

    with tarfile.open(archive) as opened:
        names = opened.getnames()
    assert "nho-nguon-0.2.0/requirements.lock" in names and not any(".git/" in name for name in names)
    assert archive.with_name(f"{archive.name}.sha256").read_text().endswith(f"  {archive.name}\n")
    assert git(tree, "tag") == "" and find_obstacles("0.2.0", root=tree) == []


def test_each_thing_that_is_not_done_is_said(tree: Path) -> None:
    (tree / "pyproject.toml").write_text('[project]\nversion = "0.2.1"\n')
    git(tree, "tag", "v0.3.0")

    found = " ".join(find_obstacles("0.3.0", root=tree))

    for sentence in (
        "pyproject.toml says 0.2.1",
        "no heading “## 0.3.0”",
        "make keep-database",
        "aren't committed",
        "The tag v0.3.0 exists",
    ):
        assert sentence in found
    assert find_obstacles("next", root=tree) == ["Give the version as three numbers: make release VERSION=1.2.0"]


def test_version_is_written_in_one_place() -> None:
    files = git(ROOT, "grep", "-lF", f'"{VERSION}"', "--", "cms", "outreach", "scripts", "deploy", "pyproject.toml")

    assert files.split() == ["pyproject.toml"]


def find_imports(folder: Path) -> set[str]:
    """Return the packages that the code in the folder imports, late imports too."""
    found = set()
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found.add(node.module.partition(".")[0])
    return found


def test_everything_that_a_server_imports_is_in_its_lock() -> None:
    """A package of the developers' lock would be missing on a server, and nothing else would notice here."""
    imported = set().union(*(find_imports(ROOT / name) for name in ("cms", "outreach", "translations", "demo")))
    locked = {part.name.lower() for part in list_installed()}
    homes = packages_distributions()

    missing = {
        name
        for name in imported & homes.keys()
        if not {re.sub(r"[-_.]+", "-", home).lower() for home in homes[name]} & locked
    }

    assert missing - DEVELOPERS == set()


def test_document_of_licences_is_what_is_installed_and_nothing_binds_the_whole() -> None:
    parts = list(list_installed())

    assert find_licence_obstacles(parts) == []
    assert DOCUMENT.read_text("utf-8") == write_list(parts), "Run: make licences"
    assert len(parts) > 50


def test_library_under_the_gpl_inside_a_wheel_is_seen_and_refused_unless_a_record_accepts_it() -> None:
    inside = {part.name: part.inside for part in list_installed() if part.inside}

    assert inside == {"av": ("x264", "x265")}
    assert find_licence_obstacles([InstalledPart("av", "BSD-3-Clause", inside=("x264",))]) == []
    (sentence,) = find_licence_obstacles([InstalledPart("pillow-heif", "BSD-3-Clause", inside=("x265",))])
    assert sentence == "pillow-heif holds x265, under the GPL. Replace it."


@pytest.mark.parametrize(
    ("licence", "is_allowed"),
    [
        ("GPL-3.0-only", False),
        ("AGPL-3.0-or-later", False),
        ("GNU Affero General Public License v3", False),
        ("", False),
        ("LGPL-3.0-only", True),
        ("GNU Lesser General Public License v3 or later (LGPLv3+)", True),
        ("MIT OR GPL-2.0-or-later", True),
        ("BSD-3-Clause", True),
    ],
)
def test_licence_that_would_bind_the_whole_is_refused(licence: str, is_allowed: bool) -> None:
    assert (find_licence_obstacles([InstalledPart("part", licence)]) == []) is is_allowed


def test_old_packages_of_the_lock_are_named_with_their_range() -> None:
    listed = json.dumps(
        [
            {"name": "Some_Part", "version": "1.0", "latest_version": "2.0"},
            {"name": "other", "version": "1.0", "latest_version": "1.1"},
            {"name": "pip", "version": "1.0", "latest_version": "9.0"},
        ]
    )
    project = '[project]\ndependencies = ["some-part[extra]~=1.0"]\n[project.optional-dependencies]\ndev = []\n'

    old = find_old(listed, lock="some-part[extra]==1.0 \\\n  --hash=x\nother==1.0 \\\n", project=project)

    assert old == [OldPackage("some-part", "1.0", "2.0", "~=1.0"), OldPackage("other", "1.0", "1.1", "")]
