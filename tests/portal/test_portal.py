"""The partners' portal: members see the material of their own organisations only."""

from collections.abc import Iterator
from copy import deepcopy
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext, override

from cms.jobs.queue import run_pending_jobs
from cms.users.models import User
from outreach.holdings.models import Delivery, DeliveryState, UseReport
from outreach.kits.editions import create_kit, request_edition
from outreach.kits.models import KitEdition
from outreach.kits.plan import ItemKey
from outreach.ledger.checkpoints import make_checkpoint
from outreach.ledger.models import LedgerEvent
from outreach.ledger.signing import get_public_key
from outreach.ledger.triggers import lifted
from outreach.ledger.verifier import check_file
from outreach.organisations.models import Membership, Organisation, OrganisationKind
from outreach.posters.models import PosterFile
from outreach.posters.requests import request_posters
from outreach.recalls.recall import send_recall
from outreach.recalls.targets import RecallTarget
from outreach.screens.models import Screen
from outreach.screens.schedule import Showing, assign
from tests.approvals.factories import Desk, make_desk
from tests.factories import UserFactory
from tests.posters.factories import make_officer, publish_call, publish_korean
from tests.rows import made_once

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_korean() -> Iterator[None]:
    with translation.override("ko"):
        yield


def make_mission(country: str, *languages: str) -> tuple[Organisation, Client]:
    mission = Organisation.objects.create(
        kind=OrganisationKind.MISSION, name=f"Mission in {country}", country=country, languages=list(languages)
    )
    person: User = UserFactory(interface_language="ko")
    person.groups.add(Group.objects.get(name="partner"))
    Membership.objects.create(user=person, organisation=mission)
    client = Client()
    client.force_login(person)
    return mission, client


def make_portal(desk: Desk) -> dict[str, Any]:
    """Make a finished edition for a mission in Korea; clients of its member and of another mission's."""
    call = publish_call(desk)
    publish_korean(desk, call)
    officer = make_officer()
    seoul, at_seoul = make_mission("KR", "ko", "vi")
    _canberra, at_canberra = make_mission("AU", "en", "vi")
    kit = create_kit(
        title="Bộ tài liệu",
        organisations=[seoul],
        items=[ItemKey("call", str(call.translation_key))],
        by=None,
        at=timezone.now(),
    )
    request_edition(kit=kit, organisation=seoul, by=officer, at=timezone.now())
    run_pending_jobs()
    edition = KitEdition.objects.get()
    return {"call": call, "officer": officer, "seoul": at_seoul, "canberra": at_canberra, "edition": edition}


untouched = made_once(lambda: make_portal(make_desk()))


@pytest.fixture
def world(untouched: dict[str, Any], db: None) -> dict[str, Any]:
    return deepcopy(untouched)


def test_members_see_their_edition_and_others_get_404(world: dict[str, Any]) -> None:
    address = reverse("portal:edition", args=[world["edition"].key])

    assert world["seoul"].get(address).status_code == 200
    assert world["canberra"].get(address).status_code == 404
    assert "Bộ tài liệu" in world["seoul"].get(reverse("portal:home")).content.decode()
    assert "Bộ tài liệu" not in world["canberra"].get(reverse("portal:home")).content.decode()


def test_a_download_resumes_and_each_piece_with_the_last_byte_is_recorded(world: dict[str, Any]) -> None:
    address = reverse("portal:download", args=[world["edition"].key])

    first = b"".join(world["seoul"].get(address, headers={"range": "bytes=0-999"}).streaming_content)
    rest = b"".join(world["seoul"].get(address, headers={"range": "bytes=1000-"}).streaming_content)
    whole = b"".join(world["seoul"].get(address).streaming_content)

    size = len(whole)
    assert first + rest == whole
    assert get_recorded_bytes() == [[1000, size - 1, size], [0, size - 1, size]]
    assert world["canberra"].get(address).status_code == 404


def get_recorded_bytes() -> list[list[int]]:
    events = LedgerEvent.objects.filter(action="edition.downloaded").order_by("seq")
    return [event.data["bytes"] for event in events]


def test_what_sends_no_last_byte_is_no_download(world: dict[str, Any]) -> None:
    edition, address = world["edition"], reverse("portal:download", args=[world["edition"].key])

    head = world["seoul"].head(address, headers={"range": "bytes=5-9"})
    refused = world["seoul"].get(address, headers={"range": f"bytes={edition.size}-"})
    list(world["seoul"].get(address, headers={"range": "bytes=0-9"}).streaming_content)
    broken = world["seoul"].get(address)
    next(iter(broken.streaming_content))  # the client never takes what follows

    assert (head.status_code, head.headers["Content-Length"], refused.status_code) == (200, str(edition.size), 416)
    assert get_recorded_bytes() == []


