"""The desk's walk over HTTP, with randomly drawn texts: translating, rejecting wrong facts, exchanging XLIFF."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.journeys.translating import STEPS

if TYPE_CHECKING:
    from tests.journeys.cast import World

pytestmark = [pytest.mark.django_db(transaction=True)]


def test_a_wrong_number_never_reaches_a_korean_reader(world: World) -> None:
    for step in STEPS:
        step(world)
