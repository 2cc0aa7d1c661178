"""A storage that takes connections and never answers: two requests of a process wait for it, the others go on."""

from __future__ import annotations

import socket
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import TYPE_CHECKING

import pytest
from django.test import RequestFactory

from cms.files import s3_storage, serving
from cms.files.s3_storage import PrivateS3Storage
from cms.files.serving import serve_file
from cms.monitoring.machine_failures import MachineFailure, find_failure

if TYPE_CHECKING:
    from collections.abc import Iterator

READERS = 6
GIVEN_UP_AFTER = 3


@pytest.fixture
def hanging(monkeypatch: pytest.MonkeyPatch) -> Iterator[PrivateS3Storage]:
    monkeypatch.setattr(s3_storage, "READ_SECONDS", GIVEN_UP_AFTER)
    with socket.create_server(("127.0.0.1", 0), backlog=50) as server:
        address = f"http://127.0.0.1:{server.getsockname()[1]}"
        yield PrivateS3Storage(bucket_name="kept", endpoint_url=address, access_key="a", secret_key="b")


def test_only_two_requests_wait_for_a_storage_that_hangs(hanging: PrivateS3Storage) -> None:
    request = RequestFactory().get("/")
    film = {"storage_name": "film.mp4", "filename": "film.mp4", "content_type": "video/mp4"}
    refused_at: list[float] = []

    with ThreadPoolExecutor(READERS) as readers:
        started = time.monotonic()
        answers = [readers.submit(serve_file, request, storage=hanging, **film) for _reader in range(READERS)]
        for answer in as_completed(answers):
            assert find_failure(answer.exception()) == MachineFailure.STORAGE_AWAY
            refused_at.append(time.monotonic() - started)

    assert len([seconds for seconds in refused_at if seconds < GIVEN_UP_AFTER]) == READERS - serving.WAITING_AT_ONCE
