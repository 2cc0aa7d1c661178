"""Health of a web process, for the front server and whoever watches it."""

from __future__ import annotations

from typing import Any
from unittest import mock

import pytest
from django.db import OperationalError, connection
from django.test import Client

from outreach.links.own_spool import get_spool
from outreach.redirector.spool import ScanRecord


def fail(*args: Any, **kwargs: Any) -> None:
    raise OperationalError("the server closed the connection")


@pytest.fixture
def without_database() -> Any:
    with mock.patch.object(connection, "cursor", fail):
        yield


@pytest.mark.usefixtures("without_database")
def test_process_says_that_it_lives_without_asking_the_database(client: Client) -> None:
    answer = client.get("/healthz")

    assert (answer.status_code, answer.content) == (200, b"ok")
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.django_db
def test_process_is_ready_while_the_database_answers(client: Client) -> None:
    answer = client.get("/readyz")

    assert answer.status_code == 200
    assert answer.json() == {
        "database": True,
        "is_keeping_scans": True,
        "scans_not_kept": 0,
        "downloads_set_aside": 0,
        "recalls_desk_not_told": 0,
    }
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.usefixtures("without_database")
def test_process_is_not_ready_while_the_database_does_not_answer(client: Client) -> None:
    answer = client.get("/readyz")

    assert (answer.status_code, answer.json()["database"]) == (503, False)


@pytest.mark.django_db
def test_scans_that_a_full_disk_refused_are_said_and_readers_are_still_sent_here(
    client: Client, settings: Any, tmp_path: Any
) -> None:
    settings.SPOOL_DIR = tmp_path / "full"
    settings.SPOOL_DIR.write_text("a file where a folder should be")
    record = ScanRecord(id="0" * 16, code="0BCD12", minute=1, language="vi", is_robot=False)
    with pytest.raises(OSError, match="File exists"):
        get_spool().append(record)

    answer = client.get("/readyz")

    assert answer.status_code == 200
    assert answer.json() == {
        "database": True,
        "is_keeping_scans": False,
        "scans_not_kept": 1,
        "downloads_set_aside": 0,
        "recalls_desk_not_told": 0,
    }