def test_with_dead_storage_nothing_is_a_download_and_the_later_one_is(
    world: dict[str, Any], settings: Any, tmp_path: Path
) -> None:
    edition, seoul = world["edition"], world["seoul"]
    addresses = [
        reverse("portal:download", args=[edition.key]),
        reverse("portal:file", args=[edition.key, edition.files.first().pk]),
    ]
    alive = settings.STORAGES
    options = {"BACKEND": "cms.files.storage.PrivateDiskStorage", "OPTIONS": {"location": str(tmp_path)}}
    settings.STORAGES = {**alive, "default": options}
    dead = [seoul.get(address).status_code for address in addresses]
    settings.STORAGES = alive

    assert (dead, get_recorded_bytes()) == ([410, 410], [])
    for address in addresses:
        list(seoul.get(address).streaming_content)
    assert len(get_recorded_bytes()) == 2


def test_each_file_of_an_item_is_a_download_of_its_own_once_a_day(world: dict[str, Any]) -> None:
    files = list(world["edition"].files.filter(language="ko"))

    for file in [*files, *files]:
        list(world["seoul"].get(reverse("portal:file", args=[world["edition"].key, file.pk])).streaming_content)

    recorded = LedgerEvent.objects.filter(action="edition.downloaded").values_list("data", flat=True)
    assert len(files) > 1
    assert sorted(data["path"] for data in recorded) == sorted(file.path for file in files)
    assert {data["sha256"] for data in recorded} == {file.sha256 for file in files}


def test_one_file_of_an_edition_can_be_downloaded_alone(world: dict[str, Any]) -> None:
    file = world["edition"].files.filter(language="ko").first()
    address = reverse("portal:file", args=[world["edition"].key, file.pk])

    content = b"".join(world["seoul"].get(address).streaming_content)

    assert len(content) == file.size
    assert world["canberra"].get(address).status_code == 404


def test_members_get_the_proof_that_their_delivery_is_in_the_ledger(world: dict[str, Any], kept: Path) -> None:
    address = reverse("portal:proof", args=[world["edition"].key])
    early = world["seoul"].get(address, follow=True)
    make_checkpoint(at=timezone.now())
    answer = world["seoul"].get(address)

    assert early.redirect_chain
    assert check_file(answer.content.decode(), public_key=get_public_key()).endswith("2 events proved.")
    assert world["canberra"].get(address).status_code == 404


def test_a_ledger_that_is_not_what_was_signed_gives_no_proof_and_says_so(world: dict[str, Any], kept: Path) -> None:
    make_checkpoint(at=timezone.now())
    with lifted():
        LedgerEvent.objects.filter(action="edition.offered").update(by_key="user:99")

    answer = world["seoul"].get(reverse("portal:proof", args=[world["edition"].key]), follow=True)

    told = [str(message) for message in answer.context["messages"]]
    assert len(told) == 1
    assert answer.redirect_chain


def test_opening_an_edition_is_an_event_once_a_person(world: dict[str, Any]) -> None:
    address = reverse("portal:edition", args=[world["edition"].key])
    opened = LedgerEvent.objects.filter(action="edition.opened")
    world["seoul"].head(address)
    world["seoul"].get(address, headers={"Sec-Purpose": "prefetch;prerender"})
    world["canberra"].get(address)
    assert not opened.exists()

    world["seoul"].get(address)
    world["seoul"].get(address)
    colleague: User = UserFactory(interface_language="ko")
    colleague.groups.add(Group.objects.get(name="partner"))
    Membership.objects.create(user=colleague, organisation=world["edition"].organisation)
    client = Client()
    client.force_login(colleague)
    client.get(address)

    assert opened.count() == 2
    assert Delivery.objects.get(edition_key=str(world["edition"].key)).state == DeliveryState.OPENED


def test_receipt_is_acknowledged_once(world: dict[str, Any]) -> None:
    address = reverse("portal:acknowledge", args=[world["edition"].key])

    world["seoul"].post(address)
    world["seoul"].post(address)

    assert LedgerEvent.objects.filter(action="edition.acknowledged").count() == 1
    assert world["canberra"].post(address).status_code == 404


def test_a_report_with_days_in_reverse_order_is_refused_and_keeps_its_values(world: dict[str, Any]) -> None:
    address = reverse("portal:report", args=[world["edition"].key])
    typed = {"place": "Sảnh lãnh sự", "starts_on": "2026-11-20", "ends_on": "2026-11-01", "item": ""}

    answer = world["seoul"].post(address, typed)

    assert "Sảnh lãnh sự" in answer.content.decode()
    assert list(answer.context["form"].errors) == ["ends_on"]
    assert not UseReport.objects.exists()


def test_a_valid_report_is_stored_and_recorded_in_the_ledger(world: dict[str, Any]) -> None:
    typed = {"place": "Sảnh lãnh sự", "starts_on": "2026-11-01", "ends_on": "", "audience": "120", "item": ""}

    world["seoul"].post(reverse("portal:report", args=[world["edition"].key]), typed)

    assert UseReport.objects.get().place == "Sảnh lãnh sự"
    assert LedgerEvent.objects.filter(action="item.used").count() == 1


