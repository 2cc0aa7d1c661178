"""Rights that end after an edition was fetched, and are given again."""

from copy import deepcopy
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cms.films.models import RightsWindow
from cms.media.models import CampaignImage
from outreach.holdings.holdings import list_invalid_items
from outreach.holdings.models import Delivery, DeliveryState, HeldItem
from outreach.kits.expiry import mark_expired
from outreach.ledger.actions import Action
from outreach.ledger.inspection import inspect_ledger
from outreach.ledger.models import LedgerEvent
from tests.availability.world import World, end_yesterday, make_world
from tests.kits.factories import fetch_edition
from tests.rows import made_once

pytestmark = pytest.mark.django_db


untouched = made_once(make_world)


@pytest.fixture
def world(untouched: World, db: None) -> World:
    return deepcopy(untouched)


def get_events(action: Action) -> list[tuple[str, str]]:
    return list(LedgerEvent.objects.filter(action=action).values_list("item_kind", "item_language").order_by("seq"))


def test_the_end_of_rights_is_an_event_once_for_each_held_item(world: World) -> None:
    fetch_edition(edition=world.edition, by=world.member, at=timezone.now())
    assert mark_expired(at=timezone.now()) == 0

    end_yesterday(world)
    counts = [mark_expired(at=timezone.now()) for _ in range(2)]

    assert counts[0] == len(get_events(Action.EXPIRED)) > 0
    assert counts[1] == 0
    invalid = list_invalid_items(world.organisation.key)
    assert {row.invalid_reason for row in invalid} == {"The rights to show it have ended."}
    assert Delivery.objects.get().state == DeliveryState.SUPERSEDED
    page = world.officer.get(reverse("outreach_organisation", args=[world.organisation.key])).content.decode()
    assert "The rights to show it have ended. Recorded on" in page


def test_nothing_ends_for_who_was_only_offered_it(world: World) -> None:
    end_yesterday(world)

    assert mark_expired(at=timezone.now()) == 0
    assert get_events(Action.EXPIRED) == []


def test_rights_that_are_given_again_are_an_event_and_make_it_valid(world: World) -> None:
    fetch_edition(edition=world.edition, by=world.member, at=timezone.now())
    end_yesterday(world)
    ended = mark_expired(at=timezone.now())

    RightsWindow.objects.update(ends_on=None)
    CampaignImage.objects.update(rights_until=timezone.localdate() + timedelta(days=30))
    counts = [mark_expired(at=timezone.now()) for _ in range(2)]

    assert counts == [ended, 0]
    assert not HeldItem.objects.invalid().exists()
    assert Delivery.objects.get().state == DeliveryState.DOWNLOADED
    assert [finding.kind for finding in inspect_ledger(at=timezone.now()).findings] == []
