"""Files that left, found by their SHA-256: each with its state, and the items that they belong to."""

from copy import deepcopy

import pytest
from django.test import Client
from django.urls import reverse

from cms.users.roles import Role
from outreach.kits.models import FileRole
from outreach.lineage.finding import LineageMatch, find_matches
from tests.approvals.factories import make_person
from tests.availability.world import World, end_yesterday, make_world
from tests.rows import made_once

pytestmark = pytest.mark.django_db


untouched = made_once(make_world)


@pytest.fixture
def world(untouched: World, db: None) -> World:
    return deepcopy(untouched)


def states(matches: list[LineageMatch], *, url: str) -> list[str]:
    return [match.state for match in matches if match.url == url]


def test_every_file_of_an_edition_is_found_with_its_edition_item_and_state(world: World) -> None:
    address = reverse("outreach_edition", args=[world.edition.pk])

    for file in world.edition.files.all():
        matches = find_matches(file.sha256.upper())
        assert {match.key for match in matches} == {world.key}, file.path
        assert "valid" in states(matches, url=address), file.path


def test_a_file_whose_rights_have_ended_is_found_with_that_state(world: World) -> None:
    end_yesterday(world)
    film = world.edition.files.get(role=FileRole.MASTER, language="ko")

    matches = find_matches(film.sha256)

    address = reverse("outreach_edition", args=[world.edition.pk])
    assert states(matches, url=address) == ["The rights to show it have ended."]


def test_a_film_is_found_by_its_masters_file_though_nobody_was_sent_it(world: World) -> None:
    master = world.masters["ko"]
    world.edition.files.all().delete()

    (match,) = find_matches(master.sha256)

    assert (match.kind, match.key, match.state) == ("film", world.key, "public")


def test_a_zip_leads_to_its_edition_and_to_each_item_in_it(world: World, client: Client) -> None:
    second = world.build()
    client.force_login(make_person(Role.DESK_LEAD, interface_language="en"))

    matches = find_matches(second.sha256)
    page = client.get(reverse("lineage"), {"q": second.sha256}).content.decode()

    assert matches[0].url == reverse("outreach_edition", args=[second.pk])
    assert "edition 2" in matches[0].label
    assert [(match.kind, match.key) for match in matches[1:]] == [("film", world.key)]
    assert matches[0].url in page
    assert 'data-node="approval"' in page


def test_a_text_is_found_in_each_of_its_states(world: World) -> None:
    sha256 = world.edition.files.filter(role=FileRole.TEXT, language="ko")[0].item_sha256
    before = find_matches(sha256)

    world.site.withdraw(world.korean)

    after = find_matches(sha256)
    assert [match.state for match in before] == ["valid"]
    assert [match.state for match in after] == ["withdrawn"]
    assert after[0].url == before[0].url
