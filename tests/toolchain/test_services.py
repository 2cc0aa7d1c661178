"""Tests use real servers: PostgreSQL or SQLite, S3, Valkey and Chromium."""

import os
import secrets

import boto3
import psycopg
import pytest
import redis
from botocore.config import Config
from botocore.exceptions import ClientError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from storages.backends.s3 import S3Storage

from tests.services.chromium import ensure_chromium
from tests.services.processes import ServiceFailed

on_postgresql = os.environ.get("DATABASE", "postgresql") == "postgresql"


def open_s3(environment):
    return boto3.client(
        "s3",
        endpoint_url=environment["S3_ENDPOINT_URL"],
        region_name=environment["AWS_REGION"],
        aws_access_key_id=environment["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=environment["AWS_SECRET_ACCESS_KEY"],
        config=Config(signature_version="s3v4"),
    )


@pytest.mark.walk
def test_s3_returns_the_requested_range(s3_environment):
    client = open_s3(s3_environment)
    key = secrets.token_hex(8)
    client.put_object(Bucket=s3_environment["S3_BUCKET"], Key=key, Body=b"remembrance")

    answer = client.get_object(Bucket=s3_environment["S3_BUCKET"], Key=key, Range="bytes=2-4")

    assert answer["Body"].read() == b"mem"


def test_s3_refuses_a_wrong_key(s3_environment):
    client = open_s3({**s3_environment, "AWS_SECRET_ACCESS_KEY": "wrong"})

    with pytest.raises(ClientError, match="SignatureDoesNotMatch"):
        client.list_objects_v2(Bucket=s3_environment["S3_BUCKET"])


def test_valkey_stores_a_value(valkey_url):
    client = redis.Redis.from_url(valkey_url)
    key = secrets.token_hex(8)

    client.set(key, "kept", ex=60)

    assert client.get(key) == b"kept"


@pytest.mark.both_databases
def test_the_database_is_the_one_chosen_for_the_run():
    address = os.environ["DATABASE_URL"]

    assert address.startswith("postgresql://" if on_postgresql else "sqlite:///")


def test_postgresql_has_the_extensions_that_search_needs():
    if not on_postgresql:
        return
    with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        rows = connection.execute("SELECT name FROM pg_available_extensions").fetchall()

    assert {"unaccent", "pg_trgm", "btree_gin"} <= {name for (name,) in rows}


def test_a_missing_browser_is_an_error_that_names_the_command(monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)

    with pytest.raises(
        ServiceFailed, match="Run: sudo sh -c 'apt-get update && apt-get install -y chromium-headless-shell'"
    ):
        ensure_chromium(path="/nowhere/chromium")


@pytest.mark.browser
def test_the_browser_renders_a_page(page):
    page.set_content("<h1 lang='km'>សួស្តី</h1>")

    assert page.locator("h1").inner_text() == "សួស្តី"


@pytest.mark.walk
@pytest.mark.both_databases
@pytest.mark.django_db
def test_files_reach_the_storage_chosen_for_the_run():
    name = default_storage.save("toolchain/note.txt", ContentFile(b"remembrance"))

    assert default_storage.open(name).read() == b"remembrance"
    assert isinstance(default_storage._wrapped, S3Storage) == (os.environ.get("STORAGE") == "s3")
