"""Calendars of events, parsed again: times, names that stay, changes that rise, folded lines in every script."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from cms.core.cached_pages import forget_pages
from cms.events.models import EventCancellation, EventPage
from tests.factories import ContactChannelFactory, FactFactory

if TYPE_CHECKING:
    from tests.pages.factories import PublicSite

pytestmark = pytest.mark.django_db
STARTS_AT = datetime(2031, 7, 27, 1, 0, tzinfo=UTC)
ENDS_AT = datetime(2031, 7, 27, 4, 30, tzinfo=UTC)
FILE = "/vi/events/ban-do/event.ics"
LONG = {
    "ko": "유해를 찾는 가족을 위한 안내의 날입니다. " * 5,
    "th": "วันให้ข้อมูลสำหรับญาติของผู้เสียสละที่ยังไม่พบร่าง" * 4,
    "ar": "يوم معلومات لأقارب الشهداء الذين لم يُعثر على رفاتهم بعد. " * 4,
    "km": "ថ្ងៃផ្តល់ព័ត៌មានសម្រាប់សាច់ញាតិ" * 7,
    "zh-hans": "为尚未找到遗骸的烈士亲属举办的咨询日。" * 10,
}


def read_calendar(client: Client, path: str) -> Any:
    answer = client.get(path)
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    return Calendar.from_ical(answer.content)


def read_event(client: Client, path: str = FILE) -> Any:
    (event,) = read_calendar(client, path).walk("VEVENT")
    return event


def test_event_is_at_its_time_with_place_address_and_what_to_bring(site: PublicSite, client: Client) -> None:
    hotline = ContactChannelFactory(verified=True, facts=[FactFactory(key="hotline", value="+84965001222")])
    site.publish(EventPage, title="Ngày lấy mẫu ADN", address="Thôn Một;\nxã minh hoạ", contacts=[hotline])

    event = read_event(client)

    assert (event.decoded("DTSTART"), event.decoded("DTEND")) == (STARTS_AT, ENDS_AT)
    assert event["SUMMARY"] == "Ngày lấy mẫu ADN"
    assert event["LOCATION"] == "Nhà văn hoá, Thôn Một;, xã minh hoạ"
    assert "– Giấy báo tử" in event["DESCRIPTION"]
    assert "0965 001 222" in event["DESCRIPTION"]
    assert event["URL"] == "http://localhost:8000/vi/events/ban-do/"
    assert event["STATUS"] == "CONFIRMED"


def test_event_has_one_name_in_all_languages(site: PublicSite, client: Client) -> None:
    source = site.publish(EventPage)
    site.translate(source, "ko", title="안내의 날")

    assert read_event(client)["UID"] == read_event(client, "/ko/events/ban-do/event.ics")["UID"]
    assert read_event(client)["UID"] == f"{source.translation_key}@localhost"


@pytest.mark.parametrize("language", LONG)
def test_lines_are_folded_between_letters_of_every_script(site: PublicSite, client: Client, language: str) -> None:
    text = LONG[language][:280].strip()
    site.translate(site.publish(EventPage), language, title=text[:200], summary=text)

    content = client.get(f"/{language}/events/ban-do/event.ics").content
    event = read_event(client, f"/{language}/events/ban-do/event.ics")

    assert max(len(line) for line in content.split(b"\r\n")) <= 75
    assert all(line.decode() is not None for line in content.split(b"\r\n"))
    assert text in event["DESCRIPTION"]
    assert event["SUMMARY"] == text[:200]


def test_changed_time_and_cancellation_rise_in_sequence(site: PublicSite, client: Client) -> None:
    source, events = site.publish(EventPage), []
    events.append(read_event(client))
    with time_machine.travel(datetime(2031, 1, 2, tzinfo=UTC), tick=False):
        site.correct(source, starts_at=STARTS_AT + timedelta(hours=1))
        events.append(read_event(client))
    with time_machine.travel(datetime(2031, 1, 3, tzinfo=UTC), tick=False):
        EventCancellation.objects.create(event=source)
        events.append(read_event(client))

    assert [event["STATUS"] for event in events] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    assert events[2]["SUMMARY"] == "Đã huỷ: Tấm bản đồ"
    for name in ("SEQUENCE", "LAST-MODIFIED", "DTSTAMP"):
        values = [event.decoded(name) for event in events]
        assert values == sorted(set(values))


def test_calendar_of_a_language_has_its_live_events(site: PublicSite, client: Client) -> None:
    first = site.publish(EventPage, slug="mot", title="Một")
    site.publish(EventPage, slug="hai", title="Hai", starts_at=STARTS_AT - timedelta(days=1))
    site.withdraw(site.publish(EventPage, slug="ba", title="Ba"))
    site.translate(first, "ko", title="하나")

    vietnamese, korean = (read_calendar(client, f"/{code}/events/calendar.ics") for code in ("vi", "ko"))

    assert [event["SUMMARY"] for event in vietnamese.walk("VEVENT")] == ["Hai", "Một"]
    assert [event["SUMMARY"] for event in korean.walk("VEVENT")] == ["하나"]
    assert vietnamese["METHOD"] == "PUBLISH"
    assert str(korean["NAME"]).startswith("행사")
    assert read_calendar(client, "/fr/events/calendar.ics").walk("VEVENT") == []


def test_calendar_is_kept_and_compressed_like_pages(
    site: PublicSite, client: Client, django_assert_max_num_queries: Any
) -> None:
    site.publish(EventPage)
    first = client.get(FILE)

    with django_assert_max_num_queries(1):
        packed = client.get(FILE, headers={"accept-encoding": "gzip"})
        same = client.get(FILE, headers={"if-none-match": first["ETag"]})

    assert gzip.decompress(packed.content) == first.content
    assert same.status_code == 304


def test_file_of_an_event_that_was_taken_down_is_gone(site: PublicSite, client: Client) -> None:
    site.withdraw(site.publish(EventPage))

    assert client.get(FILE).status_code == 410
    assert client.get("/vi/events/khong-co/event.ics").status_code == 404


def test_contacts_of_all_events_are_read_at_once(
    site: PublicSite, client: Client, django_assert_max_num_queries: Any
) -> None:
    channels = [
        ContactChannelFactory(verified=True, facts=[FactFactory(value=f"+8496500122{number}")]) for number in (2, 3)
    ]
    for slug, channel in zip(("mot", "hai"), channels, strict=True):
        site.publish(EventPage, slug=slug, contacts=[channel])
    client.get("/vi/events/calendar.ics")
    forget_pages()
    with CaptureQueriesContext(connection) as two:
        content = client.get("/vi/events/calendar.ics").content.decode()
    site.publish(EventPage, slug="ba", contacts=channels)
    forget_pages()

    with django_assert_max_num_queries(len(two)):
        client.get("/vi/events/calendar.ics")

    assert "0965 001 222" in content and "0965 001 223" in content
