"""Installations for tests of back-ups: a database, files and a data folder of their own, and manage.py on them."""

from __future__ import annotations

import os
import secrets
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import boto3
import psycopg
import pytest
from botocore.config import Config
from django.db import connection

from cms.settings import environment
from tests.services.postgresql import find_tools

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Installation:
    """``storage`` is "disk" or "s3"; a bucket of its own is made on the run's S3 server."""

    data: Path
    address: str
    storage: str = "disk"
    bucket: str = field(default_factory=lambda: f"backup-{secrets.token_hex(6)}")

    def __post_init__(self) -> None:
        self.data.mkdir(exist_ok=True)
        if self.storage == "s3":
            make_bucket(self.bucket)

    @property
    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "cms.settings.dev",
            "PATH": f"{find_tools()}:{os.environ['PATH']}",
            "DATABASE_URL": self.address,
            "DATA_DIR": str(self.data),
            "STORAGE": self.storage,
            "S3_BUCKET": self.bucket,
        }

    def manage(self, *arguments: Any, **more: str) -> subprocess.CompletedProcess[str]:
        """Run a command of manage.py, and return its exit code with all that it wrote."""
        return subprocess.run(self.command(*arguments), **self.options(**more), check=False)

    def start(self, *arguments: Any) -> subprocess.Popen[str]:
        return subprocess.Popen(self.command(*arguments), **self.options())

    def command(self, *arguments: Any) -> list[str]:
        return [sys.executable, "manage.py", *map(str, arguments)]

    def options(self, **more: str) -> dict[str, Any]:
        environment = {**self.environment, **more}
        return {"cwd": ROOT, "env": environment, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}

    def read_files(self) -> dict[str, bytes]:
        """Return every file of the storage."""
        if self.storage == "s3":
            bucket = boto3.resource("s3", **_s3_options()).Bucket(self.bucket)
            return {item.key: item.get()["Body"].read() for item in bucket.objects.all()}
        media = self.data / "media"
        return {path.relative_to(media).as_posix(): path.read_bytes() for path in media.rglob("*") if path.is_file()}

    def read_rows(self) -> dict[str, list[str]]:
        """Return every row of every table, as text in an order of its own."""
        if self.address.startswith("sqlite"):
            with closing(sqlite3.connect(self.address.removeprefix("sqlite:///"))) as opened:
                query = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
                names = [row[0] for row in opened.execute(query)]
                return {name: sorted(repr(row) for row in opened.execute(f'SELECT * FROM "{name}"')) for name in names}
        with psycopg.connect(self.address) as opened:
            tables = opened.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
            read = {name: opened.execute(f'SELECT t::text FROM "{name}" t').fetchall() for (name,) in tables}
            return {name: sorted(row[0] for row in rows) for name, rows in read.items()}


def use_this_process(settings: Any, data: Path, *, storage: str = "disk") -> Installation:
    """Return the installation whose database is the test's, and lead this process's files to its folder or bucket."""
    values = connection.settings_dict
    address = (
        f"sqlite:///{values['NAME']}"
        if connection.vendor == "sqlite"
        else f"postgresql://{values['USER']}@/{values['NAME']}?host={values['HOST']}"
    )
    made = Installation(data, address, storage)
    settings.DATA_DIR = data
    settings.SPOOL_DIR = data / "spool"
    settings.LEDGER_KEY_FILE = str(data / "ledger" / "signing-key.pem")
    settings.STORAGES = {**settings.STORAGES, "default": _describe_storage(made)}
    return made


def make_empty(data: Path, *, storage: str = "disk") -> Installation:
    """Return an installation with an empty database."""
    if connection.vendor == "sqlite":
        return Installation(data, f"sqlite:///{data}/db.sqlite3", storage)
    name = f"restored_{secrets.token_hex(6)}"
    values = connection.settings_dict
    server = f"postgresql://{values['USER']}@/postgres?host={values['HOST']}"
    with psycopg.connect(server, autocommit=True) as opened:
        opened.execute(f"CREATE DATABASE {name}")
    return Installation(data, server.replace("/postgres?", f"/{name}?"), storage)


def find_different_rows(one: Installation, other: Installation) -> list[str]:
    """Return the names of the tables whose rows aren't the same in both."""
    rows, others = one.read_rows(), other.read_rows()
    return [name for name in sorted(rows.keys() | others.keys()) if rows.get(name) != others.get(name)]


def _describe_storage(made: Installation) -> dict[str, Any]:
    if made.storage == "disk":
        location = str(made.data / "media")
        return {"BACKEND": "cms.files.storage.PrivateDiskStorage", "OPTIONS": {"location": location}}
    return describe_bucket(made.bucket)


def describe_bucket(name: str) -> dict[str, Any]:
    """Return the setting of a storage with this bucket on the run's server."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("STORAGE", "s3")
        patch.setenv("S3_BUCKET", name)
        return environment.media_storage()


def make_bucket(name: str = "") -> str:
    """Make a bucket on the run's S3 server and return its name."""
    name = name or f"test-{secrets.token_hex(6)}"
    boto3.client("s3", **_s3_options()).create_bucket(Bucket=name)
    return name


def _s3_options() -> dict[str, Any]:
    return {
        "endpoint_url": os.environ["S3_ENDPOINT_URL"],
        "region_name": os.environ["AWS_REGION"],
        "aws_access_key_id": os.environ["AWS_ACCESS_KEY_ID"],
        "aws_secret_access_key": os.environ["AWS_SECRET_ACCESS_KEY"],
        "config": Config(signature_version="s3v4"),
    }
