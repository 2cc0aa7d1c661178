"""Targets that the form for a recall offers: of each kind the newest fifty, and all by a part of their titles."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from cms.users.roles import Role
from outreach.holdings.models import Delivery, HeldItem
from outreach.posters.models import Poster, PosterState
from outreach.recalls.choices import find_choice, list_choices
from outreach.recalls.models import Recall
from tests.approvals.factories import Desk, make_person
from tests.availability.world import World, make_world, sign_in
from tests.ledger.factories import NOW, record_download
from tests.organisations.factories import OrganisationFactory

pytestmark = pytest.mark.django_db


def test_each_kind_of_target_is_offered_and_found_again_by_its_name(db: None) -> None:
    world: World = make_world()

    groups = list_choices(search="")

    names = [list(group.targets) for group in groups]
    assert f"film:{world.key}:" in names[0] and f"film:{world.key}:ko" in names[0]
    assert names[1] == [f"edition:{world.edition.key}"]
    assert f"source:poster:{world.poster.key}" in names[2]
    assert f"source:master:{world.masters['ko'].pk}" in names[2]
    assert names[3] == ["fact:hotline"]
    for group in groups:
        for name, target in group.targets.items():
            assert find_choice(name) == target, name


@pytest.mark.parametrize(
    "name",
    [
        "",
        "x",
        "call:1:",
        "edition:1",
        "source:",
        "source:poster:1",
        f"source:poster:{'-' * 36}",
        "source:image:9",
        "fact:x",
    ],
)
def test_an_unknown_name_is_no_target(db: None, name: str) -> None:
    assert find_choice(name) is None


def test_a_withdrawn_poster_that_may_still_hang_can_be_recalled(db: None) -> None:
    world: World = make_world()
    Poster.objects.filter(pk=world.poster.pk).update(state=PosterState.WITHDRAWN)

    assert find_choice(f"source:poster:{world.poster.key}") is not None


def test_the_older_of_many_targets_are_found_by_their_title(client: Client, desk: Desk) -> None:
    hue, seoul = OrganisationFactory(name="Hue"), OrganisationFactory(name="Seoul")
    record_download(hue, key="the-oldest")
    HeldItem.objects.update(title="Hill 12")
    for number in range(60):
        record_download(hue, key=f"call-{number}")
    Delivery.objects.bulk_create(
        Delivery(
            organisation_key=(hue if number else seoul).key,
            edition_key=f"e{number}",
            title="Kit",
            offered_at=NOW + timedelta(hours=number),
        )
        for number in range(60)
    )
    client.force_login(desk.lead)
    address = reverse("outreach_new_recall")

    first = client.get(address).content.decode()
    by_title = client.get(address, {"q": "hill"}).content.decode()
    by_organisation = client.get(address, {"q": "seoul"}).content.decode()

    assert first.count("<option") == 1 + 2 * 50 + 50
    assert "There are more than are shown." in first and "Hill 12" not in first
    assert "Hill 12 (" in by_title and "There are more" not in by_title
    assert 'value="edition:e0"' in by_organisation and "edition:e1" not in by_organisation


def test_a_target_that_is_not_among_those_shown_can_be_recalled(client: Client, desk: Desk) -> None:
    hue = OrganisationFactory()
    record_download(hue, key="the-oldest")
    for number in range(60):
        record_download(hue, key=f"call-{number}")
    client.force_login(desk.lead)
    address = f"{reverse('outreach_new_recall')}?item=call:the-oldest:ko"

    page = client.get(address).content.decode()
    client.post(address, {"item": "call:the-oldest:ko", "reason": "Wrong hill", "deadline": "2099-01-01 00:00"})

    assert '<option value="call:the-oldest:ko" selected>' in page
    assert Recall.objects.get().key == "the-oldest"


def test_a_search_that_finds_nothing_says_so() -> None:
    officer = sign_in(make_person(Role.OUTREACH_OFFICER, interface_language="en"))

    page = officer.get(reverse("outreach_new_recall"), {"q": "zzzz"}).content.decode()

    assert "Search for another part of it." in page
