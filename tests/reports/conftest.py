"""A writer and a desk lead with a month's approvals, a download and a reported use, at ten o'clock in Hanoi."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import time_machine

if TYPE_CHECKING:
    from django.test import Client

    from cms.users.models import User
    from tests.approvals.factories import Desk

NOW = datetime(2026, 11, 24, 3, tzinfo=UTC)
PLACE = '=HYPERLINK("https://example.org/","Sảnh")'


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Coordinates]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@dataclass
class Office:
    """The people who write and issue reports; both read Vietnamese."""

    writer: User
    lead: User

    def open_as(self, user: User) -> Client:
        from django.test import Client

        client = Client()
        client.force_login(user, backend="cms.users.backends.UserBackend")
        return client


@pytest.fixture
def office(desk: Desk, kept: Path) -> Office:
    from cms.campaign.loading import load_campaign
    from cms.users.roles import Role
    from outreach.holdings.models import UseReport
    from outreach.ledger.checkpoints import make_checkpoint
    from tests.approvals.factories import make_person
    from tests.ledger.factories import record_download
    from tests.organisations.factories import OrganisationFactory
    from tests.posters.factories import publish_call, publish_korean

    load_campaign()
    publish_korean(desk, publish_call(desk))
    seoul = OrganisationFactory(name="Đại sứ quán tại Seoul")
    UseReport.objects.create(organisation=seoul, place=PLACE, starts_on=NOW.date(), audience=120, reported_at=NOW)
    record_download(seoul)
    make_checkpoint(at=NOW)
    return Office(
        writer=make_person(Role.OUTREACH_OFFICER, interface_language="vi"),
        lead=make_person(Role.DESK_LEAD, interface_language="vi"),
    )