def test_a_report_from_the_future_is_refused_beside_its_field(world: dict[str, Any]) -> None:
    typed = {"place": "Sảnh lãnh sự", "starts_on": "2099-01-01", "ends_on": "", "item": ""}

    answer = world["seoul"].post(reverse("portal:report", args=[world["edition"].key]), typed)

    assert list(answer.context["form"].errors) == ["starts_on"]
    assert not UseReport.objects.exists()


def test_a_report_is_corrected_by_its_organisation_only(world: dict[str, Any]) -> None:
    typed = {"place": "Sảnh lãnh sự", "starts_on": "2026-11-01", "ends_on": "", "audience": "120", "item": ""}
    world["seoul"].post(reverse("portal:report", args=[world["edition"].key]), typed)
    address = reverse("portal:correct_report", args=[UseReport.objects.get().pk])

    shown = world["seoul"].get(address).content.decode()
    answer = world["seoul"].post(address, {**typed, "audience": "12"})

    assert "Sảnh lãnh sự" in shown
    assert answer.status_code == 302
    assert UseReport.objects.current().get().audience == 12
    assert world["canberra"].get(address).status_code == 404


def test_who_corrects_a_report_that_a_colleague_corrected_is_told_so_and_loses_no_words(world: dict[str, Any]) -> None:
    typed = {"place": "Sảnh lãnh sự", "starts_on": "2026-11-01", "ends_on": "", "audience": "120", "item": ""}
    world["seoul"].post(reverse("portal:report", args=[world["edition"].key]), typed)
    address = reverse("portal:correct_report", args=[UseReport.objects.get().pk])
    assert world["edition"].kit.title in world["seoul"].get(address).content.decode()
    world["seoul"].post(address, {**typed, "audience": "12"})

    late = world["seoul"].post(address, {**typed, "evidence": "Có ảnh chụp"}).content.decode()
    reopened = world["seoul"].get(address, follow=True)

    sentence = "This report was corrected before. Open the newer one and correct that."
    with override("ko"):
        assert gettext(sentence) in late
        assert "Có ảnh chụp" in late
        assert gettext(sentence) in reopened.content.decode()
    assert reopened.redirect_chain == [(reverse("portal:home"), 302)]


def test_a_recall_reaches_holders_and_is_confirmed_by_them(world: dict[str, Any]) -> None:
    list(world["seoul"].get(reverse("portal:download", args=[world["edition"].key])).streaming_content)
    now = timezone.now()
    recall = send_recall(
        target=RecallTarget(title="Lời kêu gọi", kind="call", key=str(world["call"].translation_key)),
        reason="Một ngày sai",
        deadline=now + timedelta(days=3),
        by=world["officer"],
        at=now,
    )
    run_pending_jobs()
    recipient = recall.recipients.get()
    address, home = reverse("portal:recall", args=[recipient.pk]), reverse("portal:home")

    assert f'href="{address}"' in world["seoul"].get(home).content.decode()
    assert address not in world["canberra"].get(home).content.decode()
    assert "Một ngày sai" in world["seoul"].get(address).content.decode()
    assert world["canberra"].get(address).status_code == 404
    world["seoul"].post(address, {"evidence": "Đã gỡ ở sảnh"})

    recipient.refresh_from_db()
    assert recipient.evidence == "Đã gỡ ở sảnh"
    assert address not in world["seoul"].get(home).content.decode()


def test_anonymous_users_are_redirected_to_sign_in() -> None:
    answer = Client().get(reverse("portal:home"))

    assert answer.status_code == 302
    assert "/accounts/login/" in answer["Location"]


def test_an_operator_without_a_player_downloads_the_files_of_each_screen(world: dict[str, Any]) -> None:
    organisation, operator = make_mission("VN", "vi")
    screen = Screen.objects.create(organisation_key=organisation.key, name="Lift", format="lift-portrait-hd")
    now = timezone.now()
    request_posters(
        kind="call",
        key=str(world["call"].translation_key),
        languages=["ko"],
        format_codes=["lift-portrait-hd"],
        placement="Lift",
        organisation_key=organisation.key,
        by=world["officer"],
        at=now,
    )
    run_pending_jobs()
    file = PosterFile.objects.get()
    assign(
        screen=screen,
        poster_file=file,
        showing=Showing(starts_at=now, ends_at=now + timedelta(days=1)),
        by_key=world["officer"].key,
        at=now,
    )
    address = reverse("portal:screen_file", args=[screen.key, file.sha256])

    assert address in operator.get(reverse("portal:home")).content.decode()
    assert len(b"".join(operator.get(address).streaming_content)) == file.size
    assert world["seoul"].get(address).status_code == 404
