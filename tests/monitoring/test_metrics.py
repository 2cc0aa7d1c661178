"""Metrics: who may read them, that they are true, and that they name nobody."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
import yaml
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone
from prometheus_client.openmetrics.parser import text_string_to_metric_families

from cms.backups.record import BackupRecord, write_record
from cms.jobs.models import Job
from cms.jobs.queue import enqueue
from cms.version import VERSION
from outreach.ledger.checkpoints import make_checkpoint
from outreach.links.snapshot import write_snapshot
from outreach.recalls.models import Recall
from outreach.redirector.spool import ScanRecord, Spool, new_scan_id
from tests.ledger.factories import record_download
from tests.organisations.factories import OrganisationFactory
from tests.services.processes import stop_process, wait_until

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
ROOT = Path(__file__).resolve().parents[2]
OPEN_METRICS = "application/openmetrics-text;version=1.0.0,text/plain;q=0.5"


@pytest.fixture(autouse=True)
def watched(settings: Any, kept: Path) -> None:
    settings.METRICS_TOKEN = "a token of the watcher"
    settings.DATA_DIR = kept
    settings.SPOOL_DIR = kept / "spool"


def read() -> dict[tuple[str, str], float]:
    """Return every sample by its name and the values of its labels."""
    answer = ask()
    assert answer.status_code == 200
    families = text_string_to_metric_families(answer.content.decode())
    return {
        (sample.name, " ".join(value for _name, value in sorted(sample.labels.items()))): sample.value
        for family in families
        for sample in family.samples
    }


def ask(client: Client | None = None, token: str = "a token of the watcher") -> Any:
    headers = {"Authorization": f"Bearer {token}", "Accept": OPEN_METRICS}
    return (client or Client()).get("/metrics", headers=headers)


def test_nobody_may_read_them_by_default(settings: Any) -> None:
    settings.METRICS_TOKEN = ""

    answers = [Client().get("/metrics"), ask(token=""), ask(token="a token of the watcher")]

    assert [answer.status_code for answer in answers] == [404, 404, 404]


@pytest.mark.parametrize(
    ("address", "status"), [("10.1.2.3", 200), ("fd00::7", 200), ("10.2.0.1", 404), ("unix:", 404), ("", 404)]
)
def test_only_named_addresses_and_the_token_may_read_them(settings: Any, address: str, status: int) -> None:
    settings.METRICS_ADDRESSES = ["10.1.0.0/16", "fd00::7"]

    assert Client(REMOTE_ADDR=address).get("/metrics").status_code == status
    assert ask(token="another").status_code == 404


def test_an_address_that_a_client_claims_is_not_believed(settings: Any) -> None:
    settings.METRICS_ADDRESSES = ["10.1.0.0/16"]

    answer = Client(REMOTE_ADDR="203.0.113.9").get("/metrics", headers={"X-Forwarded-For": "10.1.2.3"})

    assert answer.status_code == 404


def test_answers_are_counted_by_class_of_status_without_their_address() -> None:
    before = read()
    Client().get("/healthz")
    Client().get("/vi/no-such-page/?q=name")

    after = read()

    for status in ("2xx", "4xx"):
        name = ("cms_request_seconds_count", status)
        assert after[name] - before.get(name, 0) >= 1
    text = ask().content.decode()
    assert "no-such-page" not in text and "healthz" not in text


def test_queue_jobs_and_versions_are_those_of_the_database() -> None:
    enqueue(kind="ledger.inspect", key="x", params={})

    found = read()

    assert found["cms_jobs", "queued"] == Job.objects.count() == 1
    assert found["cms_version", VERSION] == 1 and found["cms_database_up", ""] == 1
    assert found["cms_queue_tasks", ""] >= 0 and found["cms_queue_oldest_seconds", ""] >= 0


def test_backup_that_was_never_taken_has_no_age() -> None:
    assert ("cms_backup_age_seconds", "") not in read()
    write_record(BackupRecord((timezone.now() - timedelta(hours=3)).isoformat(), "a", 1, 1))

    assert 3 * 3600 <= read()["cms_backup_age_seconds", ""] < 4 * 3600


def test_recalls_after_their_deadline_are_overdue() -> None:
    now = timezone.now()
    for hours, closed, rehearsal in ((-1, False, False), (2, False, False), (-3, True, False), (-3, False, True)):
        Recall.objects.create(
            kind="call",
            key="k",
            title="A call",
            reason="r",
            deadline=now + timedelta(hours=hours),
            sent_at=now,
            closed_at=now if closed else None,
            is_rehearsal=rehearsal,
        )

    found = read()

    assert (found["outreach_recalls_open", ""], found["outreach_recalls_overdue", ""]) == (2, 1)


def test_ledger_says_how_many_events_no_checkpoint_has() -> None:
    record_download(OrganisationFactory())
    before = read()
    make_checkpoint(at=timezone.now() - timedelta(hours=2))
    record_download(OrganisationFactory())

    after = read()

    assert before["outreach_events_unsigned", ""] == 1 and ("outreach_checkpoint_age_seconds", "") not in before
    assert after["outreach_events_unsigned", ""] == 1
    assert after["outreach_checkpoint_age_seconds", ""] >= 2 * 3600


def test_scans_on_disk_and_files_set_aside_are_said(settings: Any) -> None:
    spool = Spool(settings.SPOOL_DIR)
    spool.append(ScanRecord(new_scan_id(), "NQNQNQ", 29_000_000, "vi", is_robot=False))
    (settings.SPOOL_DIR / "old.aside").write_bytes(b"damaged")

    found = read()

    assert found["outreach_spool_set_aside", ""] == 1 and found["outreach_spool_oldest_seconds", ""] >= 0
    assert found["outreach_scans_last_hour", "people"] == 0


def test_redirector_that_does_not_answer_is_down(settings: Any) -> None:
    assert ("outreach_redirector_up", "") not in read()
    settings.REDIRECTOR_ADDRESS = f"unix:{settings.SPOOL_DIR}/no-such-socket"

    assert read()["outreach_redirector_up", ""] == 0


def test_what_fails_is_said_and_the_rest_is_read_all_the_same() -> None:
    def fail(*args: Any, **kwargs: Any) -> None:
        raise OperationalError("the server closed the connection")

    with mock.patch.object(connection, "cursor", fail):
        found = read()

    assert found["cms_database_up", ""] == 0 and found["cms_reading_failed", "jobs"] == 1
    assert found["cms_reading_failed", "backups"] == 0


@pytest.fixture
def redirector(settings: Any, kept: Path) -> Iterator[None]:
    """The redirector itself, with no code in its table."""
    write_snapshot()
    socket, log = kept / "redirector.sock", kept / "redirector.log"
    environment = {**os.environ, "DATA_DIR": str(kept)}
    command = [sys.executable, "-m", "outreach.redirector", "--socket", str(socket)]
    with log.open("wb") as stream:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=stream, stderr=subprocess.STDOUT)
    try:
        wait_until(socket.exists, process=process, log=log)
        settings.REDIRECTOR_ADDRESS = f"unix:{socket}"
        yield
    finally:
        stop_process(process, seconds=10)


@pytest.mark.usefixtures("redirector")
def test_redirector_says_how_many_codes_it_knows() -> None:
    found = read()

    assert (found["outreach_redirector_up", ""], found["outreach_redirector_links", ""]) == (1, 0)
    assert found["outreach_scans_not_kept", "redirector"] == 0


def list_names() -> set[str]:
    """Return the names of all metrics when everything that they are about exists."""
    record_download(OrganisationFactory())
    make_checkpoint(at=timezone.now())
    write_record(BackupRecord(timezone.now().isoformat(), "a", 1, 1))
    return {name for name, _labels in read()}


@pytest.mark.usefixtures("redirector")
def test_every_alert_is_about_metrics_that_exist() -> None:
    rules = yaml.safe_load((ROOT / "deploy/alerts.yaml").read_text("utf-8"))
    alerts = [rule for group in rules["groups"] for rule in group["rules"]]
    named = {name for rule in alerts for name in re.findall(r"\b(?:cms|outreach)_\w+", rule["expr"])}
    names = list_names() | ({"cms_clock_offset_seconds"} if connection.vendor == "sqlite" else set())

    assert named - names == set()
    for rule in alerts:
        assert set(rule) == {"alert", "expr", "for", "labels", "annotations"}, rule["alert"]
        assert rule["labels"]["severity"] in {"page", "ticket"} and set(rule["annotations"]) == {"summary", "action"}


@pytest.mark.usefixtures("redirector")
def test_every_metric_is_described_in_the_document() -> None:
    text = (ROOT / "docs/monitoring.md").read_text("utf-8")
    families = {re.sub(r"_(?:bucket|count|sum|created)$", "", name) for name in list_names()}

    assert [name for name in sorted(families) if f"`{name}`" not in text] == []
