"""Imports stand inside: pytest reads this file before Django is ready."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.approvals.factories import Desk


@pytest.fixture
def desk(db: None) -> Desk:
    from wagtail.users.models import UserProfile

    from cms.users.models import User
    from tests.approvals.factories import make_desk

    made = make_desk()
    User.objects.update(interface_language="en")
    UserProfile.objects.update(preferred_language="en")
    return made
