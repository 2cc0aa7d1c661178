"""Admin pages of screens."""

import re

import pytest
from django.urls import reverse

from cms.users.roles import Role
from outreach.screens.keys import find_key
from outreach.screens.models import ApiKey, Screen, ScreenAssignment
from tests.screens.factories import FORMAT, make_file


@pytest.fixture
def officer(client, db):
    from tests.approvals.factories import make_person

    person = make_person(Role.OUTREACH_OFFICER)
    client.force_login(person)
    return person


def test_an_officer_makes_a_screen_for_an_operator(client, officer, installation):
    response = client.post(
        reverse("outreach_screens:add"),
        {"name": "Hall", "organisation_key": installation.operator.key, "format": FORMAT, "is_active": "on"},
    )

    assert response.status_code == 302
    assert Screen.objects.get(name="Hall").organisation_key == installation.operator.key
    assert "Hall" in client.get(reverse("outreach_screens:index")).content.decode()


def test_an_officer_schedules_a_file_and_removes_it(client, officer, installation):
    file = make_file(installation.screen)
    address = reverse("outreach_screen_schedule", args=[installation.screen.pk])
    form = {"poster_file": file.pk, "starts_at": "2026-12-01 09:00", "ends_at": "2036-12-01 09:00"}

    response = client.post(address, {**form, "seconds": 10, "position": 2}, follow=True)

    assert file.sha256[:12] in response.content.decode()
    assignment = ScreenAssignment.objects.get(poster_file=file)
    client.post(reverse("outreach_screen_remove", args=[installation.screen.pk, assignment.pk]))
    assert not ScreenAssignment.objects.active().filter(poster_file=file).exists()


def test_a_refused_form_keeps_its_values(client, officer, installation):
    address = reverse("outreach_screen_schedule", args=[installation.screen.pk])
    file = make_file(installation.screen)

    response = client.post(
        address,
        {
            "poster_file": file.pk,
            "starts_at": "2036-12-01 09:00",
            "ends_at": "2026-12-01 09:00",
            "seconds": 44,
            "position": 1,
        },
    )

    assert response.status_code == 200
    assert 'value="44"' in response.content.decode()
    assert ScreenAssignment.objects.count() == 1


def test_a_key_is_shown_once_and_can_be_revoked(client, officer, installation):
    response = client.post(
        reverse("outreach_screen_issue_key", args=[installation.screen.pk]), {"name": "Lobby", "for_all": "on"}
    )
    token = re.search(r'id="issued-key">([^<]+)<', response.content.decode())[1]
    key = find_key(token)

    assert key.screen is None
    assert response["Cache-Control"].startswith("max-age=0")
    page = client.get(reverse("outreach_screen_schedule", args=[installation.screen.pk])).content.decode()
    assert token not in page
    client.post(reverse("outreach_screen_revoke_key", args=[installation.screen.pk, key.pk]))
    assert ApiKey.objects.get(pk=key.pk).revoked_at


@pytest.mark.parametrize("role", [Role.PARTNER, Role.EDITOR, Role.OPERATOR])
def test_other_roles_see_no_screens(client, installation, role):
    from tests.approvals.factories import make_person

    client.force_login(make_person(role))

    for address in (
        reverse("outreach_screens:index"),
        reverse("outreach_screen_schedule", args=[installation.screen.pk]),
    ):
        response = client.get(address)
        assert response.status_code in {302, 403}
        assert "Lift 7" not in response.content.decode()
