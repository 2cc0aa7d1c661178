"""Pictures and films as in the media tests, and a public site whose people read English."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.media.conftest import clip, image

if TYPE_CHECKING:
    from tests.pages.factories import PublicSite

__all__ = ["clip", "image", "site"]


@pytest.fixture
def site(db: None) -> PublicSite:
    from cms.users.roles import Role
    from tests.approvals.factories import make_person
    from tests.pages.factories import PublicSite

    return PublicSite(
        *(make_person(role, interface_language="en") for role in (Role.EDITOR, Role.PUBLISHER, Role.DESK_LEAD))
    )
