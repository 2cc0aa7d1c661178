from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.core.management import call_command

from outreach.links.creation import create_link
from outreach.links.drain import Drained, drain_spool
from outreach.links.models import Scan
from outreach.links.statistics import count_by_link, count_scans
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


def test_a_drain_brings_every_scan_in_and_deletes_its_segment_after_the_commit(
    link, spool_dir, django_capture_on_commit_callbacks
):
    (record, *_) = write(spool_dir, link.code, times=3)

    with django_capture_on_commit_callbacks(execute=True):
        drained = drain_spool()

    assert drained == Drained(scans=3, segments=1, set_aside=0)
    assert Scan.objects.get(id=record.id).minute == NOON
    assert list(spool_dir.iterdir()) == []


def test_a_drain_that_died_before_it_deleted_is_repeated_without_doubling(link, spool_dir):
    write(spool_dir, link.code, times=7)

    drain_spool()
    drain_spool()

    assert Scan.objects.count() == 7


def test_a_segment_with_more_scans_than_one_batch_comes_in_whole(link, spool_dir, monkeypatch):
    monkeypatch.setattr("outreach.links.drain._BATCH", 10)
    write(spool_dir, link.code, times=25)

    assert drain_spool().scans == 25
    assert Scan.objects.count() == 25


def test_scans_of_a_code_that_is_not_here_are_kept_aside_and_taken_up_again(
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

    assert "1 scans of 1 segments brought in; 0 segments set aside." in capsys.readouterr().out
    assert Scan.objects.count() == 2
    assert list(spool_dir.iterdir()) == []


def test_a_damaged_line_keeps_the_segment_and_no_scan_waits_for_it(
    link, spool_dir, django_capture_on_commit_callbacks, caplog
):
    write(spool_dir, link.code)
    (segment,) = spool_dir.glob("*.open")
    segment.write_bytes(b"rubbish\n" + segment.read_bytes())

    with django_capture_on_commit_callbacks(execute=True):
        drain_spool()

    assert Scan.objects.count() == 1
    assert "holds 1 damaged lines" in caplog.text
    assert [path.suffix for path in spool_dir.iterdir()] == [".aside"]


def test_scans_are_counted_by_period_item_organisation_and_placement_and_robots_apart(db, spool_dir):
    organisation = uuid4()
    lift = create_link(item_kind="call", item_key="a", organisation_key=organisation, placement="lift")
    hall = create_link(item_kind="call", item_key="a", placement="hall")
    write(spool_dir, lift.code, times=3)
    write(spool_dir, lift.code, is_robot=True)
    write(spool_dir, hall.code, times=2)
    write(spool_dir, hall.code, at=NOON + timedelta(days=1))
    day = {"since": NOON - timedelta(hours=1), "until": NOON + timedelta(hours=1)}

    assert count_scans(**day) == 5
    assert count_scans(**day, item_kind="call", item_key="a") == 5
    assert count_scans(**day, item_kind="call", item_key="b") == 0
    assert count_scans(**day, organisation_key=organisation) == 3
    assert count_scans(**day, placement="hall") == 2
    assert [(row.code, row.people, row.robots) for row in count_by_link(**day)] == [
        (lift.code, 3, 1),
        (hall.code, 2, 0),
    ]
