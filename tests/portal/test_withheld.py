"""An edition with parts that may not leave: offered without them, with the reasons, and renewed by one press."""

from __future__ import annotations

import json
import zipfile
from copy import deepcopy
from pathlib import PurePosixPath
from typing import Any

import pytest
from django.core import signing
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone

from cms.emergency.withdrawal import withdraw_everything
from cms.files.serving import SentBytes
from cms.films.models import LanguageVersion
from cms.jobs.models import Job, JobState
from cms.jobs.queue import run_pending_jobs
from cms.users.roles import Role
from outreach.holdings.models import HeldItem
from outreach.kits import receipts
from outreach.kits.editions import EditionRefused, build_edition, request_edition
from outreach.kits.models import EditionState, FileRole, KitEdition
from outreach.kits.plan import EditionRecipient, ItemKey, make_plan
from outreach.kits.renewal import renew_edition
from outreach.ledger.actions import Action
from outreach.ledger.inspection import inspect_ledger
from outreach.ledger.models import LedgerEvent
from outreach.organisations.members import NotAMember
from tests.approvals.factories import make_person
from tests.availability.world import World, add_master, change_text, end_yesterday, make_world
from tests.organisations.factories import MembershipFactory
from tests.rows import made_once

pytestmark = pytest.mark.django_db


untouched = made_once(make_world)


@pytest.fixture
def world(untouched: World, db: None) -> World:
    return deepcopy(untouched)


def test_edition_is_offered_without_the_withdrawn_language_and_says_which_and_why(world: World) -> None:
    world.site.withdraw(world.korean)
    edition = world.edition

    whole = world.partner.get(reverse("portal:download", args=[edition.key]))

    assert whole.status_code == 410
    page = whole.content.decode()
    assert "Parts of this edition may not be used any more, so it can&#x27;t be downloaded as a whole." in page
    assert 'data-withheld="withdrawn"' in page
    assert 'data-invalid="withdrawn"' in page
    for file in edition.files.all():
        answer = world.partner.get(reverse("portal:file", args=[edition.key, file.pk]))
        assert answer.status_code == (410 if file.language == "ko" else 200), file.path
        if file.language != "ko":
            assert len(b"".join(answer.streaming_content)) == file.size
    assert "data-withheld" in world.partner.get(reverse("portal:home")).content.decode()
    assert {event.item_language for event in LedgerEvent.objects.filter(action=Action.DOWNLOADED)} == {"vi"}


def test_one_press_builds_a_clean_edition_as_a_job_and_a_second_builds_nothing(world: World) -> None:
    world.site.withdraw(world.korean)
    here = reverse("portal:edition", args=[world.edition.key])
    address = reverse("portal:renew", args=[world.edition.key])
    assert address in world.partner.get(here).content.decode()
    jobs = Job.objects.count()

    world.partner.post(address)
    world.partner.post(address)

    assert Job.objects.count() == jobs + 1
    page = world.partner.get(here).content.decode()
    assert "data-renewing" in page and address not in page
    Job.objects.filter(kind="kits.build").update(state=JobState.FAILED)
    assert address in world.partner.get(here).content.decode(), "a build that failed can be requested again"
    world.partner.post(address)
    run_pending_jobs()
    edition = KitEdition.objects.get(number=2, state=EditionState.FINISHED)
    assert reverse("portal:edition", args=[edition.key]) in world.partner.get(here).content.decode()
    assert world.partner.get(reverse("portal:download", args=[edition.key])).status_code == 200
    assert {file.language for file in edition.files.all()} == {"vi"}


def test_edition_is_renewed_only_by_its_members_and_only_if_something_is_wrong(world: World) -> None:
    at, stranger = timezone.now(), MembershipFactory().user

    with pytest.raises(EditionRefused, match="Everything in this edition may be used"):
        renew_edition(edition=world.edition, by=world.member, at=at)
    end_yesterday(world)
    with pytest.raises(NotAMember):
        renew_edition(edition=world.edition, by=stranger, at=at)

    assert renew_edition(edition=world.edition, by=world.member, at=at).number == 2


