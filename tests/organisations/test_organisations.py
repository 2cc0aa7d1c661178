"""Organisations, their members, and their pages in the admin."""

import pytest
from django.contrib.auth.models import AnonymousUser, Group
from django.test import Client
from django.urls import reverse

from cms.users.models import User
from cms.users.roles import Role
from outreach.organisations.members import NotAMember, get_organisation_of, organisations_of
from outreach.organisations.models import Organisation
from tests.factories import UserFactory
from tests.organisations.factories import MembershipFactory, OrganisationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client: Client) -> User:
    user = UserFactory()
    user.groups.add(Group.objects.get(name=Role.OUTREACH_OFFICER))
    client.force_login(user)
    return user


def test_a_user_belongs_to_their_own_active_organisations_only() -> None:
    membership = MembershipFactory()
    MembershipFactory(user=membership.user, organisation__is_active=False)
    MembershipFactory()

    assert list(organisations_of(membership.user)) == [membership.organisation]
    assert list(organisations_of(AnonymousUser())) == []


def test_another_organisations_key_is_refused() -> None:
    membership, other = MembershipFactory(), OrganisationFactory()

    with pytest.raises(NotAMember):
        get_organisation_of(user=membership.user, key=other.key)


def test_an_officer_makes_an_organisation_with_languages_and_territory(client: Client, officer: User) -> None:
    answer = client.post(
        reverse("outreach_organisations:add"),
        {
            "kind": "mission",
            "name_vi": "Cơ quan đại diện mẫu",
            "country": "KR",
            "languages": ["ko", "vi"],
            "territories": "KR, JP",
            "contact_keys": "",
            "is_active": "on",
        },
    )

    assert answer.status_code == 302, answer.context["form"].errors
    made = Organisation.objects.get()
    assert (made.languages, made.territories, made.contact_keys) == (["ko", "vi"], ["KR", "JP"], [])


def test_an_invalid_country_code_is_refused_and_the_form_keeps_its_values(client: Client, officer: User) -> None:
    answer = client.post(
        reverse("outreach_organisations:add"),
        {"kind": "mission", "name_vi": "Cơ quan", "country": "kr", "languages": ["ko"], "territories": "Korea"},
    )

    assert answer.status_code == 200
    assert {"country", "territories"} <= set(answer.context["form"].errors)
    assert "Cơ quan" in answer.content.decode()
    assert not Organisation.objects.exists()


@pytest.mark.parametrize("name", ["outreach_organisations:index", "outreach_memberships:index"])
def test_the_lists_are_for_outreach_officers_and_not_for_translators(client: Client, officer: User, name: str) -> None:
    OrganisationFactory()
    assert client.get(reverse(name)).status_code == 200

    officer.groups.set(Group.objects.filter(name="translator-ko"))
    assert client.get(reverse(name)).status_code in {302, 403}
    client.logout()
    assert client.get(reverse(name)).status_code == 302
