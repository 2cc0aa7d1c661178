"""Holdings: which versions an organisation holds, which of them are outdated, and reports of use."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from outreach.holdings.holdings import get_invalid_items, mark_outdated
from outreach.holdings.models import HeldItem, OutdatedWhy, UseReport
from outreach.holdings.use_reports import Use, report_use
from outreach.ledger.actions import Action
from outreach.ledger.models import LedgerEvent
from outreach.ledger.verification import verify
from tests.factories import UserFactory
from tests.ledger.factories import NOW, Live, make_item, make_ref, record_download
from tests.organisations.factories import OrganisationFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_a_changed_text_a_changed_number_and_a_withdrawal_are_each_recorded_once(live: Live) -> None:
    holder = OrganisationFactory()
    record_download(holder)
    live["call-1", "ko"] = make_item(make_ref())
    assert mark_outdated(kind="call", key="call-1", language="ko", at=NOW) == 0

    live["call-1", "ko"] = make_item(make_ref(), phone="2")
    assert [mark_outdated(kind="call", key="call-1", language="ko", at=NOW) for _ in range(2)] == [1, 0]
    assert get_invalid_items(holder.key)[0].outdated_why == OutdatedWhy.FACT

    record_download(holder, sha256="b" * 64)
    live.clear()
    mark_outdated(kind="call", key="call-1", language="ko", at=NOW)
    assert LedgerEvent.objects.filter(action=Action.WITHDRAWN).count() == 1
    assert HeldItem.objects.valid().count() == 0
    assert verify().is_intact


def test_a_report_of_use_is_stored_and_recorded_in_the_ledger() -> None:
    holder, member = OrganisationFactory(), UserFactory()
    use = Use(place="Hall", starts_on=NOW.date(), audience=200, item=make_ref())

    report = report_use(organisation=holder, use=use, by=member, at=NOW)

    event = LedgerEvent.objects.get(action=Action.USED)
    assert (event.data["use_report"], event.data["audience"], event.by_key) == (report.pk, 200, member.key)


@pytest.mark.parametrize("values", [{"place": " "}, {"ends_on": NOW.date() - timedelta(days=1)}, {"place": "x" * 301}])
def test_a_bad_report_of_use_writes_nothing(values: dict[str, Any]) -> None:
    use = Use(**{"place": "Hall", "starts_on": NOW.date(), "item": make_ref(), **values})

    with pytest.raises(ValidationError):
        report_use(organisation=OrganisationFactory(), use=use, by=UserFactory(), at=NOW)

    assert not UseReport.objects.exists()
    assert not LedgerEvent.objects.exists()