def test_recalled_part_is_named_and_the_edition_is_not_called_recalled_as_a_whole(world: World) -> None:
    edition = world.edition
    world.recall(kind="film", key=world.key, language="ko")
    run_pending_jobs()

    home = world.partner.get(reverse("portal:home")).content.decode()
    page = world.partner.get(reverse("portal:edition", args=[edition.key])).content.decode()

    recalled = len(set(edition.files.filter(language="ko").values_list("title", "role")))
    for shown in (home, page):
        assert 'data-recalled="part"' in shown and 'data-recalled="whole"' not in shown
        assert shown.count('data-withheld="recalled"') == recalled
    assert 'data-delivery="recalled"' not in home
    assert reverse("portal:edition", args=[edition.key]) in home.partition("One press")[2]
    assert reverse("portal:renew", args=[edition.key]) in page
    officer = world.officer.get(reverse("outreach_organisation", args=[world.organisation.key])).content.decode()
    assert "<td>Recalled</td>" not in officer


def test_edition_that_was_recalled_as_a_whole_is_called_so(world: World) -> None:
    world.recall(edition_key=str(world.edition.key))
    run_pending_jobs()

    home = world.partner.get(reverse("portal:home")).content.decode()

    assert 'data-recalled="whole"' in home and 'data-delivery="recalled"' in home
    assert inspect_ledger(at=timezone.now()).findings == ()


def test_recalled_film_stays_recalled_when_its_text_is_approved_anew_and_until_it_has_another_master(
    world: World,
) -> None:
    old = world.get_file(role="master")
    world.recall(kind="film", key=world.key, language="ko")

    change_text(world)
    second = world.build()

    assert not second.files.filter(role="master", language="ko").exists()
    assert second.files.filter(role="subtitles", language="ko").exists()
    version = LanguageVersion.objects.get(film=world.film, language_tag="ko")
    version.master = add_master("ko, corrected")
    version.save()
    third = world.build()
    assert third.files.get(role="master", language="ko").sha256 == version.master.sha256
    address = reverse("portal:file", args=[world.edition.key, old.pk])
    assert world.partner.get(address).status_code == 410


def test_officer_sees_the_reasons_and_the_button_on_the_editions_page(world: World) -> None:
    end_yesterday(world)

    page = world.officer.get(reverse("outreach_edition", args=[world.edition.pk])).content.decode()

    assert page.count('data-ended="expired"') == world.edition.files.filter(role__in=["master", "image"]).count()
    assert reverse("outreach_build_edition", args=[world.edition.kit_id, world.organisation.pk]) in page


def test_home_lists_what_is_held_and_may_not_be_used_until_it_was_removed(world: World) -> None:
    film = world.edition.files.get(role="master", language="ko")
    list(world.partner.get(reverse("portal:file", args=[world.edition.key, film.pk])).streaming_content)
    home = reverse("portal:home")
    assert "data-unusable" not in world.partner.get(home).content.decode()

    end_yesterday(world)

    page = world.partner.get(home).content.decode()
    assert page.count("data-unusable") == 1  # the Vietnamese film was not fetched
    listed = " ".join(page.partition("data-unusable>")[2].partition("</li>")[0].split())
    assert "영화" in listed and "Film" in listed and listed.endswith("The rights to show it have ended.")
    HeldItem.objects.update(removed_at=timezone.now())
    assert "data-unusable" not in world.partner.get(home).content.decode()


def test_text_taken_down_while_an_edition_is_built_does_not_enter_it(world: World) -> None:
    building = request_edition(kit=world.edition.kit, organisation=world.organisation, by=None, at=timezone.now())
    at_once = iter([lambda: world.site.withdraw(world.korean)])

    with pytest.raises(EditionRefused, match="taken down or changed while the edition was being built"):
        build_edition(
            edition=building,
            attempt="1",
            at=timezone.now(),
            progress=lambda done, total: next(at_once, lambda: None)(),
        )

    building.refresh_from_db()
    assert building.state == EditionState.BUILDING
    assert not LedgerEvent.objects.filter(action=Action.OFFERED, edition_key=str(building.key)).exists()


