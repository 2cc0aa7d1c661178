"""Who has no part in the desk is told so at the admin's door."""

import pytest
from django.test import Client

from cms.users.roles import Role
from tests.approvals.factories import make_person

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", [Role.PARTNER, Role.OPERATOR])
def test_a_partner_at_the_admin_is_refused_and_not_sent_round_and_round(client: Client, role: Role) -> None:
    client.force_login(make_person(role))

    assert client.get("/admin/").status_code == 403
    assert client.get("/admin/desk/").status_code == 403


def test_who_has_not_signed_in_is_sent_to_sign_in(client: Client) -> None:
    way = [address for address, _status in client.get("/admin/", follow=True).redirect_chain]

    assert way == ["/admin/login/?next=/admin/", "/accounts/login/?next=/admin/"]


def test_who_works_at_the_desk_is_let_in(client: Client) -> None:
    client.force_login(make_person(Role.EDITOR))

    assert client.get("/admin/").status_code == 200
