"""A part that the web process needs is away, hangs or was emptied: readers hardly notice, and staff are told."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest
from django.db import connection
from django.utils import timezone

from cms.core.page_cache import get_version, raise_version
from cms.core.shared_cache import SharedCache
from cms.emergency.face import keep_face
from cms.files.s3_storage import PrivateS3Storage
from cms.jobs.models import Job, JobState
from cms.jobs.queue import enqueue
from cms.media.models import CampaignImage, FileUse
from outreach.links.creation import create_link
from outreach.links.snapshot import build_table
from outreach.redirector.link_table import TABLE_NAME, write_table
from tests.factories import ContactChannelFactory, FactFactory
from tests.fronts.world import eventually, get_database_address, install
from tests.services.processes import spawn, stop_process
from tests.services.valkey import start_valkey

if TYPE_CHECKING:
    from tests.pages.factories import PublicSite

ADDRESS = "/vi/stories/ban-do/"
ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def database_away() -> Iterator[None]:
    """Refuse every connection to the test's database and end those that are open."""
    values = connection.settings_dict
    name = values["NAME"]
    with psycopg.connect(host=values["HOST"], user=values["USER"], dbname="postgres", autocommit=True) as server:
        server.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        server.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
        connection.close()
        try:
            yield
        finally:
            server.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
            connection.close()


# --- the database ---


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_pages_codes_and_the_hotline_answer_while_the_database_is_away(site: PublicSite) -> None:
    ContactChannelFactory(verified=True, facts=[FactFactory(key="hotline", value="+84965001222")])
    story = site.publish()
    link = create_link(item_kind="story", item_key=str(story.translation_key), language="vi")
    with install() as installation:
        keep_face(folder=installation.data / "emergency")
        write_table(table=build_table(), path=installation.data / "spool" / TABLE_NAME)
        # Each of the two processes has to know the page, which only their memory keeps without a cache server.
        direct = [installation.get_directly(ADDRESS) for _ in range(40)]
        assert {status for status, _headers, _body in direct} == {200}

        with database_away():
            assert {installation.get_directly(ADDRESS)[0] for _ in range(10)} == {200}
            status, headers, body = installation.get_directly("/ko/calls/")
            assert (status, headers["retry-after"], headers["content-language"]) == (503, "60", "ko")
            assert "tel:+84965001222" in body.decode()
            status, headers, body = installation.get_directly("/accounts/login/", accept_language="en")
            assert (status, headers["cache-control"]) == (503, "private, no-store")
            assert "Signing in is not possible at the moment" in body.decode()
            status, headers, _body = installation.get_directly(f"/q/{link.code}")
            assert (status, headers["location"]) == (302, ADDRESS)

        assert eventually(lambda: installation.get_directly("/ko/calls/")[0] == 200)
        assert installation.get_directly("/accounts/login/")[0] == 200


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("command", ["worker", "scheduler"])
def test_worker_and_scheduler_wait_for_the_database_and_go_on(command: str, tmp_path: Path) -> None:
    environment = {"DATABASE_URL": get_database_address(), "DATA_DIR": str(tmp_path)}
    log = tmp_path / "process.log"
    with database_away():
        process = spawn([sys.executable, str(ROOT / "manage.py"), command], log=log, environment=environment)
        assert eventually(lambda: "database" in log.read_text())
        assert process.poll() is None
    try:
        assert _has_worked(command, data=tmp_path), log.read_text()
        with database_away():
            pass  # its connection is broken, which it notices with its next query
        assert _has_worked(command, data=tmp_path), log.read_text()
        assert process.poll() is None
    finally:
        stop_process(process, seconds=10)


def _has_worked(command: str, *, data: Path) -> bool:
    """Give the process something to do, and say whether it was done."""
    if command == "scheduler":
        raise_version()
        marker = data / os.environ.get("PYTEST_XDIST_WORKER", "main") / "emergency" / "version.txt"
        return eventually(lambda: marker.exists() and marker.read_text() == str(get_version()))
    job = enqueue(kind="media.shots", key=f"{timezone.now()}", params={"master": 0, "sha256": ""})
    return eventually(lambda: Job.objects.filter(pk=job.pk, state=JobState.DONE).exists())