def test_while_everything_is_withdrawn_the_portal_says_it_once_and_offers_no_new_edition(world: World) -> None:
    address = reverse("portal:edition", args=[world.edition.key])
    lead = make_person(Role.DESK_LEAD)
    withdraw_everything(reason="Sai", by=lead, at=timezone.now())
    jobs = Job.objects.count()

    pages = [
        world.partner.get(reverse(name, args=args)).content.decode()
        for name, args in (
            ("portal:home", []),
            ("portal:edition", [world.edition.key]),
        )
    ]
    answer = world.partner.post(reverse("portal:renew", args=[world.edition.key]), follow=True)

    assert [page.count("data-withheld=") for page in pages] == [1, 1]
    assert "once it is public again, you can download it here as before" in pages[0]
    assert reverse("portal:renew", args=[world.edition.key]) not in pages[1]
    assert Job.objects.count() == jobs
    assert "All material of the campaign is withdrawn for now." in answer.content.decode()
    assert world.partner.get(address).status_code == 200


def test_files_of_one_text_that_differ_in_their_format_are_one_line(world: World) -> None:
    world.site.withdraw(world.korean)

    page = world.partner.get(reverse("portal:edition", args=[world.edition.key])).content.decode()

    parts = set(world.edition.files.filter(language="ko").values_list("title", "role"))
    assert len(parts) < world.edition.files.filter(language="ko").count()
    assert page.count('data-withheld="withdrawn"') == len(parts)


def test_a_film_in_a_kit_has_the_title_of_the_language_that_is_spoken_in_it(world: World) -> None:
    films = world.edition.files.filter(role=FileRole.MASTER).order_by("language")

    assert [(film.language, film.title) for film in films] == [("ko", "영화"), ("vi", "Tấm bản đồ")]


def test_a_film_is_fetched_apart_in_pieces_and_nginx_sends_and_logs_it(world: World, settings: Any) -> None:
    film, master = world.get_file(role="master"), world.masters["ko"]
    address = reverse("portal:file", args=[world.edition.key, film.pk])
    with default_storage.open(world.edition.storage_name) as packed, zipfile.ZipFile(packed) as bag:
        names, films = bag.namelist(), json.loads(bag.read("films.json"))["films"]
    piece = world.partner.get(address, headers={"range": "bytes=5-"})
    settings.MEDIA_OFFLOAD_PREFIX = "/_files/"

    handed = world.partner.get(address)

    assert not any(PurePosixPath(name).name == PurePosixPath(film.path).name for name in names)
    assert {each["sha256"] for each in films} == {each.sha256 for each in world.masters.values()}
    assert (piece.status_code, b"".join(piece.streaming_content)) == (206, b"film with sound in ko"[5:])
    assert handed["X-Accel-Redirect"] == f"/_files/{master.file.name}"
    kind, *values = signing.loads(handed["X-Receipt"], salt="holdings.sent_log")
    assert kind == receipts.KIND
    sent = SentBytes(0, film.size - 1, film.size)
    for _ in range(2):
        receipts.record_logged(values, sent, timezone.now(), "a" * 32)
    downloads = LedgerEvent.objects.filter(action=Action.DOWNLOADED).order_by("seq")
    assert [event.data["bytes"] for event in downloads] == [
        [5, film.size - 1, film.size],
        [0, film.size - 1, film.size],
    ]
    assert {event.data["path"] for event in downloads} == {film.path}
    assert HeldItem.objects.get(edition_key=str(world.edition.key), sha256=master.sha256).held_at


def test_a_kit_has_the_films_that_are_spoken_in_a_language_of_the_organisation(world: World) -> None:
    def list_spoken(*languages: str) -> set[str]:
        recipient = EditionRecipient(world.organisation.key, languages, territory=("KR",))
        plan = make_plan(items=[ItemKey("film", world.key)], recipient=recipient, at=timezone.now())
        return {file.ref.language for file in plan.apart}

    assert list_spoken("ko") == {"ko"}
    LanguageVersion.objects.filter(language_tag="ko").delete()
    assert list_spoken("ko") == {"vi"}  # with the Korean subtitles
