"""Imports stand inside: pytest reads this file before Django is ready."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.translation_desk.factories import Desk


@pytest.fixture
def desk(db: None) -> Desk:
    from tests.translation_desk.factories import make_desk

    return make_desk()
