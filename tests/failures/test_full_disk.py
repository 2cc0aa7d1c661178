"""A full disk at any moment: a sentence that says so, nothing half done, and all goes on when there is space again."""

from __future__ import annotations

import os
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from django.utils.translation import override
from PIL import Image

from cms.jobs.execution import run_job
from cms.jobs.models import Job, JobState
from cms.jobs.queue import run_pending_jobs
from cms.media.models import CampaignImage
from cms.media.tasks import forget_unfinished
from cms.monitoring.machine_failures import MachineFailure, describe_failure
from cms.users.roles import Role
from outreach.kits.editions import create_kit, request_edition
from outreach.kits.models import EditionState, KitEdition
from outreach.kits.plan import ItemKey
from outreach.links.drain import drain_spool
from outreach.links.models import Link, Scan
from outreach.posters.models import Poster, PosterState
from outreach.posters.requests import request_posters
from outreach.redirector.spool import ScanRecord, Spool, new_scan_id
from tests.approvals.factories import Desk, make_person
from tests.organisations.factories import OrganisationFactory
from tests.posters.factories import make_officer, publish_call
from tests.services.disks import SmallDisk

pytestmark = pytest.mark.django_db
POSTER = "lift-portrait-hd"


@pytest.fixture(autouse=True)
def files_on_small_disk(settings: Any, small_disk: SmallDisk) -> None:
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "cms.files.storage.PrivateDiskStorage",
            "OPTIONS": {"location": str(small_disk.folder / "media")},
        },
    }


def list_stored(disk: SmallDisk) -> list[Path]:
    return [path for path in (disk.folder / "media").rglob("*") if path.is_file()]


def make_picture() -> bytes:
    buffer = BytesIO()
    Image.frombytes("RGB", (400, 300), os.urandom(360_000)).save(buffer, "PNG")
    return buffer.getvalue()


def upload(client: Client) -> Any:
    picture = SimpleUploadedFile("banner.png", make_picture(), "image/png")
    fields = {"title": "Banner", "rights_holder": "Bảo tàng", "licence": "Thỏa thuận", "consent": "not_needed"}
    return client.post("/admin/images/add/", {**fields, "file": picture, "collection": "1"})


def test_file_that_the_disk_has_no_space_for_is_not_there_at_all(small_disk: SmallDisk) -> None:
    small_disk.fill(leave=200_000)
    with pytest.raises(OSError, match="No space left"):
        default_storage.save("posters/digest.pdf", ContentFile(os.urandom(900_000)))

    assert not default_storage.exists("posters/digest.pdf") and list_stored(small_disk) == []
    small_disk.free()
    assert default_storage.save("posters/digest.pdf", ContentFile(b"whole")) == "posters/digest.pdf"


def test_what_a_killed_process_left_half_written_goes_after_a_day(small_disk: SmallDisk) -> None:
    left = small_disk.folder / "media" / ".unfinished" / "half"
    left.parent.mkdir(parents=True)
    left.write_bytes(b"the first half")
    now = timezone.now()

    forget_unfinished(at=now)
    assert left.exists() and list(default_storage.list_files()) == []
    forget_unfinished(at=now + timedelta(days=2))

    assert not left.exists()


def test_two_files_of_one_name_are_both_kept() -> None:
    names = [default_storage.save("a/note.txt", ContentFile(text)) for text in (b"one", b"two")]

    assert names[0] == "a/note.txt" != names[1]
    assert [default_storage.open(name).read() for name in names] == [b"one", b"two"]


def test_upload_says_that_the_disk_is_full_and_works_when_it_is_not(small_disk: SmallDisk) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(make_person(Role.EDITOR), backend="cms.users.backends.UserBackend")
    small_disk.fill(leave=100_000)

    answer = upload(client)

    assert answer.status_code == 507
    with override("vi"):
        assert describe_failure(MachineFailure.DISK_FULL) in answer.content.decode()
    assert not CampaignImage.objects.exists() and list_stored(small_disk) == []
    small_disk.free()
    assert upload(client).status_code == 302 and CampaignImage.objects.count() == 1


def test_kit_waits_while_the_disk_is_full_and_is_finished_afterwards(desk: Desk, small_disk: SmallDisk) -> None:
    call = publish_call(desk)
    organisation = OrganisationFactory()
    items = [ItemKey("call", str(call.translation_key))]
    kit = create_kit(title="Bộ", organisations=[organisation], items=items, by=None, at=timezone.now())
    small_disk.fill(leave=4096)
    request_edition(kit=kit, organisation=organisation, by=None, at=timezone.now())

    job = run_once()

    assert job.state == JobState.QUEUED and "disk is full" in job.error
    assert KitEdition.objects.get().state == EditionState.BUILDING and list_stored(small_disk) == []
    small_disk.free()
    assert [job.state for job in run_pending_jobs()] == [JobState.DONE]
    edition = KitEdition.objects.get()
    assert edition.state == EditionState.FINISHED and default_storage.size(edition.storage_name) == edition.size


def test_poster_waits_while_the_disk_is_full_and_is_finished_afterwards(desk: Desk, small_disk: SmallDisk) -> None:
    call = publish_call(desk)
    request_posters(
        kind="call",
        key=str(call.translation_key),
        languages=("vi",),
        format_codes=(POSTER,),
        placement="Lift",
        organisation_key=None,
        by=make_officer(),
        at=timezone.now(),
    )
    small_disk.fill(leave=4096)

    job = run_once()

    assert job.state == JobState.QUEUED and "disk is full" in job.error, job.error
    assert list_stored(small_disk) == []
    small_disk.free()
    [job] = run_pending_jobs()

    assert (job.state, Poster.objects.get().state) == (JobState.DONE, PosterState.RELEASED), job.error


def test_scans_that_a_full_disk_refuses_are_counted_and_later_ones_are_kept(small_disk: SmallDisk) -> None:
    Link.objects.create(code="NQNQNQ", item_kind="call", item_key="k", language="vi")
    directory = small_disk.folder / "spool"
    spool = Spool(directory)
    kept = 0
    for _number in range(3):
        spool.append(make_scan())
        kept += 1
    small_disk.fill()
    for _number in range(200):  # what was left of the last block takes some
        try:
            spool.append(make_scan())
            kept += 1
        except OSError:
            continue
    assert spool.not_kept > 0 and not spool.is_keeping
    small_disk.free()
    spool.append(make_scan())

    drain_spool(directory=directory)

    assert Scan.objects.count() == kept + 1 and spool.is_keeping
    assert list(directory.glob("*.aside")) == []


def make_scan() -> ScanRecord:
    return ScanRecord(new_scan_id(), "NQNQNQ", 29_000_000, "vi", is_robot=False)


def run_once() -> Job:
    """Run the queued job once, as a worker does."""

    job = run_job(Job.objects.get(state=JobState.QUEUED).pk)
    assert job is not None
    return job
