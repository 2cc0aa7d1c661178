import os
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.redirector.spool import ScanRecord, Spool, new_scan_id, read_sealed, seal_segments


def make_record(code="0BCD12", **fields):
    return ScanRecord(
        **{"id": new_scan_id(), "code": code, "minute": 29_000_000, "language": "ko", "is_robot": False, **fields}
    )


def read_all(directory):
    seal_segments(directory)
    return [record for segment in read_sealed(directory) for record in segment.records]


def test_record_has_no_personal_data():
    assert list(ScanRecord.__dataclass_fields__) == ["id", "code", "minute", "language", "is_robot", "country"]


@given(st.booleans(), st.sampled_from(["", "KR"]), st.integers(0, 2**40))
def test_line_is_read_back_as_it_was_written(is_robot, country, minute):
    record = make_record(is_robot=is_robot, country=country, minute=minute)

    assert ScanRecord.from_line(record.to_line()) == record


@given(st.data())
def test_line_with_one_byte_changed_or_cut_off_is_not_read(data):
    line = make_record().to_line()
    place = data.draw(st.integers(0, len(line) - 1))
    changed = bytes([data.draw(st.integers(0, 255).filter(lambda byte: byte != line[place]))])

    assert ScanRecord.from_line(line[:place] + changed + line[place + 1 :]) is None
    assert ScanRecord.from_line(line[:place]) is None


@given(st.binary())
def test_arbitrary_bytes_are_not_read_as_a_scan(line):
    assert ScanRecord.from_line(line) is None


def test_incomplete_last_line_and_damaged_line_do_not_affect_the_others(tmp_path):
    good, other = make_record(), make_record()
    text = good.to_line() + b"not a scan\n" + other.to_line() + make_record().to_line()[:20]
    (tmp_path / "0.sealed").write_bytes(text)

    (segment,) = read_sealed(tmp_path)

    assert segment.records == (good, other)
    assert segment.damaged == 1


def test_writer_continues_in_a_new_segment_after_its_own_was_sealed(tmp_path):
    spool = Spool(tmp_path)
    first, second = make_record(), make_record()
    spool.append(first)
    seal_segments(tmp_path)
    spool.append(second)

    assert len(list(tmp_path.glob("*.sealed"))) == 1
    assert sorted(record.id for record in read_all(tmp_path)) == sorted([first.id, second.id])


def test_threads_writing_while_segments_are_sealed_neither_lose_nor_duplicate_scans(tmp_path):
    spool = Spool(tmp_path)
    records = [[make_record() for _ in range(100)] for _ in range(8)]
    threads = [threading.Thread(target=lambda own=own: [spool.append(record) for record in own]) for own in records]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        seal_segments(tmp_path)
    found = read_all(tmp_path)

    assert sorted(record.id for record in found) == sorted(record.id for own in records for record in own)


def append_while_one_is_written(spool, *, waiting, monkeypatch, sync):
    """Append one scan, and the others while it waits for the disk; ``sync`` is called for each write after the first.

    Return the results: None or the ``OSError``.
    """
    syncs, results = [], []
    may_sync = threading.Event()

    def wait_or_sync(descriptor):
        syncs.append(descriptor)
        return may_sync.wait(10) if len(syncs) == 1 else sync()

    def append():
        try:
            results.append(spool.append(make_record()))
        except OSError as error:
            results.append(error)

    monkeypatch.setattr(os, "fdatasync", wait_or_sync)
    threads = [threading.Thread(target=append) for _ in range(waiting + 1)]
    threads[0].start()
    while not syncs:
        pass
    for thread in threads[1:]:
        thread.start()
    while len(spool._pending.lines) < waiting:
        pass
    may_sync.set()
    for thread in threads:
        thread.join()
    return results, syncs


def test_scans_that_wait_together_share_one_sync(tmp_path, monkeypatch):
    results, syncs = append_while_one_is_written(
        Spool(tmp_path), waiting=19, monkeypatch=monkeypatch, sync=lambda: None
    )

    assert results == [None] * 20
    assert len(read_all(tmp_path)) == 20
    assert len(syncs) == 2


def test_disk_failure_is_raised_for_each_scan_that_shared_the_write(tmp_path, monkeypatch):
    def fail():
        raise OSError("no space left")

    results, _ = append_while_one_is_written(Spool(tmp_path), waiting=5, monkeypatch=monkeypatch, sync=fail)

    assert [str(result) for result in results] == ["None", *["no space left"] * 5]


def test_disk_failure_is_raised_and_its_incomplete_line_does_not_affect_later_scans(tmp_path, monkeypatch):
    spool = Spool(tmp_path)
    write = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, data: write(descriptor, data[:10]))
    with pytest.raises(OSError, match="Only a part of the scans could be written"):
        spool.append(make_record())
    monkeypatch.undo()
    record = make_record()
    spool.append(record)

    assert read_all(tmp_path) == [record]


def test_forked_process_writes_its_own_segment(tmp_path):
    spool = Spool(tmp_path)
    spool.append(make_record())
    child = os.fork()
    if child == 0:
        spool.append(make_record())
        os._exit(0)
    os.waitpid(child, 0)

    assert len(list(tmp_path.glob("*.open"))) == 2
    assert len(read_all(tmp_path)) == 2
