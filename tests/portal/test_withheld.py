"""An edition with parts that may not leave: offered without them, with the reasons, and renewed by one press."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from cms.jobs.models import Job, JobState
from cms.jobs.queue import run_pending_jobs
from outreach.holdings.models import HeldItem
from outreach.kits.editions import EditionRefused, build_edition, request_edition
from outreach.kits.models import EditionState, KitEdition
from outreach.kits.renewal import renew_edition
from outreach.ledger.actions import Action
from outreach.ledger.models import LedgerEvent
from outreach.organisations.members import NotAMember
from tests.availability.world import World, end_yesterday, make_world
from tests.organisations.factories import MembershipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db: None) -> World:
    return make_world()


def test_edition_is_offered_without_the_withdrawn_language_and_says_which_and_why(world: World) -> None:
    world.site.withdraw(world.korean)
    edition = world.edition

    whole = world.partner.get(reverse("portal:download", args=[edition.key]))

    assert whole.status_code == 410
    page = whole.content.decode()
    assert "Parts of this edition may not be used any more, so it can&#x27;t be downloaded as a whole." in page
    assert page.count('data-withheld="withdrawn"') == edition.files.filter(language="ko").count()
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
