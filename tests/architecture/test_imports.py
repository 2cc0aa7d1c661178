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


@pytest.mark.parametrize(
    ("module", "line", "broken"),
    [
        ("cms/core/hooks.py", "import outreach.kits.apps", "cms never imports outreach BROKEN"),
        ("cms/core/hooks.py", "import cms.stories.models", "Imports go one way BROKEN"),
        ("cms/stories/models.py", "import cms.films.models", "Imports go one way BROKEN"),
        ("cms/pages/apps.py", "import demo", "nothing depends on the demonstration BROKEN"),
        ("outreach/ledger/apps.py", "import outreach.kits.apps", "Imports go one way BROKEN"),
        ("cms/segments/diff.py", "def late():\n    import cms.approvals.models", "Imports go one way BROKEN"),
        ("outreach/portal/apps.py", "import cms.stories.models", f"{PUBLIC_INTERFACE} BROKEN"),
        ("outreach/kits/apps.py", "import cms.core.models", f"{PUBLIC_INTERFACE} BROKEN"),
        ("outreach/kits/apps.py", "import cms.media.models", f"{PUBLIC_INTERFACE} BROKEN"),
        ("cms/render/__init__.py", "import django.conf", f"{PURE} BROKEN"),
        ("cms/subtitles/__init__.py", "import django.conf", f"{PURE} BROKEN"),
        ("outreach/redirector/__init__.py", "import cms.settings.environment", f"{PURE} BROKEN"),
    ],
)
def test_a_planted_import_that_breaks_a_contract_is_found(copied_tree, module, line, broken):
    planted = copied_tree / module
    planted.write_text(f"{planted.read_text()}\n{line}\n")

    result = lint_imports(copied_tree)

    assert result.returncode == 1, result.stdout + result.stderr
    assert broken in result.stdout
