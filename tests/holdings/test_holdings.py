"""Holdings: which versions an organisation holds, which of them are outdated, and reports of use."""

import threading
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from cms.calls.models import CallPage
from cms.core.page_cache import raise_version
from cms.published import PublishedItem, get_published
from outreach.holdings import holdings
from outreach.holdings.holdings import fingerprint, list_invalid_items, mark_all_outdated, mark_outdated
from outreach.holdings.models import HeldItem, OutdatedWhy, UseReport
from outreach.holdings.use_reports import AlreadyCorrected, Use, correct_use, report_use
from outreach.ledger.actions import Action
from outreach.ledger.ledger import record
from outreach.ledger.models import LedgerEvent
from outreach.ledger.verification import verify
from outreach.organisations.models import Organisation
from tests.approvals.factories import Desk
from tests.factories import ContactChannelFactory, FactFactory, UserFactory
from tests.ledger.factories import NOW, Live, make_item, make_ref, record_download
from tests.organisations.factories import OrganisationFactory
from tests.posters.factories import publish_call

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_a_changed_text_a_changed_number_and_a_withdrawal_are_each_recorded_once(live: Live) -> None:
    holder = OrganisationFactory()
    record_download(holder)
    live["call-1", "ko"] = make_item(make_ref())
    assert mark_outdated(kind="call", key="call-1", language="ko", at=NOW) == 0

    live["call-1", "ko"] = make_item(make_ref(), phone="2")
    assert [mark_outdated(kind="call", key="call-1", language="ko", at=NOW) for _ in range(2)] == [1, 0]
    assert list_invalid_items(holder.key)[0].outdated_why == OutdatedWhy.FACT

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


@pytest.mark.parametrize(
    "values",
    [
        {"place": " "},
        {"ends_on": NOW.date() - timedelta(days=1)},
        {"place": "x" * 301},
        {"starts_on": date(2099, 1, 1)},
        {"starts_on": NOW.date() + timedelta(days=2)},
    ],
)
def test_a_bad_report_of_use_writes_nothing(values: dict[str, Any]) -> None:
    use = Use(**{"place": "Hall", "starts_on": NOW.date(), "item": make_ref(), **values})

    with pytest.raises(ValidationError):
        report_use(organisation=OrganisationFactory(), use=use, by=UserFactory(), at=NOW)

    assert not UseReport.objects.exists()
    assert not LedgerEvent.objects.exists()


def test_a_use_that_begins_today_where_the_day_begins_first_is_accepted() -> None:
    noon_in_london = NOW.replace(hour=12)
    use = Use(place="Hall", starts_on=NOW.date() + timedelta(days=1), item=make_ref())

    report_use(organisation=OrganisationFactory(), use=use, by=UserFactory(), at=noon_in_london)

    assert UseReport.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_report_sent_four_times_at_once_is_one() -> None:
    holder, member = OrganisationFactory(), UserFactory()
    use = Use(place="Hall", starts_on=NOW.date(), audience=200, item=make_ref())
    reports: list[UseReport] = []

    def send() -> None:
        try:
            reports.append(report_use(organisation=holder, use=use, by=member, at=NOW))
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [report.pk for report in reports] == [UseReport.objects.get().pk] * 4
    assert LedgerEvent.objects.filter(action=Action.USED).count() == 1


def test_a_report_is_corrected_by_a_later_event_and_both_are_kept() -> None:
    holder, member = OrganisationFactory(), UserFactory()
    wrong = report_use(
        organisation=holder, use=Use(place="Hall", starts_on=NOW.date(), item=make_ref()), by=member, at=NOW
    )

    right = correct_use(report=wrong, use=Use(place="Lobby", starts_on=NOW.date()), by=member, at=NOW)
    again = correct_use(report=wrong, use=Use(place="Lobby", starts_on=NOW.date()), by=member, at=NOW)

    assert list(UseReport.objects.current()) == [right] == [again]
    assert (right.key, right.corrects) == ("call-1", wrong)
    event = LedgerEvent.objects.get(action=Action.USE_CORRECTED)
    assert (event.data["corrects"], event.data["use_report"], event.item_key) == (wrong.pk, right.pk, "call-1")
    with pytest.raises(AlreadyCorrected):
        correct_use(report=wrong, use=Use(place="Street", starts_on=NOW.date()), by=member, at=NOW)


def test_held_items_are_compared_again_only_after_a_change(live: Live, django_assert_max_num_queries: Any) -> None:
    holder = OrganisationFactory()
    for number in range(5):
        record_download(holder, key=f"call-{number}")
        live[f"call-{number}", "ko"] = make_item(make_ref(key=f"call-{number}"))
    assert mark_all_outdated(at=NOW) == 0

    live["call-1", "ko"] = make_item(make_ref(key="call-1"), phone="2")
    with django_assert_max_num_queries(1):
        assert mark_all_outdated(at=NOW) == 0
    raise_version()

    assert mark_all_outdated(at=NOW) == 1


def test_a_newly_held_item_is_compared_though_the_public_content_stayed(live: Live) -> None:
    holder = OrganisationFactory()
    record_download(holder)
    live["call-1", "ko"] = make_item(make_ref())
    mark_all_outdated(at=NOW)

    record_download(holder, key="call-2")

    assert mark_all_outdated(at=NOW) == 1


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The keys of the items whose public text is read."""
    keys: list[str] = []

    def get(*, kind: str, key: str, language: str) -> PublishedItem | None:
        keys.append(key)
        return get_published(kind=kind, key=key, language=language)

    monkeypatch.setattr(holdings, "get_published", get)
    return keys


def test_after_a_change_only_the_items_that_it_concerns_are_read_again(desk: Desk, read: list[str]) -> None:
    holder = OrganisationFactory()
    calls = [publish_call(desk, title=f"Call {number}") for number in range(4)]
    for call in calls:
        hold(holder, call)
    mark_all_outdated(at=NOW)
    assert len(read) == 4, "all are compared at first"
    counts = []

    for is_live in (True, False, True):
        CallPage.objects.filter(pk=calls[1].pk).update(live=is_live)  # as if the process had ended before its signal
        raise_version()
        read.clear()
        counts.append((mark_all_outdated(at=NOW), list(read)))

    key = str(calls[1].translation_key)
    assert counts == [(0, []), (1, [key]), (1, [key])]
    assert not list_invalid_items(holder.key)


def test_everything_is_compared_once_a_day_and_when_a_fact_has_changed(desk: Desk, read: list[str]) -> None:
    hold(OrganisationFactory(), publish_call(desk))
    mark_all_outdated(at=NOW)
    read.clear()

    mark_all_outdated(at=NOW + timedelta(hours=23))
    assert read == []
    mark_all_outdated(at=NOW + timedelta(hours=25))
    assert len(read) == 1
    ContactChannelFactory(verified=True, facts=[FactFactory(key="hotline", value="+84965001222")])
    raise_version()
    mark_all_outdated(at=NOW + timedelta(hours=26))
    assert len(read) == 2


def hold(holder: Organisation, call: CallPage) -> None:
    item = get_published(kind="call", key=str(call.translation_key), language="vi")
    data = {"title": call.title, "text_sha256": fingerprint(item)}
    record(action=Action.DOWNLOADED, at=NOW, by_key="u", organisation_key=holder.key, item=item.ref, data=data)
