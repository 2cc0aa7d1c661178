"""A clock that is years off is said and never stamped into the ledger."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from cms.monitoring.machine_failures import ClockWrong, MachineFailure, describe_failure, find_failure
from outreach.ledger.models import LedgerEvent
from outreach.organisations.models import Organisation
from tests.ledger.factories import record_download
from tests.organisations.factories import OrganisationFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture(autouse=True)
def as_on_a_server(settings: Any) -> None:
    settings.LEDGER_CLOCK_MAY_DIFFER = False


@pytest.fixture
def seoul() -> Organisation:
    return OrganisationFactory(name="Seoul")


def test_right_clock_and_a_few_minutes_of_difference_are_recorded(seoul: Organisation) -> None:
    record_download(seoul)
    with time_machine.travel(timezone.now() - timedelta(minutes=5)):
        record_download(seoul)

    assert LedgerEvent.objects.count() == 2


@pytest.mark.parametrize("days", [-20_000, -400, -1])
def test_clock_before_the_newest_event_records_nothing(seoul: Organisation, days: int) -> None:
    record_download(seoul)

    with time_machine.travel(timezone.now() + timedelta(days=days)), pytest.raises(ClockWrong, match="clock says"):
        record_download(seoul)

    assert LedgerEvent.objects.count() == 1
    record_download(seoul)
    assert LedgerEvent.objects.count() == 2


def test_empty_ledger_does_not_begin_before_the_program_was_made(seoul: Organisation) -> None:
    with time_machine.travel("2000-01-01T00:00:00Z"), pytest.raises(ClockWrong, match="before the program was made"):
        record_download(seoul)


def test_clock_far_from_the_databases_records_nothing(seoul: Organisation) -> None:
    if connection.vendor == "sqlite":  # it has no clock but this machine's
        return
    with time_machine.travel(timezone.now() + timedelta(days=800)), pytest.raises(ClockWrong, match="the database's"):
        record_download(seoul)

    assert not LedgerEvent.objects.exists()


def test_people_are_told_about_the_clock(seoul: Organisation) -> None:
    with time_machine.travel("2000-01-01T00:00:00Z"), pytest.raises(ClockWrong) as wrong:
        record_download(seoul)

    failure = find_failure(wrong.value)
    assert failure is MachineFailure.CLOCK_WRONG and "clock is wrong" in describe_failure(failure)
