"""A back-up is restored into an empty installation: every row and every file, on each database and storage."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from cms.backups import parts
from cms.backups.failures import BackupFailed
from cms.calls.models import CallPage
from cms.jobs.queue import run_pending_jobs
from outreach.kits.editions import create_kit, request_edition
from outreach.kits.plan import ItemKey
from outreach.ledger.checkpoints import make_checkpoint
from outreach.links.models import Link
from outreach.links.own_spool import get_spool
from outreach.redirector.spool import ScanRecord, new_scan_id
from tests.backups.installation import Installation, find_different_rows, make_empty, use_this_process
from tests.organisations.factories import OrganisationFactory

if TYPE_CHECKING:
    from tests.pages.factories import PublicSite

DERIVED = {
    "core_posting",
    "core_publicversion",
    "core_searchentry",
    "links_scan",
    "translation_desk_translationstatus",
}
"""What a restore itself writes: a new version, scans that waited in the spool, the search, rows of the status index."""
FIND_MISSING_FILES = """
from django.apps import apps
from django.core.files.storage import default_storage
from django.db.models import FileField
from outreach.kits.models import KitEdition
for model in apps.get_models():
    for field in model._meta.concrete_fields:
        if isinstance(field, FileField):
            for file in model._base_manager.exclude(**{field.name: ""}).values_list(field.name, flat=True):
                if file and not field.storage.exists(file):
                    print("missing:", model.__name__, file)
for edition in KitEdition.objects.exclude(storage_name=""):
    if not default_storage.exists(edition.storage_name):
        print("missing: edition", edition.storage_name)
