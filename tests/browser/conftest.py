"""Imports stand inside: pytest reads this file before Django is ready."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.pages.factories import PublicSite


@pytest.fixture
def site(transactional_db: None) -> PublicSite:
    from tests.pages.factories import make_public_site

    return make_public_site()
