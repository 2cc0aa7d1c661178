"""The organisation's page in the admin."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from outreach.holdings.models import Delivery
from tests.approvals.factories import Desk
from tests.ledger.factories import NOW, record_download
from tests.organisations.factories import OrganisationFactory

pytestmark = pytest.mark.django_db


def test_each_list_is_paged_by_itself(client: Client, desk: Desk, django_assert_max_num_queries: Any) -> None:
    organisation = OrganisationFactory()
    for number in range(55):
        record_download(organisation, key=f"call-{number:02}")
    Delivery.objects.bulk_create(
        Delivery(organisation_key=organisation.key, edition_key=f"e{number}", number=number, offered_at=NOW)
        for number in range(60)
    )
    client.force_login(desk.lead)
    address = reverse("outreach_organisation", args=[organisation.key])
    client.get(address)

    with django_assert_max_num_queries(30):
        first = client.get(address)
    second = client.get(address, {"list": "deliveries", "p": 2})

    assert (len(first.context["valid"]), len(first.context["deliveries"])) == (50, 50)
    assert (len(second.context["valid"]), len(second.context["deliveries"])) == (50, 10)
    assert "?list=deliveries&amp;p=1" in second.content.decode()
