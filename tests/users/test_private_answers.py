"""No cache keeps an answer of the portal, the API or the account pages."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils.translation import override

from cms.users.roles import Role
from tests.approvals.factories import make_person
from tests.architecture.matrix import list_addresses, make_client, undone
from tests.architecture.world import make_world

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


@pytest.mark.parametrize("who", ["anonymous", "partner"])
def test_no_address_of_the_portal_the_api_or_the_accounts_is_ever_cached(who: str) -> None:
    with override("vi"):
        private = [each for each in list_addresses() if each.pattern.startswith(("vi/portal/", "api/", "accounts/"))]
        world = make_world()
        kept = {}
        for address in private:
            for method in ("GET", "POST", "HEAD"):
                with undone():
                    answer = make_client(world, who).generic(method, address.write(world))
                if answer.headers.get("Cache-Control") != "private, no-store":
                    kept[f"{method} {address}"] = answer.headers.get("Cache-Control")

    assert len(private) > 30
    assert kept == {}
