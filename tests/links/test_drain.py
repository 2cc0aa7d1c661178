"""Draining the spool into the database."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.core.management import call_command

from outreach.links.creation import create_link
from outreach.links.drain import DrainResult, drain_spool
from outreach.links.models import Scan
from outreach.links.statistics import get_scans
from outreach.redirector.spool import ScanRecord, Spool, new_scan_id

pytestmark = pytest.mark.both_databases
NOON = datetime(2026, 12, 22, 12, tzinfo=UTC)


@pytest.fixture
def link(db):
    return create_link(item_kind="call", item_key="a", language="ko", placement="lift")


def write(directory, code, *, at=NOON, is_robot=False, times=1):
    records = [ScanRecord(new_scan_id(), code, int(at.timestamp() // 60), "ko", is_robot) for _ in range(times)]
    spool = Spool(directory)
    spool.write([record.to_line() for record in records])
    spool.close()
    return records


def test_a_drain_inserts_every_scan_and_deletes_its_segment_after_the_commit(
    link, spool_dir, django_capture_on_commit_callbacks
):
    (record, *_) = write(spool_dir, link.code, times=3)

    with django_capture_on_commit_callbacks(execute=True):
        drained = drain_spool()

    assert drained == DrainResult(scans=3, segments=1, set_aside=0)
    assert Scan.objects.get(id=record.id).minute == NOON
    assert list(spool_dir.iterdir()) == []


def test_a_drain_killed_before_deleting_is_repeated_without_duplicates(link, spool_dir):
    write(spool_dir, link.code, times=7)

    drain_spool()
    drain_spool()

    assert Scan.objects.count() == 7


def test_a_segment_larger_than_a_batch_is_inserted_completely(link, spool_dir, monkeypatch):
    monkeypatch.setattr("outreach.links.drain._BATCH", 10)
    write(spool_dir, link.code, times=25)

    assert drain_spool().scans == 25
    assert Scan.objects.count() == 25


def test_scans_of_an_unknown_code_are_set_aside_and_read_again(
    link, spool_dir, django_capture_on_commit_callbacks, capsys
):
    write(spool_dir, "ZZZZZZ")
    write(spool_dir, link.code)
    with django_capture_on_commit_callbacks(execute=True):
        drained = drain_spool()
    assert (drained.scans, drained.set_aside) == (1, 1)
    assert [path.suffix for path in spool_dir.iterdir()] == [".aside"]

    link.pk = "ZZZZZZ"
    link.item_key = "b"
    link.save(force_insert=True)
    with django_capture_on_commit_callbacks(execute=True):
        call_command("drain_scans", "--retry")

    assert "1 scans of 1 segments inserted; 0 segments set aside." in capsys.readouterr().out
    assert Scan.objects.count() == 2
    assert list(spool_dir.iterdir()) == []


def test_a_damaged_line_sets_the_segment_aside_and_delays_no_scan(
    link, spool_dir, django_capture_on_commit_callbacks, caplog
):
    write(spool_dir, link.code)
    (segment,) = spool_dir.glob("*.open")
    segment.write_bytes(b"rubbish\n" + segment.read_bytes())

    with django_capture_on_commit_callbacks(execute=True):
        drain_spool()

    assert Scan.objects.count() == 1
    assert "has 1 damaged lines" in caplog.text
    assert [path.suffix for path in spool_dir.iterdir()] == [".aside"]


def test_scans_of_a_period_are_drained_first_and_robots_can_be_excluded(db, spool_dir):
    lift = create_link(item_kind="call", item_key="a", organisation_key=uuid4(), placement="lift")
    hall = create_link(item_kind="call", item_key="a", placement="hall")
    write(spool_dir, lift.code, times=3)
    write(spool_dir, lift.code, is_robot=True)
    write(spool_dir, hall.code, times=2)
    write(spool_dir, hall.code, at=NOON + timedelta(days=1))

    scans = get_scans(since=NOON - timedelta(hours=1), until=NOON + timedelta(hours=1))

    assert scans.count() == 6
    assert scans.by_people().count() == 5
    assert scans.filter(link=lift).by_people().count() == 3
    assert scans.filter(link=hall).count() == 2
