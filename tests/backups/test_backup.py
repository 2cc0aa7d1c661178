"""A back-up is whole or isn't there, copies nothing twice, and says what it lacks."""

from __future__ import annotations

import json
import os
import signal
import stat
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from cms.backups.description import list_backups, read_description, read_manifest
from cms.backups.record import read_record
from outreach.ledger import signing
from tests.backups.installation import Installation, use_this_process
from tests.services.disks import SmallDisk
from tests.services.postgresql import find_tools

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def source(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Installation:
    monkeypatch.setenv("PATH", f"{find_tools()}:{os.environ['PATH']}")
    made = use_this_process(settings, tmp_path / "source")
    for name in ("posters/one.pdf", "posters/two.pdf"):
        default_storage.save(name, ContentFile(name.encode()))
    return made


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "backups"


def back_up(target: Path, **options: Any) -> str:
    said = StringIO()
    call_command("backup", str(target), stdout=said, **options)
    return said.getvalue()


def find_failure(target: Path, **options: Any) -> CommandError:
    with pytest.raises(CommandError) as failure:
        back_up(target, **options)
    return failure.value


def test_backup_says_what_it_has_and_records_its_success(source: Installation, target: Path) -> None:
    before = timezone.now()

    said = back_up(target)

    [folder] = list_backups(target)
    description = read_description(folder)
    record = read_record()
    assert f"The back-up is whole: {folder}" in said and "2, of which 2 are new here" in said
    assert (description.files, description.copied, description.vendor) == (2, 2, connection.vendor)
    assert description.tables["users_user"].rows == 0 and description.tables["wagtailcore_page"].rows > 50
    assert record is not None and record.time >= before and record.folder == folder.name
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_unchanged_files_are_not_copied_again(source: Installation, target: Path) -> None:
    back_up(target)
    kept = {path: path.stat().st_ino for path in (target / "contents").rglob("*") if path.is_file()}
    default_storage.save("posters/three.pdf", ContentFile(b"three"))

    said = back_up(target)

    first, second = list_backups(target)
    assert "3, of which 1 are new here" in said
    assert {path: path.stat().st_ino for path in kept} == kept
    assert len(read_manifest(first)) == 2 and len(read_manifest(second)) == 3


def test_content_that_was_damaged_in_the_folder_is_copied_again(source: Installation, target: Path) -> None:
    back_up(target)
    damaged = next(path for path in (target / "contents").rglob("*") if path.is_file())
    damaged.write_bytes(b"x" * damaged.stat().st_size)

    said = back_up(target)

    assert "2, of which 1 are new here" in said
    call_command("restore", str(list_backups(target)[1]), only_read=True, stdout=StringIO())


def test_file_of_the_same_name_and_size_that_was_stored_anew_is_copied(source: Installation, target: Path) -> None:
    back_up(target)
    default_storage.delete("posters/one.pdf")
    default_storage.save("posters/one.pdf", ContentFile(b"posters/eno.pdf"))

    back_up(target)

    digests = [{entry.name: entry.sha256 for entry in read_manifest(folder)} for folder in list_backups(target)]
    assert digests[0]["posters/one.pdf"] != digests[1]["posters/one.pdf"]


@pytest.mark.parametrize("name", ["files.jsonl", "database", "contents"])
def test_damage_is_found_before_anything_is_restored(source: Installation, target: Path, name: str) -> None:
    back_up(target)
    [folder] = list_backups(target)
    paths = {"files.jsonl": folder / "files.jsonl", "database": folder / read_description(folder).database}
    path = paths.get(name) or next(path for path in (target / "contents").rglob("*") if path.is_file())
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(bytes(content))

    with pytest.raises(CommandError, match="damaged") as failure:
        call_command("restore", str(folder), only_read=True)

    assert failure.value.returncode == 4


def test_killed_backup_is_nobodys_and_the_next_one_clears_it_away(source: Installation, target: Path) -> None:
    under_way = source.start("backup", target)
    while not list(target.glob("*.part")):
        assert under_way.poll() is None, under_way.communicate()[0]
    under_way.send_signal(signal.SIGKILL)
    under_way.communicate()
    assert list_backups(target) == [] and read_record() is None
    unfinished = next(target.glob("*.part"))
    with pytest.raises(CommandError, match="didn't finish"):
        call_command("restore", str(unfinished))

    back_up(target)

    assert len(list_backups(target)) == 1 and list(target.glob("*.part")) == []


def test_oldest_backups_go_with_the_contents_that_only_they_have(source: Installation, target: Path) -> None:
    for number in range(3):
        name = default_storage.save("temporary/note.txt", ContentFile(f"note {number}".encode()))
        back_up(target, keep=2)
        default_storage.delete(name)

    folders = list_backups(target)
    wanted = {entry.sha256 for folder in folders for entry in read_manifest(folder)}
    assert len(folders) == 2
    assert {path.name for path in (target / "contents").rglob("*") if path.is_file()} == wanted
    for folder in folders:
        call_command("restore", str(folder), only_read=True, stdout=StringIO())


def test_signing_key_is_taken_only_if_asked_for(source: Installation, target: Path) -> None:
    signing.make_key()

    said = back_up(target)
    with_key = back_up(target, with_key=True)

    first, second = list_backups(target)
    assert "Not in this back-up, because it is secret" in said and "--with-key" not in with_key
    assert list(first.rglob("*.pem")) == []
    keys = {path.parent.name: path for path in second.rglob("*.pem")}
    assert set(keys) == {"ledger-key", "signing-key", "signing-chain"}
    assert {stat.S_IMODE(path.stat().st_mode) for path in keys.values()} == {0o600}


def test_backup_of_another_database_or_a_newer_version_is_refused(source: Installation, target: Path) -> None:
    back_up(target)
    [folder] = list_backups(target)
    values = json.loads((folder / "backup.json").read_text("utf-8"))
    for change, sentence in (
        ({"vendor": "oracle"}, "Set DATABASE_URL to an empty oracle database"),
        ({"migrations": [*values["migrations"], "kits.0099_later"]}, "kits.0099_later. Install that version"),
        ({"format": 9}, "was made in format 9"),
    ):
        (folder / "backup.json").write_text(json.dumps({**values, **change}), "utf-8")
        with pytest.raises(CommandError, match=sentence) as failure:
            call_command("restore", str(folder))
        assert failure.value.returncode == 2


def test_folder_of_the_files_themselves_is_refused(source: Installation) -> None:
    failure = find_failure(source.data / "media" / "backups")

    assert failure.returncode == 2 and "Choose one on another disk" in str(failure)


def test_missing_tools_are_named(source: Installation, target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if connection.vendor == "sqlite":
        return
    monkeypatch.setenv("PATH", "/nowhere")

    failure = find_failure(target)

    assert failure.returncode == 2 and "apt-get install -y postgresql-client-18" in str(failure)
    assert list(target.glob("*T*")) == []


def test_full_disk_leaves_earlier_backups_as_they_were(source: Installation, small_disk: SmallDisk) -> None:
    target = small_disk.folder / "backups"
    back_up(target)
    default_storage.save("films/long.mp4", ContentFile(os.urandom(small_disk.size)))

    failure = find_failure(target)

    assert failure.returncode == 3 and "is full. Nothing of this back-up was kept" in str(failure)
    [folder] = list_backups(target)
    call_command("restore", str(folder), only_read=True, stdout=StringIO())
    default_storage.delete("films/long.mp4")
    back_up(target)
    assert len(list_backups(target)) == 2
