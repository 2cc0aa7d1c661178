"""Account administration: an administrator gives roles to others, but not to themselves, and no superuser rights."""

import re

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.test import Client
from django.urls import reverse
from wagtail.log_actions import registry

from cms.users.models import User
from cms.users.roles import Role
from tests.approvals.factories import make_person
from tests.factories import UserFactory
from tests.users.worker import run_tasks

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator() -> User:
    return make_person(Role.ADMINISTRATOR)


@pytest.fixture
def as_administrator(administrator: User) -> Client:
    client = Client()
    client.force_login(administrator, backend="cms.users.backends.UserBackend")
    return client


def fill(person: User, **changes: object) -> dict[str, object]:
    fields = {"username": person.username, "email": "a@example.org", "first_name": "A", "last_name": "B"}
    groups = [str(pk) for pk in person.groups.values_list("pk", flat=True)]
    fields["interface_language"] = person.interface_language
    return {**fields, "is_active": "on", "groups": groups, **changes}


def edit(client: Client, person: User, **changes: object) -> None:
    client.post(reverse("wagtailusers_users:edit", args=[person.pk]), fill(person, **changes))


def get_roles(person: User) -> set[str]:
    return set(person.groups.values_list("name", flat=True))


def get_group(role: Role) -> Group:
    return Group.objects.get(name=role.value)


def bulk(client: Client, action: str, person: User, **fields: object) -> None:
    client.post(reverse("wagtail_bulk_action", args=["users", "user", action]) + f"?id={person.pk}", fields)


def test_administrator_gives_a_role_to_another_user_and_it_is_logged(
    as_administrator: Client, administrator: User
) -> None:
    person = make_person(Role.EDITOR)

    edit(as_administrator, person, groups=[str(get_group(Role.PUBLISHER).pk)])

    assert get_roles(person) == {"publisher"}
    (entry,) = registry.get_logs_for_instance(person).filter(action="users.roles")
    assert entry.user == administrator
    assert entry.data == {"given": ["publisher"], "taken": ["editor"]}


def test_administrator_can_not_give_themselves_a_role(as_administrator: Client, administrator: User) -> None:
    edit(as_administrator, administrator, groups=[str(get_group(Role.PUBLISHER).pk)], first_name="New")

    administrator.refresh_from_db()
    assert administrator.first_name == "New"
    assert get_roles(administrator) == {"administrator"}


def test_administrator_can_not_make_superusers(as_administrator: Client, administrator: User) -> None:
    person = make_person(Role.EDITOR)

    edit(as_administrator, person, is_superuser="on")
    edit(as_administrator, administrator, is_superuser="on")
    new = fill(person, username="new", is_superuser="on")
    as_administrator.post(reverse("wagtailusers_users:add"), new)

    assert User.objects.filter(username="new").exists()
    assert not User.objects.filter(is_superuser=True).exists()


def test_superusers_account_is_closed_to_an_administrator(as_administrator: Client) -> None:
    superuser = UserFactory(superuser=True)

    edit(as_administrator, superuser, password1="another horse", password2="another horse", is_active="")
    bulk(as_administrator, "set_active_state", superuser, mark_as_active="")

    superuser.refresh_from_db()
    assert superuser.is_active and superuser.check_password("right horse battery")


def test_administrator_can_not_give_themselves_a_role_by_bulk_action(
    as_administrator: Client, administrator: User
) -> None:
    bulk(as_administrator, "assign_role", administrator, role=str(get_group(Role.PUBLISHER).pk))

    assert get_roles(administrator) == {"administrator"}


def test_administrator_gives_a_role_to_another_by_bulk_action(as_administrator: Client) -> None:
    person = make_person(Role.EDITOR)

    bulk(as_administrator, "assign_role", person, role=str(get_group(Role.PUBLISHER).pk))

    assert get_roles(person) == {"editor", "publisher"}


@pytest.mark.parametrize("address", ["/admin/login/", "/vi/_util/login/", "/zh-hans/_util/login/"])
def test_there_is_one_way_to_sign_in(client: Client, address: str) -> None:
    answers = [client.get(f"{address}?next=/admin/desk/"), client.post(address, {"username": "a", "password": "b"})]

    assert [answer.url for answer in answers] == ["/accounts/login/?next=/admin/desk/", "/accounts/login/"]


@pytest.mark.parametrize("role", [Role.PARTNER, Role.OPERATOR])
def test_user_without_access_to_the_admin_is_refused_without_a_redirect_loop(role: Role, client: Client) -> None:
    client.force_login(make_person(role), backend="cms.users.backends.UserBackend")

    assert client.get("/admin/", follow=True).status_code == 403


def test_nobody_types_the_password_of_another_person_who_chooses_it_by_a_link_in_their_language(
    as_administrator: Client,
) -> None:
    add = reverse("wagtailusers_users:add")
    secret = {"password1": "right horse battery", "password2": "right horse battery"}
    person = {"username": "seoul", "email": "seoul@example.org", "first_name": "A", "last_name": "B"}

    as_administrator.post(add, {**person, **secret, "interface_language": "ko", "groups": []})
    run_tasks()

    made = User.objects.get(username="seoul")
    assert made.interface_language == "ko" and not made.has_usable_password()
    (letter,) = mail.outbox
    link = re.search(r"https?://[^/]+(/accounts/\S+key\S+)", str(letter.body))
    assert link and letter.to == ["seoul@example.org"]
    visitor = Client()
    form = visitor.get(link[1], follow=True)
    visitor.post(form.request["PATH_INFO"], {"password1": "ba con đường", "password2": "ba con đường"})
    made.refresh_from_db()
    assert made.check_password("ba con đường")

    edit(as_administrator, made, **secret)
    made.refresh_from_db()
    assert made.check_password("ba con đường")
    assert b"password1" not in as_administrator.get(add).content
