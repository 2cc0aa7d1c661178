"""Every kept database is upgraded by this version: tables of a new installation, pages that answer, a whole ledger.

The database of the version that isn't tagged yet is the state of the day on which it was last kept.
"""

from __future__ import annotations

import lzma
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from cms.version import VERSION
from tests.backups.installation import Installation, make_empty
from tests.services.postgresql import find_tools
from tests.upgrade.keep_database import COPY, DATABASES, DUMP

pytestmark = [pytest.mark.slow, pytest.mark.both_databases, pytest.mark.django_db(transaction=True)]
KEPT = sorted(path.name for path in DATABASES.glob("*")) if DATABASES.exists() else []
OTHER_TABLES = (
    "The tables aren't those of a new installation. If a migration was changed in place, because its version isn't "
    "tagged yet, keep the database of today: make keep-database"
)
ASK_PAGES = """
from django.test import Client
from wagtail.models import Page
client = Client(SERVER_NAME="localhost")
pages = list(Page.objects.filter(live=True, depth__gt=2).values_list("url_path", flat=True))
print("answers:", {path: status for path in pages if (status := client.get(path).status_code) != 200}, len(pages) > 100)
"""
SEARCH = """
from cms.core.search import find_entries
from cms.core.search_renewal import request_due_renewal
from cms.jobs.queue import run_pending_jobs
print("before:", len(find_entries(query="bản đồ", language="vi")))
request_due_renewal()
run_pending_jobs()
print("found:", len(find_entries(query="bản đồ", language="vi")) > 0)
"""
"""A kept database has no index: the scheduler requests the job that makes it, as after each change of the rules."""
SIGN_LEDGER = """
from django.utils import timezone
from outreach.ledger.checkpoints import make_checkpoint
make_checkpoint(at=timezone.now())
"""


def open_kept(version: str, installation: Installation) -> None:
    """Fill the installation with the version's database."""
    if connection.vendor == "sqlite":
        path = Path(installation.address.removeprefix("sqlite:///"))
        with lzma.open(DATABASES / version / COPY) as source, path.open("wb") as target:
            shutil.copyfileobj(source, target)
    else:
        options = [
            "--quiet",
            "--no-psqlrc",
            "--output=/dev/null",
            "--set=ON_ERROR_STOP=1",
            f"--dbname={installation.address}",
        ]
        kept = lzma.decompress((DATABASES / version / DUMP).read_bytes())
        subprocess.run([find_tools() / "psql", *options], input=kept, check=True)


def describe_tables(address: str) -> list[tuple[str, ...]]:
    """Return every column with its type and whether it may be null, and every index."""
    if address.startswith("sqlite"):
        with closing(sqlite3.connect(address.removeprefix("sqlite:///"))) as opened:
            names = [row[0] for row in opened.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            columns = [
                (name, *map(str, row[1:4])) for name in names for row in opened.execute(f"PRAGMA table_info({name})")
            ]
            return sorted(columns)
    with psycopg.connect(address) as opened:
        query = "SELECT table_name, column_name, data_type, is_nullable FROM information_schema.columns"
        return sorted(opened.execute(f"{query} WHERE table_schema = 'public'").fetchall())


@pytest.mark.parametrize("version", KEPT)
def test_kept_database_is_upgraded(version: str, tmp_path: Path) -> None:
    kept = make_empty(tmp_path / "kept")
    open_kept(version, kept)
    new = make_empty(tmp_path / "new")
    assert new.manage("migrate", "--noinput").returncode == 0

    migrated = kept.manage("migrate", "--noinput")
    set_up = kept.manage("setup", "--demonstration")

    assert (migrated.returncode, set_up.returncode) == (0, 0), migrated.stdout + set_up.stdout
    assert kept.manage("check", "--database", "default", "--fail-level", "WARNING").returncode == 0
    assert describe_tables(kept.address) == describe_tables(new.address), OTHER_TABLES
    assert "answers: {} True" in kept.manage("shell", "-c", ASK_PAGES).stdout
    searched = kept.manage("shell", "-c", SEARCH).stdout
    assert "before: 0" in searched and "found: True" in searched, searched
    assert kept.manage("shell", "-c", SIGN_LEDGER).returncode == 0
    verified = kept.manage("verify_ledger")
    assert verified.returncode == 0, verified.stdout


def test_database_of_this_version_is_kept() -> None:
    assert VERSION in KEPT, "Keep the database of today: make keep-database"
