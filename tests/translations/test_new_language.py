"""Adding a language: with one entry and one command, a page can be translated, approved and published in it."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from translations.languages import SOURCE
from translations.message_scope import ROOT
from translations.term_tables import read_built_in_table

LAST_ENTRY = '    Language("ar", "ar", "ar", "العربية", "Arabic", "Tiếng Ả Rập", "Arab", direction="rtl"),\n'
GERMAN = '    Language("de", "de", "de", "Deutsch", "German", "Tiếng Đức", "Latn"),\n'


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Copy the project and add an entry for German, which nothing else in it has."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    copy = tmp_path / "tree"
    for name in filter(None, listed.stdout.decode().split("\0")):
        if (ROOT / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, copy / name)
    languages = copy / "translations" / "known_languages.py"
    text = languages.read_text()
    assert LAST_ENTRY in text
    languages.write_text(text.replace(LAST_ENTRY, LAST_ENTRY + GERMAN))
    campaign = copy / "campaigns" / "nho-nguon" / "campaign.toml"
    campaign.write_text(campaign.read_text().replace('"es", "ar"]', '"es", "ar", "de"]'))
    return copy


def run(tree: Path, *command: str, fails: bool = False) -> str:
    environment = {
        **os.environ,
        "DATABASE": "sqlite",
        "STORAGE": "disk",
        "DATA_DIR": str(tree.parent / "data"),
        "DJANGO_SETTINGS_MODULE": "cms.settings.test",
    }
    environment.pop("DATABASE_URL", None)
    environment.pop("PYTEST_XDIST_WORKER", None)
    done = subprocess.run(
        [sys.executable, *command], cwd=tree, env=environment, capture_output=True, text=True, check=False
    )
    assert bool(done.returncode) == fails, done.stdout + done.stderr
    return done.stdout + done.stderr if fails else done.stdout


def test_entry_without_the_command_does_not_prevent_the_start_and_is_reported_by_the_checks(tree: Path) -> None:
    run(tree, "manage.py", "check")

    warned = run(tree, "manage.py", "check", "--fail-level", "WARNING", fails=True)
    lacking = run(tree, "manage.py", "makemigrations", "--check", "--dry-run", fails=True)

    assert f"de.csv lacks {len(read_built_in_table(SOURCE))} terms" in warned
    assert "name_de" in lacking
    assert "Add “xx” to “languages” in campaign.toml" in run(tree, "manage.py", "add_language", "xx", fails=True)


WALK = "import django; django.setup(); from tests.translations.walk_in_german import main; main()"


@pytest.mark.slow(once_in=15)
def test_page_is_published_in_a_language_added_by_one_entry_and_one_command(tree: Path) -> None:
    run(tree, "manage.py", "add_language", "de")
    seen: dict[str, Any] = json.loads(run(tree, "-c", WALK))

    assert (seen["address"], seen["status"]) == ("/de/calls/ngoi-mo/", 200)
    assert '<html lang="de" dir="ltr">' in seen["page"]
    assert "Wir suchen Zeugen." in seen["page"]
    assert 'hreflang="de" href="http' in seen["page"]
    assert '<a href="/language/de/?next=/de/calls/ngoi-mo/"' in seen["source"]
    assert "Deutsch" in seen["source"]
    assert "Calls for information" in seen["page"]  # English where there is no German yet, never Vietnamese
    assert "Skip to main content" in seen["home"]
    assert seen["poster_bytes"] > 10_000
    run(tree, "manage.py", "makemigrations", "--check", "--dry-run")
    (tree / "translations" / "locale" / "de" / "LC_MESSAGES" / "django.po").unlink()
    assert "de: there is no catalogue. Run `make messages`." in run(tree, "-m", "translations", "check", fails=True)
