from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from cms.campaign.loading import load_campaign
from cms.campaign.models import Campaign
from cms.core.cached_pages import forget_pages
from cms.core.page_cache import get_version, raise_version, schedule_version
from cms.emergency.withdrawal import withdraw_everything
from cms.facts.register import approve, propose
from cms.facts.revocation import revoke_channel
from tests.factories import ContactChannelFactory, FactFactory
from tests.media.test_pictures import make_image

if TYPE_CHECKING:
    from tests.pages.factories import PublicSite

pytestmark = pytest.mark.django_db
ADDRESS = "/vi/stories/ban-do/"


@pytest.fixture(autouse=True)
def empty_cache() -> None:
    forget_pages()


def test_story_costs_ten_queries_of_its_own_cold_and_one_warm(
    site: PublicSite, client: Client, django_assert_max_num_queries: Any
) -> None:
    load_campaign()
    ContactChannelFactory(verified=True, facts=[FactFactory(key="hotline", value="+84965001222")])
    site.translate(site.publish(summary="Gọi [[hotline]]."), "ko")
    client.get("/vi/search/")
    forget_pages()

    with django_assert_max_num_queries(10):  # one of them once for all pages, until something changes
        cold = client.get(ADDRESS)
    with django_assert_max_num_queries(1):
        warm = client.get(ADDRESS)

    assert cold.content == warm.content
    assert "0965 001 222" in warm.content.decode()


def test_story_and_home_with_a_picture_cost_ten_queries_wholly_cold(
    site: PublicSite, client: Client, django_assert_max_num_queries: Any
) -> None:
    load_campaign()
    ContactChannelFactory(verified=True, facts=[FactFactory(key="hotline", value="+84965001222")])
    site.publish(summary="Gọi [[hotline]].", picture=make_image(400, 300), picture_text="Bản đồ")
    for path, most in ((ADDRESS, 9), ("/vi/", 10)):
        client.get(path)  # makes the sizes of the picture
        forget_pages()

        with django_assert_max_num_queries(most):
            text = client.get(path).content.decode()

        assert "<picture" in text, path
        assert "0965 001 222" in text, path


def test_page_is_gone_once_everything_is_withdrawn_though_the_version_was_known(
    site: PublicSite, client: Client
) -> None:
    site.publish()
    assert client.get(ADDRESS).status_code == 200

    withdraw_everything(reason="Sai", by=site.lead, at=timezone.now())

    assert client.get(ADDRESS).status_code == 410


def test_correction_shows_with_the_next_request(site: PublicSite, client: Client) -> None:
    page = site.publish()
    client.get(ADDRESS)

    site.correct(page, summary="Một tờ giấy khác.", corrections=[("correction", "Đã sửa tóm tắt.")])

    text = client.get(ADDRESS).content.decode()
    assert "Một tờ giấy khác." in text
    assert "Đã sửa tóm tắt." in text


def test_new_value_of_a_fact_shows_with_the_next_request(site: PublicSite, client: Client) -> None:
    fact = FactFactory(key="hotline", value="+84965001222")
    ContactChannelFactory(verified=True, facts=[fact])
    site.publish(summary="Gọi [[hotline]].")
    assert "0965 001 222" in client.get(ADDRESS).content.decode()

    version = propose(fact=fact, value="+84965001223", source="V.1.c", by=site.publisher, at=timezone.now())
    approve(version=version, by=site.lead, at=timezone.now())

    assert "0965 001 223" in client.get(ADDRESS).content.decode()


def test_renamed_campaign_raises_the_version(site: PublicSite) -> None:
    load_campaign()
    before = get_version()

    Campaign.objects.get().save()

    assert get_version() > before


def test_draft_raises_nothing(site: PublicSite) -> None:
    page = site.publish()
    before = get_version()

    page.save_revision(user=site.editor)

    assert get_version() == before


def test_unchanged_page_is_answered_304(site: PublicSite, client: Client) -> None:
    site.publish()
    first = client.get(ADDRESS)

    second = client.get(ADDRESS, headers={"if-none-match": first["ETag"]})

    assert second.status_code == 304
    assert second["ETag"] == first["ETag"]
    assert not second.content


def test_person_with_a_session_bypasses_the_cache(site: PublicSite, client: Client) -> None:
    site.publish()
    client.force_login(site.editor)

    answer = client.get(ADDRESS)

    assert "ETag" not in answer


def test_revoked_contact_leaves_every_page_with_the_next_request(site: PublicSite, client: Client) -> None:
    channel = ContactChannelFactory(verified=True, facts=[FactFactory(key="hotline", value="+84965001222")])
    site.publish(summary="Gọi [[hotline]].")
    assert "84965001222" in client.get(ADDRESS).content.decode()

    revoke_channel(channel=channel, by=site.publisher, at=timezone.now(), reason="answered by a stranger")

    page = client.get(ADDRESS).content.decode()
    assert "84965001222" not in page
    assert "0965" not in page
    assert "(Số điện thoại này không còn sử dụng)" in page


def test_cached_page_follows_the_stated_end_of_a_value(site: PublicSite, client: Client) -> None:
    now = timezone.now()
    fact = FactFactory(key="hotline", value="+84965001222")
    end = now + timedelta(minutes=5)
    version = propose(fact=fact, value="+84965001223", source="V.1.c", by=site.publisher, at=now, ends_at=end)
    approve(version=version, by=site.lead, at=now)
    site.publish(summary="Gọi [[hotline]].")

    with time_machine.travel(end - timedelta(seconds=1), tick=False):
        assert "84965001223" in client.get(ADDRESS).content.decode()
    with time_machine.travel(end, tick=False):
        assert "84965001223" not in client.get(ADDRESS).content.decode()


def test_version_rises_when_a_scheduled_moment_has_passed(db: None) -> None:
    moment = timezone.now() + timedelta(minutes=5)
    raise_version()
    before = get_version()

    schedule_version(at=moment)
    schedule_version(at=moment)

    assert get_version() == before + 1  # caches that keep pages until the next moment learn of it
    with time_machine.travel(moment):
        assert get_version() == before + 2