# --- the cache server ---


@pytest.fixture
def server() -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    folder = Path(tempfile.mkdtemp(prefix="nho-nguon-valkey-"))
    process, variables = start_valkey(folder=folder)
    try:
        yield process, variables["VALKEY_URL"]
    finally:
        process.send_signal(signal.SIGCONT)
        stop_process(process)
        shutil.rmtree(folder, ignore_errors=True)


def test_cache_in_a_server_is_shared_and_falls_back_on_memory(server: tuple[subprocess.Popen[bytes], str]) -> None:
    process, address = server
    mine, others = (SharedCache(address, {}) for _ in range(2))
    mine.set("a", {"b": 1}, 60)
    assert others.get("a") == {"b": 1}
    assert (others.add("a", 2), others.incr("n") if others.add("n", 1) else None) == (False, 2)
    assert others.get_many(["a", "none"]) == {"a": {"b": 1}}

    process.send_signal(signal.SIGSTOP)
    assert mine.get("a") is None
    mine.set("a", "meanwhile", 60)
    mine.set_many({"c": 3})
    assert (mine.get("a"), mine.get_many(["c"]), mine.has_key("a"), mine.delete("none")) == (
        "meanwhile",
        {"c": 3},
        True,
        False,
    )

    process.send_signal(signal.SIGCONT)
    assert eventually(lambda: mine.get("a") is None)  # the server's own again, emptied: others may have changed it
    mine.set("a", 4, 60)
    assert others.get("a") == 4


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_pages_answer_while_the_cache_server_hangs_is_away_or_was_emptied(
    site: PublicSite, server: tuple[subprocess.Popen[bytes], str]
) -> None:
    process, address = server
    site.publish()
    with install(CACHE_URL=address) as installation:
        page = installation.get_directly(ADDRESS)
        SharedCache(address, {}).clear()
        assert installation.get_directly(ADDRESS)[::2] == page[::2]
        process.send_signal(signal.SIGSTOP)
        for path in (ADDRESS, "/ko/calls/", "/accounts/login/"):
            assert installation.get_directly(path)[0] == 200
        process.send_signal(signal.SIGCONT)
        stop_process(process)
        for path in (ADDRESS, "/ja/calls/", "/accounts/login/"):
            assert installation.get_directly(path)[0] == 200


# --- storage ---


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_public_pages_answer_while_storage_hangs_and_files_are_given_up(site: PublicSite, tmp_path: Path) -> None:
    site.publish()
    # A server that accepts connections and never answers.
    with socket.create_server(("127.0.0.1", 0), backlog=64) as silent:
        storage = {
            "STORAGE": "s3",
            "S3_ENDPOINT_URL": f"http://127.0.0.1:{silent.getsockname()[1]}",
            "S3_BUCKET": "hangs",
            "AWS_ACCESS_KEY_ID": "a",
            "AWS_SECRET_ACCESS_KEY": "b",
        }
        image = CampaignImage.objects.create(title="Ảnh", file="original_images/a.jpg", width=1, height=1)
        FileUse.objects.create(page=site.publish(slug="hai"), kind="image", object_id=image.pk)
        with install(**storage) as installation, ThreadPoolExecutor(8) as pool:
            waiting = [pool.submit(installation.get_directly, f"/media/{image.file.name}", 120) for _ in range(2)]
            assert [installation.get_directly(ADDRESS)[0] for _ in range(10)] == [200] * 10
            assert all(future.result()[0] in {404, 500, 503} for future in waiting)


def test_every_client_of_storage_gives_up_a_server_that_hangs(s3_environment: dict[str, str]) -> None:
    storage = PrivateS3Storage(bucket_name="a", endpoint_url=s3_environment["S3_ENDPOINT_URL"])
    config = storage.connection.meta.client.meta.config

    assert (config.connect_timeout, config.read_timeout) == (2, 15)
    assert config.retries["total_max_attempts"] == 2
    assert config.signature_version != ""
