"""Cancelling an event: one person, at once, everywhere; taking it back needs two."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from cms.calls.models import CallPage
from cms.change_requests.models import ChangeRequest
from cms.events.models import EventCancellation, EventPage
from cms.published.changes import publication_changed
from cms.published.reading import get_published
from tests.change_requests.test_change_requests import decide, post_form
from tests.translation_desk.test_views import sign_in

if TYPE_CHECKING:
    from tests.pages.factories import PublicSite

pytestmark = pytest.mark.django_db
NOTICE = "Ngày này đã bị huỷ."
EVERYWHERE = ("events/ban-do/", "events/", "calls/loi-goi/", "events/feed.xml", "feed.xml", "search/?q=ADN")


@pytest.fixture
def event(site: PublicSite) -> EventPage:
    page: EventPage = site.publish(EventPage, title="Ngày lấy mẫu ADN", poster_headline="Xin mời ông bà")
    return page


def cancel(client: Client, event: EventPage) -> None:
    address = f"{reverse('event_cancellations:add')}?event={event.pk}"
    answer = post_form(client, address)
    assert answer.status_code == 302


def read(path: str) -> str:
    return Client().get(path).content.decode()


@pytest.mark.parametrize("path", EVERYWHERE)
def test_one_person_cancels_and_readers_see_it_everywhere_at_once(
    site: PublicSite, event: EventPage, path: str
) -> None:
    site.publish(CallPage, slug="loi-goi")
    before = read(f"/vi/{path}")

    cancel(sign_in(site.lead), event)

    assert NOTICE not in before
    assert NOTICE in read(f"/vi/{path}")


def test_translations_are_cancelled_too(site: PublicSite, event: EventPage) -> None:
    site.translate(event, "ko", title="안내의 날")

    cancel(sign_in(site.publisher), event)

    assert "이 행사는 취소되었습니다" in read("/ko/events/ban-do/")
    item = get_published(kind="event", key=str(event.translation_key), language="ko")
    assert item is not None and item.text[0].kind == "cancelled"
    assert "EventCancelled" in read("/ko/events/ban-do/")


def test_cancelled_event_has_no_poster(site: PublicSite, event: EventPage) -> None:
    cancel(sign_in(site.lead), event)

    item = get_published(kind="event", key=str(event.translation_key), language="vi")
    assert item is not None and item.poster_wording is None


def test_taking_a_cancellation_back_waits_for_a_second_person(site: PublicSite, event: EventPage) -> None:
    cancel(sign_in(site.lead), event)
    address = reverse("event_cancellations:edit", args=[EventCancellation.objects.get().pk])

    sign_in(site.lead).post(address, {})
    before = read("/vi/events/ban-do/")
    decide(sign_in(site.publisher), "approve")

    assert NOTICE in before
    assert NOTICE not in read("/vi/events/ban-do/")
    assert ChangeRequest.objects.get().after == {"is_cancelled": False}


def test_event_is_cancelled_again_by_one_person(site: PublicSite, event: EventPage) -> None:
    row = EventCancellation.objects.create(event=event, is_cancelled=False)

    sign_in(site.lead).post(reverse("event_cancellations:edit", args=[row.pk]), {"is_cancelled": "on"})

    assert NOTICE in read("/vi/events/ban-do/")
    assert not ChangeRequest.objects.exists()


def test_page_of_the_event_offers_to_cancel_it_to_those_who_may(site: PublicSite, event: EventPage) -> None:
    address = f"{reverse('event_cancellations:add')}?event={event.pk}"
    edit = reverse("wagtailadmin_pages:edit", args=[event.pk])

    assert address in sign_in(site.publisher).get(edit).content.decode()
    assert address not in sign_in(site.editor).get(edit).content.decode()


def test_structured_data_says_that_it_is_cancelled(site: PublicSite, event: EventPage) -> None:
    EventCancellation.objects.create(event=event)

    scripts = BeautifulSoup(read("/vi/events/ban-do/"), "lxml").select('script[type="application/ld+json"]')
    statuses = [json.loads(script.get_text()).get("eventStatus") for script in scripts]
    assert "https://schema.org/EventCancelled" in statuses


def test_changed_time_of_the_source_is_announced_for_its_translations(
    site: PublicSite, event: EventPage, django_capture_on_commit_callbacks: Any
) -> None:
    site.translate(event, "ko", title="안내의 날")
    heard: list[str] = []

    def listen(**announced: Any) -> None:
        heard.append(announced["language"])

    publication_changed.connect(listen)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            site.correct(event, ends_at=event.ends_at + timedelta(hours=1))
        with django_capture_on_commit_callbacks(execute=True):
            EventCancellation.objects.create(event=event)
    finally:
        publication_changed.disconnect(listen)

    assert sorted(heard) == ["ko", "ko", "vi", "vi"]
