"""Access to the admin: refused to users who aren't staff."""

from typing import Any

import pytest
from django.test import Client

from cms.users.models import User
from cms.users.roles import DESK, PER_LANGUAGE, Role
from tests.approvals.factories import make_person

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", [Role.PARTNER, Role.OPERATOR])
def test_partner_is_refused_in_the_admin_without_a_redirect_loop(client: Client, role: Role) -> None:
    client.force_login(make_person(role))

    assert client.get("/admin/").status_code == 403
    assert client.get("/admin/desk/").status_code == 403


def test_anonymous_user_is_redirected_to_sign_in(client: Client) -> None:
    way = [address for address, _status in client.get("/admin/", follow=True).redirect_chain]

    assert way == ["/admin/login/?next=/admin/", "/accounts/login/?next=/admin/"]


def test_staff_may_open_the_admin(client: Client) -> None:
    client.force_login(make_person(Role.EDITOR))

    assert client.get("/admin/").status_code == 200


@pytest.mark.parametrize("role", sorted(set(Role) - PER_LANGUAGE))
def test_wagtails_permission_to_open_the_admin_takes_one_query_for_the_groups(
    role: Role, django_assert_max_num_queries: Any
) -> None:
    user = User.objects.get(pk=make_person(role).pk)

    with django_assert_max_num_queries(1 if role in DESK else 3):
        allowed = user.has_perm("wagtailadmin.access_admin")

    assert allowed == (role in DESK)
