"""The whole chain over HTTP, from a new text to its withdrawal, with randomly drawn texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.journeys import accounting
from tests.journeys.steps import STEPS

if TYPE_CHECKING:
    from tests.journeys.cast import World

pytestmark = [pytest.mark.walk, pytest.mark.django_db(transaction=True)]


def test_the_whole_chain_from_a_text_to_its_withdrawal(world: World) -> None:
    for step in STEPS:
        step(world)
    accounting.tamper_with_the_ledger(world)