print("editions:", KitEdition.objects.exclude(storage_name="").count())
"""
SERVER = {
    "DJANGO_SETTINGS_MODULE": "cms.settings.production",
    "SECRET_KEY": "of this test only",
    "ALLOWED_HOSTS": "nho-nguon.example",
    "SITE_ADDRESS": "https://nho-nguon.example",
}
ASK_LOGIN = """
from django.test import Client
print(Client(headers={"host": "nho-nguon.example"}).get("/accounts/login/", secure=True).status_code)
"""

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db(transaction=True)]


def make_content(site: PublicSite) -> Any:
    """Publish a call, build a kit of it, scan a code, and sign the ledger; return the call."""
    call = site.publish(CallPage, slug="ai-con-nho", title="Ai còn nhớ?")
    build_kit(call)
    link = Link.objects.create(code="NQNQNQ", item_kind="call", item_key=str(call.translation_key), language="vi")
    get_spool().append(ScanRecord(new_scan_id(), link.code, 29_000_000, "vi", is_robot=False))
    default_storage.save("empty/nothing.txt", ContentFile(b""))
    make_checkpoint(at=timezone.now())
    return call


def build_kit(call: Any) -> None:
    items = [ItemKey("call", str(call.translation_key))]
    organisation = OrganisationFactory()
    kit = create_kit(title="Bộ", organisations=[organisation], items=items, by=None, at=timezone.now())
    request_edition(kit=kit, organisation=organisation, by=None, at=timezone.now())
    run_pending_jobs()


def back_up(source: Installation, target: Path, *more: str) -> Path:
    done = source.manage("backup", target, *more)
    assert done.returncode == 0, done.stdout
    return Path(done.stdout.splitlines()[-1].partition(": ")[2])


@pytest.mark.slow
@pytest.mark.parametrize(("stored", "restored"), [("disk", "disk"), ("disk", "s3"), ("s3", "disk")])
def test_every_row_and_file_is_restored(
    site: PublicSite, settings: Any, tmp_path: Path, stored: str, restored: str
) -> None:
    source = use_this_process(settings, tmp_path / "source", storage=stored)
    make_content(site)
    folder = back_up(source, tmp_path / "backups", "--with-key")
    target = make_empty(tmp_path / "target", storage=restored)

    done = target.manage("restore", folder)

    assert done.returncode == 0, done.stdout
    assert "Differences: 0." in done.stdout and "Ledger: whole" in done.stdout
    assert "Scans: 1 that waited" in done.stdout and "Link table: 1 codes." in done.stdout
    assert set(find_different_rows(source, target)) <= DERIVED
    assert target.read_files() == source.read_files() != {}
    versions = [int(re.findall(r"\d+", made.read_rows()["core_publicversion"][0])[-1]) for made in (source, target)]
    assert versions[1] > versions[0] + 1_000_000
    assert target.manage("verify_ledger").returncode == 0
    assert target.manage("check", "--database", "default").returncode == 0


@pytest.mark.slow
def test_backup_taken_while_people_write_is_one_state_of_everything(
    site: PublicSite, settings: Any, tmp_path: Path
) -> None:
    source = use_this_process(settings, tmp_path / "source")
    call = make_content(site)
    under_way = source.start("backup", tmp_path / "backups", "--with-key")
    written = 0
    while under_way.poll() is None:
        call = site.correct(call, title=f"Ai còn nhớ? {written}")
        build_kit(call)
        make_checkpoint(at=timezone.now())
        written += 1
    said = under_way.communicate()[0]
    assert (under_way.returncode, written > 0) == (0, True), said
    target = make_empty(tmp_path / "target")

    done = target.manage("restore", said.splitlines()[-1].partition(": ")[2])

    assert done.returncode == 0 and "Differences: 0." in done.stdout, done.stdout
    assert "Ledger: whole" in done.stdout, done.stdout
    found = target.manage("shell", "-c", FIND_MISSING_FILES).stdout
    assert "missing" not in found and "editions: 0" not in found, found
    assert target.manage("verify_ledger").returncode == 0


def test_nothing_is_restored_over_what_is_there(site: PublicSite, settings: Any, tmp_path: Path) -> None:
    source = use_this_process(settings, tmp_path / "source")
    folder = back_up(source, tmp_path / "backups")
    before = source.read_rows()

    done = source.manage("restore", folder)

    assert done.returncode == 2 and "tables with rows" in done.stdout, done.stdout
    assert source.read_rows() == before
    target = make_empty(tmp_path / "target")
    (target.data / "media").mkdir()
    (target.data / "media" / "picture.jpg").write_bytes(b"somebody's")
    done = target.manage("restore", folder)

    assert done.returncode == 2 and "files in the storage (picture.jpg)" in done.stdout, done.stdout
    assert not any(target.read_rows().values())


def test_signing_key_that_was_put_back_by_hand_stays(settings: Any, tmp_path: Path) -> None:
    source = use_this_process(settings, tmp_path / "source")
    make_checkpoint(at=timezone.now())
    folder = back_up(source, tmp_path / "backups")
    target = make_empty(tmp_path / "target")
    (target.data / "ledger").mkdir()
    shutil.copy(settings.LEDGER_KEY_FILE, target.data / "ledger")

    done = target.manage("restore", folder)

    assert done.returncode == 0 and "Ledger: whole" in done.stdout, done.stdout


def test_step_that_fails_after_a_restore_is_named_and_stops_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*, at: Any) -> list[str]:
        raise RuntimeError("a fault")

    monkeypatch.setattr(parts, "_steps", {"first": fail, "second": lambda at: ["The second is done."]})
    said = []

    with pytest.raises(BackupFailed, match="the steps of first failed"):
        said.extend(parts.finish_restore(at=timezone.now()))
    assert said == ["The second is done."]


def test_server_can_show_its_pages_after_a_restore(settings: Any, tmp_path: Path) -> None:
    folder = back_up(use_this_process(settings, tmp_path / "source"), tmp_path / "backups")
    target = make_empty(tmp_path / "target")

    done = target.manage("restore", folder, **SERVER)

    assert done.returncode == 0, done.stdout
    assert "Static files: collected" in done.stdout
    shown = target.manage("shell", "--verbosity=0", "-c", ASK_LOGIN, **SERVER).stdout
    assert shown.splitlines()[-1] == "200", shown
