"""``make run`` says in one sentence why it can't start, and keeps what a restored database holds."""

from __future__ import annotations

import os
import shutil
import socket
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import OperationalError

from cms.campaign.loading import load_campaign
from cms.installation.failures import explain
from cms.users.models import User
from demo import people
from tests.services.processes import find_free_ports

ROOT = Path(__file__).resolve().parents[2]


def start(folder: Path, *, without: str = "", **variables: str) -> str:
    """Run ``scripts/run.py``, which must fail, and return its last line; as root, ``without`` a capability."""
    command = [sys.executable, str(ROOT / "scripts" / "run.py")]
    if without and os.geteuid() == 0:
        command = [str(shutil.which("setpriv")), f"--bounding-set={without}", *command]
    environment = {**os.environ, "DATA_DIR": str(folder), **variables}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode, done.stdout
    assert "Traceback" not in done.stderr
    return done.stderr.strip().splitlines()[-1]


@pytest.mark.parametrize("port", ["abc", "0", "70000", "-1"])
def test_port_that_is_none_is_refused_with_what_to_run(tmp_path: Path, port: str) -> None:
    assert start(tmp_path, PORT=port) == (
        f"PORT is a number from 1 to 65535, and not “{port}”. Run: make run PORT=8000"
    )


def test_port_of_root_is_refused_with_what_to_run(tmp_path: Path) -> None:
    assert (
        start(tmp_path, PORT="80", without="-net_bind_service") == "Only root may use port 80. Run: make run PORT=8000"
    )


def test_port_in_use_is_refused_with_the_next(tmp_path: Path) -> None:
    [port] = find_free_ports(1)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", port))
        taken.listen()

        assert start(tmp_path, PORT=str(port)) == f"Port {port} is in use. Run: make run PORT={port + 1}"


def test_folder_that_cannot_be_written_is_named_with_what_to_run(tmp_path: Path) -> None:
    folder = tmp_path / "readable"
    folder.mkdir()
    folder.chmod(0o500)

    said = start(folder, without="-dac_override,-dac_read_search")

    assert said == (
        f"{folder} can't be written (Permission denied). Make it yours, or take another: make run DATA_DIR=/folder"
    )


def test_full_disk_is_said_as_one_for_both_databases(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "small.sqlite3")
    connection.execute("PRAGMA max_page_count = 2")
    tables = "".join(f"CREATE TABLE t{number} (a TEXT);" for number in range(100))
    with pytest.raises(sqlite3.OperationalError) as full:
        connection.executescript(tables)
    postgresql = OperationalError('could not extend file "base/5/2619": No space left on device')

    said = {explain(OperationalError(*full.value.args)), explain(postgresql), explain(OSError(28, "No space left"))}

    assert len(said) == 1
    assert said.pop().startswith("The disk is full. What was done until now is kept.")


@pytest.mark.django_db
def test_demonstration_is_not_loaded_into_a_campaign_of_its_own(capsys: pytest.CaptureFixture[str]) -> None:
    load_campaign()

    call_command("load_demo", "--once")
    call_command("load_demo", "--signins")

    assert not User.objects.filter(username="editor").exists()
    assert "has a campaign of its own" in capsys.readouterr().out


@pytest.mark.django_db
def test_restored_demonstration_keeps_its_passwords(tmp_path: Path) -> None:
    load_campaign(is_demonstration=True)
    people.load_people()
    table = people.get_sign_ins(tmp_path / "signins.txt")
    (tmp_path / "signins.txt").unlink()
    before = dict(User.objects.values_list("username", "password"))

    call_command("load_demo", "--once")
    said = people.get_sign_ins(tmp_path / "signins.txt")

    assert dict(User.objects.values_list("username", "password")) == before
    assert "were set earlier" in said
    assert people.get_sign_ins(tmp_path / "signins.txt", anew=True) not in {said, table}
