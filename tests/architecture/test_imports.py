"""The import contracts of pyproject.toml find a planted import that breaks them."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("cms", "outreach", "translations", "demo")
PUBLIC_INTERFACE = "outreach reads content through the public interface only"
PURE = "render, the redirector and subtitles are pure"


def lint_imports(folder):
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache", "--config", "pyproject.toml"]
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture
def copied_tree(tmp_path):
    for package in PACKAGES:
        shutil.copytree(
            ROOT / package,
            tmp_path / package,
            ignore=lambda folder, names: [
                name for name in names if not name.endswith(".py") and not (Path(folder) / name).is_dir()
            ],
        )
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


PLANTED = (
    ("cms/core/hooks.py", "import outreach.kits.apps", "cms never imports outreach"),
    ("cms/core/hooks.py", "import cms.stories.models", "Imports go one way"),
    ("cms/stories/models.py", "import cms.films.models", "Imports go one way"),
    ("cms/pages/apps.py", "import demo", "nothing depends on the demonstration"),
    ("outreach/ledger/apps.py", "import outreach.kits.apps", "Imports go one way"),
    ("cms/segments/diff.py", "def late():\n    import cms.approvals.models", "Imports go one way"),
    ("outreach/portal/apps.py", "import cms.stories.models", PUBLIC_INTERFACE),
    ("outreach/kits/apps.py", "import cms.core.models", PUBLIC_INTERFACE),
    ("outreach/kits/apps.py", "import cms.media.models", PUBLIC_INTERFACE),
    ("cms/render/__init__.py", "import django.conf", PURE),
    ("cms/subtitles/__init__.py", "import django.conf", PURE),
    ("outreach/redirector/__init__.py", "import cms.settings.environment", PURE),
)


def test_each_planted_import_is_found_as_a_breach_of_its_contract(copied_tree):
    for path, line, _contract in PLANTED:
        planted = copied_tree / path
        planted.write_text(f"{planted.read_text()}\n{line}\n")

    result = lint_imports(copied_tree)

    assert result.returncode == 1, result.stdout + result.stderr
    reports = read_reports(result.stdout)
    assert [(path, line) for path, line, contract in PLANTED if not is_reported(path, line, reports[contract])] == []


def read_reports(output):
    """Return the text below the heading of each broken contract."""
    headings = {PUBLIC_INTERFACE, PURE, *(contract for _path, _line, contract in PLANTED)}
    broken = output.partition("Broken contracts")[2].splitlines()
    reports, current = dict.fromkeys(headings, ""), ""
    for line in broken:
        current = line if line in headings else current
        if current:
            reports[current] += f"{line}\n"
    return reports


def is_reported(path, line, report):
    module = path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    imported = line.rpartition("import ")[2]
    package = imported.partition(".")[0]
    return f"{module} -> {imported}" in report or f"{module} -> {package} " in report
