"""The end of posters: that of their page and of the values on them, in the file's signature, on screens and in kits."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cms.credentials.models import SignedFile
from cms.credentials.signing import read_file
from cms.facts.models import FactVersion
from cms.jobs.queue import run_pending_jobs
from outreach.organisations.models import Organisation
from outreach.posters.models import Poster
from outreach.posters.requests import request_posters
from outreach.posters.validity import end_expired, mark_all_outdated
from outreach.screens.schedule import get_schedule
from tests.approvals.factories import Desk
from tests.factories import ContactChannelFactory, FactFactory
from tests.posters.factories import make_officer, publish_call
from tests.screens.factories import assign, make_operator, make_screen

pytestmark = pytest.mark.django_db

SMALL = "led-wall-small"


def make_poster(desk: Desk, organisation: Organisation, **fields: object) -> Poster:
    call = publish_call(desk, **fields)
    request(str(call.translation_key), organisation)
    return Poster.objects.get()


def request(key: str, organisation: Organisation) -> None:
    request_posters(
        kind="call",
        key=key,
        languages=["vi"],
        format_codes=[SMALL],
        placement="Wall",
        organisation_key=organisation.key,
        by=make_officer(),
        at=timezone.now(),
    )
    run_pending_jobs()


def test_poster_of_a_page_that_expires_ends_with_it_and_its_place_is_free(desk: Desk, client: Client) -> None:
    now = timezone.now().replace(microsecond=0)
    ends_at = now + timedelta(days=20)
    operator = make_operator()

    poster = make_poster(desk, operator, expire_at=ends_at)

    assert poster.valid_until == ends_at
    with default_storage.open(poster.file.storage_name) as file:
        credentials = read_file(file.read())
    assert credentials is not None and credentials.claims is not None
    assert credentials.claims.valid_until == ends_at
    assert SignedFile.objects.get(sha256=poster.file.sha256).valid_until == ends_at
    client.force_login(make_officer())
    assert b"data-valid-until" in client.get(reverse("poster_detail", args=[poster.key])).content
    screen = make_screen(operator, format=SMALL, placement="Wall")
    assign(screen, poster.file, at=now)
    schedule = get_schedule(key=screen.key, organisation_key=operator.key, at=now)
    assert schedule is not None
    (item,) = schedule.get_manifest(base_url="/").document["items"]
    assert item["valid_until"] == ends_at.strftime("%Y-%m-%dT%H:%M:%SZ")

    assert end_expired(at=ends_at - timedelta(seconds=1)) == []
    assert end_expired(at=ends_at) == [poster]
    mark_all_outdated(at=ends_at)
    poster.refresh_from_db()
    assert (poster.state, poster.ended_at) == ("outdated", ends_at)
    request(poster.item_key, operator)
    assert Poster.objects.filter(state="released").exclude(pk=poster.pk).exists()


def test_poster_ends_with_the_first_value_on_it_that_ends(desk: Desk) -> None:
    now = timezone.now().replace(microsecond=0)
    number = FactFactory(key="hotline", value="+84965001222")
    ContactChannelFactory(verified=True, facts=[number], name_vi="Đường dây nóng")
    FactVersion.objects.update(ends_at=now + timedelta(days=5))

    poster = make_poster(desk, make_operator(), expire_at=now + timedelta(days=20))

    assert "hotline" in poster.facts
    assert poster.valid_until == now + timedelta(days=5)
