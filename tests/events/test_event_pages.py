"""Events as readers find them: when and where, on their own page, in the list, and on calls."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.test import Client

from cms.calls.models import CallPage
from cms.campaign.models import Place, Topic
from cms.events.models import EventPage
from cms.published.reading import get_published
from tests.approvals.factories import hand_in, make_source
from tests.factories import ContactChannelFactory, FactFactory
from tests.journeys.person import squeeze

if TYPE_CHECKING:
    from tests.approvals.factories import Desk
    from tests.pages.factories import PublicSite

pytestmark = pytest.mark.django_db
STARTS_AT = datetime(2031, 7, 27, 1, 0, tzinfo=UTC)
ENDS_AT = datetime(2031, 7, 27, 4, 30, tzinfo=UTC)
PATH = "/vi/events/ban-do/"


def read(client: Client, path: str) -> BeautifulSoup:
    answer = client.get(path)
    assert answer.status_code == 200
    return BeautifulSoup(answer.content.decode().replace("<wbr>", ""), "lxml")


def read_text(client: Client, path: str, selector: str = "main") -> str:
    return squeeze(" ".join(part.get_text(" ") for part in read(client, path).select(selector)))


def make_place(code: str, name: str) -> Place:
    place: Place = Place.objects.create(code=code, name_vi=name, official_name=name)
    return place


def test_reader_finds_when_where_what_to_bring_and_whom_to_ask(site: PublicSite, client: Client) -> None:
    hotline = ContactChannelFactory(verified=True, facts=[FactFactory(key="hotline", value="+84965001222")])
    site.publish(
        EventPage,
        address="Thôn Một, xã minh hoạ",
        contacts=[hotline],
        places=[make_place("45", "Quảng Trị")],
    )

    text = read_text(client, PATH)

    assert "27 tháng 7 năm 2031, 08:00–11:30 (Việt Nam, UTC+7)" in text
    assert "Nhà văn hoá Thôn Một, xã minh hoạ Quảng Trị" in text
    assert "Giấy tờ tuỳ thân Giấy báo tử" in text
    assert "0965 001 222" in text


@pytest.mark.parametrize(
    ("country", "shown"), [("KR", "2031년 7월 27일 10:00 ~ 13:30"), ("AU", "호주 동부"), ("TH", "위와 같은 시각")]
)
def test_reader_abroad_sees_the_time_on_the_clocks_of_their_country(
    site: PublicSite, client: Client, country: str, shown: str
) -> None:
    site.translate(site.publish(EventPage), "ko", title="안내의 날")

    assert shown in read_text(client, f"/ko/events/ban-do/?from={country}", ".answer")


def test_event_over_two_days_says_both(site: PublicSite, client: Client) -> None:
    site.publish(EventPage, ends_at=ENDS_AT + timedelta(days=1))

    assert "27 tháng 7 năm 2031, 08:00 – 28 tháng 7 năm 2031, 11:30" in read_text(client, PATH)


def test_list_shows_the_next_first_and_past_ones_apart(site: PublicSite, client: Client) -> None:
    for slug, days in (("xa", 9), ("qua", -9), ("gan", 1)):
        times = {"starts_at": STARTS_AT + timedelta(days=days), "ends_at": ENDS_AT + timedelta(days=days)}
        site.publish(EventPage, slug=slug, title=slug.upper(), **times)

    with time_machine.travel(STARTS_AT, tick=False):
        page = read(client, "/vi/events/")

    assert [title.get_text() for title in page.select("h2 a")] == ["GAN", "XA"]
    assert [title.get_text() for title in page.select("section[aria-labelledby=past] h3 a")] == ["QUA"]


def test_list_without_a_coming_day_says_so(site: PublicSite, client: Client) -> None:
    site.publish(EventPage)

    with time_machine.travel(ENDS_AT, tick=False):
        text = read_text(client, "/vi/events/")

    assert "Hiện chưa có ngày nào được định trước." in text


def test_page_and_list_change_by_themselves_when_the_event_is_over(site: PublicSite, client: Client) -> None:
    site.publish(EventPage)
    with time_machine.travel(ENDS_AT - timedelta(seconds=1), tick=False):
        before = read_text(client, PATH), read_text(client, "/vi/events/")
    with time_machine.travel(ENDS_AT, tick=False):
        after = read_text(client, PATH), read_text(client, "/vi/events/")

    assert "Ngày này đã qua." not in before[0] and "Những ngày đã qua" not in before[1]
    assert "Ngày này đã qua." in after[0] and "Những ngày đã qua" in after[1]


def test_translation_that_is_out_of_date_has_the_new_time_at_once(site: PublicSite, client: Client) -> None:
    source = site.publish(EventPage)
    site.translate(source, "ko", title="안내의 날")

    site.correct(source, starts_at=STARTS_AT + timedelta(hours=2), ends_at=ENDS_AT + timedelta(hours=2))

    assert "10:00 ~ 13:30 (베트남" in read_text(client, "/ko/events/ban-do/", ".event-facts")
    assert "10:00 ~ 13:30 (베트남" in read_text(client, "/ko/events/", ".when")


def test_section_is_in_the_menu_only_with_a_live_event(site: PublicSite, client: Client) -> None:
    before = read(client, "/vi/").select('nav a[href="/vi/events/"]')
    event = site.publish(EventPage)
    during = read(client, "/vi/").select('nav a[href="/vi/events/"]')
    site.withdraw(event)

    assert (bool(before), bool(during)) == (False, True)
    assert not read(client, "/vi/").select('nav a[href="/vi/events/"]')


def test_call_lists_the_events_of_its_place_or_topic_before_others(site: PublicSite, client: Client) -> None:
    place = make_place("45", "Quảng Trị")
    topic = Topic.objects.create(number=9, slug="chin", name_vi="Chín")
    site.publish(CallPage, places=[place], topics=[topic])
    site.publish(EventPage, slug="xa", title="Ngày ở nơi khác")
    elsewhere = read_text(client, "/vi/calls/ban-do/", ".coming")
    later = {"starts_at": STARTS_AT + timedelta(days=5), "ends_at": ENDS_AT + timedelta(days=5)}
    site.publish(EventPage, slug="gan", title="Ngày gần đây", places=[place], **later)

    near = read_text(client, "/vi/calls/ban-do/", ".coming")

    assert "Ngày ở nơi khác" in elsewhere
    assert "Ngày gần đây" in near and "Ngày ở nơi khác" not in near


def test_call_finds_its_events_in_one_query(site: PublicSite, django_assert_num_queries: Any) -> None:
    from cms.events.announcement import list_coming

    call = site.publish(CallPage, places=[make_place("45", "Quảng Trị")])
    for number in range(4):
        site.publish(EventPage, slug=f"ngay-{number}")
    call = CallPage.objects.select_related("locale").get(pk=call.pk)

    with django_assert_num_queries(1):
        assert len(list_coming(call)) == 3


def test_event_and_list_take_few_queries_and_one_from_the_cache(
    site: PublicSite, client: Client, django_assert_max_num_queries: Any
) -> None:
    for number in range(5):
        site.publish(EventPage, slug=f"ngay-{number}")
    client.get("/vi/stories/")  # what all pages share

    for path in ("/vi/events/ngay-1/", "/vi/events/"):
        with django_assert_max_num_queries(16):
            client.get(path)
        with django_assert_max_num_queries(1):
            client.get(path)


def test_event_is_filtered_for_in_the_search(site: PublicSite, client: Client) -> None:
    site.publish(EventPage, title="Ngày lấy mẫu ADN")
    site.publish(title="Chuyện lấy mẫu ADN")

    page = read(client, "/vi/search/?q=ADN&kind=event")

    assert [str(link["href"]) for link in page.select(".results h3 a")] == [PATH]


def test_event_without_a_time_is_refused(desk: Desk) -> None:
    with pytest.raises(ValidationError, match="starts_at"):
        make_source(desk.editor, EventPage)


def test_event_must_end_after_it_begins() -> None:
    with pytest.raises(ValidationError, match="must end after it begins"):
        EventPage(title="Ngày", starts_at=STARTS_AT, ends_at=STARTS_AT).clean()


def test_change_of_the_time_alone_needs_an_approval(desk: Desk) -> None:
    from cms.core.publication import PublicationRefused
    from tests.approvals.factories import accept

    event = make_source(desk.editor, EventPage, starts_at=STARTS_AT, ends_at=ENDS_AT)
    accept(hand_in(event, desk.editor), desk.publisher)
    event = EventPage.objects.get(pk=event.pk)
    event.starts_at = STARTS_AT - timedelta(hours=1)

    with pytest.raises(PublicationRefused):
        event.save()


def test_published_item_says_when_and_where(site: PublicSite) -> None:
    event = site.publish(EventPage, poster_headline="Xin mời ông bà")

    item = get_published(kind="event", key=str(event.translation_key), language="vi")

    assert item is not None and item.poster_wording is not None
    texts = {block.kind: block.text for block in item.text}
    assert texts["time"] == "27 tháng 7 năm 2031, 08:00–11:30 (Việt Nam, UTC+7)"
    assert texts["venue"] == "Nhà văn hoá"
    assert texts["to_bring"] == "Giấy tờ tuỳ thân\nGiấy báo tử"
