"""Forms of organisations and their people refuse codes, contacts and names that can't be right."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from cms.users.roles import Role
from outreach.organisations.models import ContactPerson, Organisation
from tests.approvals.factories import make_person
from tests.availability.world import sign_in
from tests.factories import ContactChannelFactory
from tests.organisations.factories import OrganisationFactory

pytestmark = pytest.mark.django_db

ADD = "outreach_organisations:add"
TYPED = {"kind": "mission", "name_vi": "Cơ quan", "country": "KR", "languages": ["ko"], "is_active": "on"}


@pytest.fixture
def officer() -> Client:
    return sign_in(make_person(Role.OUTREACH_OFFICER, interface_language="en"))


def test_codes_and_contacts_that_do_not_exist_are_refused_and_those_that_do_are_kept(officer: Client) -> None:
    channel = ContactChannelFactory()
    wrong = {"country": "ZZ", "territories": "ZZ, KR", "outlets": ["teletext"], "contact_keys": "99999"}

    refused = officer.post(reverse(ADD), {**TYPED, **wrong})
    assert set(wrong) == set(refused.context["form"].errors) & set(wrong)
    assert "The register has no contact 99999." in refused.content.decode()

    right = {"territories": "ASEAN, KR", "outlets": ["web", "facebook"], "contact_keys": str(channel.pk)}
    assert officer.post(reverse(ADD), {**TYPED, **right}).status_code == 302
    made = Organisation.objects.get()
    assert (made.territories, made.outlets, made.contact_keys) == (["ASEAN", "KR"], ["web", "facebook"], [channel.pk])
    assert {"TH", "LA", "KR"} <= set(made.working_countries) and "ASEAN" not in made.working_countries


def test_a_name_that_is_taken_needs_a_word_and_an_edit_of_the_same_one_does_not(officer: Client) -> None:
    first = OrganisationFactory(name_vi="Cơ  quan", name_en="Mission in Seoul")

    for name in ({"name_vi": "CƠ QUAN"}, {"name_vi": "Khác", "name_en": "mission in seoul"}):
        refused = officer.post(reverse(ADD), {**TYPED, **name})
        assert set(refused.context["form"].errors) == {"is_another"}
    assert Organisation.objects.count() == 1

    assert officer.post(reverse(ADD), {**TYPED, "is_another": "on"}).status_code == 302
    edit = reverse("outreach_organisations:edit", args=[first.pk])
    assert officer.post(edit, {**TYPED, "name_vi": first.name_vi, "name_en": "Mission in Seoul"}).status_code == 302


def test_a_newsroom_has_one_responsible_reporter_at_a_time_and_numbers_that_can_be_dialled(officer: Client) -> None:
    newsroom = OrganisationFactory(kind="newsroom", country="VN")
    add = reverse("outreach_people:add")
    first = {"organisation": newsroom.pk, "name": "Phóng viên mẫu", "role": "reporter", "starts_on": "2026-01-01"}
    second = {**first, "name": "Phóng viên mẫu 2", "starts_on": "2026-07-01"}

    assert officer.post(add, {**first, "telephone": "024 3825 2916"}).status_code == 302
    refused = officer.post(add, {**second, "telephone": "12"})
    assert set(refused.context["form"].errors) == {"telephone"}
    refused = officer.post(add, second)
    assert "Phóng viên mẫu is the responsible reporter then." in refused.content.decode()

    person = ContactPerson.objects.get()
    assert person.telephone == "+84 24 3825 2916"
    edit = reverse("outreach_people:edit", args=[person.pk])
    assert officer.post(edit, {**first, "ends_on": "2026-06-30"}).status_code == 302
    assert officer.post(add, second).status_code == 302
    serving = ContactPerson.objects.serving(on=date(2026, 7, 1))
    assert [each.name for each in serving] == ["Phóng viên mẫu 2"]
