"""No cache keeps an answer of the portal, the API or the account pages."""

from __future__ import annotations

import pytest
from django.test import Client

from cms.users.roles import Role
from tests.approvals.factories import make_person

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "address",
    [
        "/vi/portal/",
        "/ko/portal/no-such-page/",
        "/api/v1/",
        "/api/v1/screens/x/manifest/",
        "/accounts/login/",
        "/zh-hans/portal",
    ],
)
@pytest.mark.parametrize("is_signed_in", [True, False])
def test_private_answers_and_their_errors_are_never_cached(client: Client, address: str, is_signed_in: bool) -> None:
    if is_signed_in:
        client.force_login(make_person(Role.PARTNER))

    assert client.get(address)["Cache-Control"] == "private, no-store"


def test_public_pages_may_be_cached(client: Client) -> None:
    assert "no-store" not in client.get("/robots.txt").headers.get("Cache-Control", "")
