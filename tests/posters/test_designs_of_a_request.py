"""The design of a poster: offered by kind of item, and made with the item's own drawing."""

from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cms.calls.models import CallPage
from cms.events.models import EventPage
from cms.jobs.queue import run_pending_jobs
from cms.published import get_published
from outreach.posters.models import Poster, PosterState
from outreach.posters.requests import PosterRequestRefused, request_posters
from outreach.posters.words import get_digest, get_words
from tests.approvals.factories import Desk
from tests.pages.factories import PublicSite
from tests.posters.factories import make_officer, publish_call

pytestmark = pytest.mark.django_db


@pytest.fixture
def call(desk: Desk) -> CallPage:
    return publish_call(desk)


def ask(call: CallPage, **how: Any) -> None:
    request_posters(
        kind="call",
        key=str(call.translation_key),
        languages=["vi"],
        format_codes=["lift-portrait-hd"],
        placement="Lift 7",
        organisation_key=None,
        by=make_officer(),
        at=timezone.now(),
        **how,
    )


def test_form_offers_the_designs_that_serve_the_kind(call: CallPage, client: Client) -> None:
    client.force_login(make_officer())

    answer = client.get(reverse("poster_make") + f"?item=call:{call.translation_key}")

    offered = [code for code, _name in answer.context["form"].fields["template"].choices]
    assert offered == ["call", "contact", "mission"]


def test_poster_is_made_in_the_design_that_was_chosen(call: CallPage) -> None:
    ask(call, template="contact")
    run_pending_jobs()

    poster = Poster.objects.get()
    assert (poster.template, poster.state) == ("contact", PosterState.RELEASED)


def test_design_of_another_kind_is_refused(call: CallPage) -> None:
    with pytest.raises(PosterRequestRefused, match="There is no such design for this kind of item"):
        ask(call, template="film")


def test_notice_of_a_mission_needs_an_organisation(call: CallPage) -> None:
    with pytest.raises(PosterRequestRefused, match="Choose an organisation"):
        ask(call, template="mission")


def test_design_that_no_longer_exists_refuses_the_poster_and_says_so(call: CallPage) -> None:
    ask(call)
    Poster.objects.update(template="lantern")
    run_pending_jobs()

    poster = Poster.objects.get()
    assert poster.state == PosterState.REFUSED
    assert poster.reason == "This design no longer exists. Request the poster in another one."


def test_day_of_an_event_stands_on_its_key_date_and_a_new_day_changes_its_words(site: PublicSite) -> None:
    event = site.publish(EventPage, title="Ngày lấy mẫu ADN", poster_headline="Xin mời ông bà")
    item = get_published(kind="event", key=str(event.translation_key), language="vi")
    assert item is not None
    words = get_words(item)

    moved = replace(words, occasion="8:00, 1 tháng 8 năm 2027")

    assert event.find_occasion().write_time() == words.occasion
    assert get_digest(words, template="keydate") != get_digest(moved, template="keydate")
    assert get_digest(words, template="call") == get_digest(moved, template="call")
