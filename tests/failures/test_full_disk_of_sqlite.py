"""SQLite on a full disk: a sentence that says so, a whole database, and all goes on when there is space again."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
from django.db import connection

from tests.backups.installation import Installation
from tests.services.disks import SmallDisk

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db(transaction=True)]
SIGN_IN = """
import os
from pathlib import Path
from django.test import Client
from cms.users.models import User

User.objects.create_user("somebody", password="right horse battery")
ballast = Path(os.environ["DATA_DIR"]) / "ballast"

def fill():
    with ballast.open("wb", buffering=0) as file:
        try:
            while file.write(bytes(4096)):
                pass
        except OSError:
            pass

def sign_in():
    client = Client(raise_request_exception=False, headers={"accept-language": "en"}, SERVER_NAME="localhost")
    fields = {"login": "somebody", "password": "right horse battery"}
    return client.post("/accounts/login/", fields)

fill()
for _ in range(20):  # what is left of the journal takes a few
    answer = sign_in()
    if answer.status_code != 302:
        break
print("full:", answer.status_code, "disk is full" in answer.content.decode())
ballast.unlink()
print("freed:", sign_in().status_code)
"""


def test_sign_in_says_that_the_disk_is_full_and_works_when_it_is_not(small_disk: SmallDisk) -> None:
    if connection.vendor != "sqlite":
        return
    file = small_disk.folder / "db.sqlite3"
    with closing(sqlite3.connect(connection.settings_dict["NAME"])) as source, closing(sqlite3.connect(file)) as copy:
        source.backup(copy)
    site = Installation(small_disk.folder, f"sqlite:///{file}")

    done = site.manage("shell", "--no-imports", "-c", SIGN_IN)

    assert "full: 507 True" in done.stdout and "freed: 302" in done.stdout, done.stdout[-3000:]
    with closing(sqlite3.connect(file)) as opened:
        assert opened.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
