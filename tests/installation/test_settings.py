"""A server's settings that can't be used are named in a sentence, before anything is done with them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SERVER = {
    "DJANGO_SETTINGS_MODULE": "cms.settings.production",
    "SECRET_KEY": "of this test only",
    "DATABASE_URL": "sqlite:////nowhere/database.sqlite3",
    "ALLOWED_HOSTS": "nho-nguon.example",
    "SITE_ADDRESS": "https://nho-nguon.example",
}
BUCKET = {
    "STORAGE": "s3",
    "S3_BUCKET": "nho-nguon",
    "S3_ENDPOINT_URL": "",
    "AWS_ACCESS_KEY_ID": "of this test only",
    "AWS_SECRET_ACCESS_KEY": "of this test only",
    "AWS_REGION": "",
}


def manage(*arguments: str, **values: str) -> subprocess.CompletedProcess[str]:
    """Run manage.py as a server's shell would, with these variables and none of the shell that runs the tests."""
    variables = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", **SERVER, **values}
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, cwd=ROOT, env=variables, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("name", ["S3_BUCKET", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"])
def test_bucket_without_its_values_is_refused_in_a_sentence(name: str) -> None:
    done = manage("setup", **{**BUCKET, name: ""})

    assert done.returncode == 1
    assert done.stderr == (
        "The settings can't be used, so nothing was started.\n"
        f"The environment variable {name} is empty. Give it a value; docs/operating.md says what it is for.\n"
    )


def test_missing_variable_is_named_in_a_sentence() -> None:
    done = manage("setup", STORAGE="s3")

    assert done.stderr.endswith("\nSet the environment variable S3_BUCKET; docs/operating.md says what it is for.\n")
    assert "Traceback" not in done.stderr


def test_bucket_with_its_values_and_no_region_is_in_the_usual_one() -> None:
    printed = "from django.conf import settings; print(settings.STORAGES['default']['OPTIONS']['region_name'])"

    done = manage("shell", "--verbosity=0", "-c", printed, **BUCKET)

    assert done.stdout == "us-east-1\n", done.stderr
