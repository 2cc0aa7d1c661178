"""Fixtures of the journeys. They import project modules inside, because pytest reads this before Django is set up."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

pytest.register_assert_rewrite(
    *(
        f"tests.journeys.{name}"
        for name in (
            "writing",
            "handing_out",
            "correcting",
            "accounting",
            "finished",
            "person",
            "translating",
            "publishing",
        )
    )
)

if TYPE_CHECKING:
    from tests.journeys.cast import World


@pytest.fixture(autouse=True)
def spool_dir(settings: Any, tmp_path: Path) -> None:
    """A spool of its own for each walk."""
    settings.SPOOL_DIR = tmp_path / "spool"


@pytest.fixture
def world(transactional_db: None, spool_dir: None) -> World:
    from tests.journeys.cast import gather

    return gather()
