"""A publisher's morning over HTTP, with randomly drawn texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.journeys.publishing import STEPS

if TYPE_CHECKING:
    from tests.journeys.cast import World

pytestmark = [pytest.mark.django_db(transaction=True)]


def test_a_publisher_reviews_postpones_revokes_replaces_and_corrects(world: World) -> None:
    for step in STEPS:
        step(world)
