"""A storage that is down: a sentence that says so, nothing half done, and all goes on when it answers again."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from django.utils.translation import override
from PIL import Image

from cms.jobs.execution import run_job
from cms.jobs.models import Job, JobState
from cms.jobs.queue import run_pending_jobs
from cms.media.models import CampaignImage
from cms.monitoring.machine_failures import MachineFailure, describe_failure
from cms.users.roles import Role
from outreach.kits.editions import create_kit, request_edition
from outreach.kits.models import EditionState, KitEdition
from outreach.kits.plan import ItemKey
from tests.approvals.factories import Desk, make_person
from tests.backups.installation import describe_bucket, make_bucket
from tests.organisations.factories import OrganisationFactory
from tests.posters.factories import publish_call
from tests.services.processes import find_free_ports

pytestmark = pytest.mark.django_db


@pytest.fixture
def turn(settings: Any) -> Callable[[bool], None]:
    """A function that turns the storage on or off: files are in a bucket, or at an address where nothing answers."""
    up = describe_bucket(make_bucket())
    [port] = find_free_ports(1)
    down = {**up, "OPTIONS": {**up["OPTIONS"], "endpoint_url": f"http://127.0.0.1:{port}"}}

    def turn(is_up: bool) -> None:
        settings.STORAGES = {**settings.STORAGES, "default": up if is_up else down}

    return turn


def upload(client: Client) -> Any:
    buffer = BytesIO()
    Image.new("RGB", (40, 30), "green").save(buffer, "PNG")
    picture = SimpleUploadedFile("banner.png", buffer.getvalue(), "image/png")
    fields = {"title": "Banner", "rights_holder": "Bảo tàng", "licence": "Thỏa thuận", "consent": "not_needed"}
    return client.post("/admin/images/add/", {**fields, "file": picture, "collection": "1"})


def test_upload_says_that_the_storage_does_not_answer(turn: Callable[[bool], None]) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(make_person(Role.EDITOR), backend="cms.users.backends.UserBackend")
    turn(False)

    answer = upload(client)

    assert answer.status_code == 503
    with override("vi"):
        assert describe_failure(MachineFailure.STORAGE_AWAY) in answer.content.decode()
    assert not CampaignImage.objects.exists()
    turn(True)
    assert upload(client).status_code == 302 and CampaignImage.objects.count() == 1


def test_file_of_a_storage_that_does_not_answer_is_not_said_to_be_missing(turn: Callable[[bool], None]) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(make_person(Role.EDITOR), backend="cms.users.backends.UserBackend")
    turn(True)
    upload(client)
    url = CampaignImage.objects.get().file.url
    turn(False)

    assert client.get(url).status_code == 503


def test_kit_waits_for_the_storage_and_is_finished_afterwards(desk: Desk, turn: Callable[[bool], None]) -> None:
    call = publish_call(desk)
    organisation = OrganisationFactory()
    items = [ItemKey("call", str(call.translation_key))]
    kit = create_kit(title="Bộ", organisations=[organisation], items=items, by=None, at=timezone.now())
    turn(False)
    request_edition(kit=kit, organisation=organisation, by=None, at=timezone.now())

    job = run_job(Job.objects.get(state=JobState.QUEUED).pk)

    assert job is not None and job.state == JobState.QUEUED and "does not answer" in job.error
    assert KitEdition.objects.get().state == EditionState.BUILDING
    turn(True)
    assert [job.state for job in run_pending_jobs()] == [JobState.DONE]
    edition = KitEdition.objects.get()
    assert edition.state == EditionState.FINISHED and default_storage.size(edition.storage_name) == edition.size


@pytest.mark.django_db(transaction=True)
def test_backup_says_that_the_storage_does_not_answer(
    turn: Callable[[bool], None], tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.services.postgresql import find_tools

    monkeypatch.setenv("PATH", f"{find_tools()}:/usr/bin:/bin")
    turn(False)
    with pytest.raises(CommandError, match="keeps the files does not answer") as failure:
        call_command("backup", str(tmp_path / "backups"))
    assert failure.value.returncode == 2 and list((tmp_path / "backups").glob("*T*")) == []

    turn(True)
    default_storage.save("note.txt", ContentFile(b"note"))
    call_command("backup", str(tmp_path / "backups"))
