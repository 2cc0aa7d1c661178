"""News feeds: valid Atom with names that stay, corrections, alternates; nothing that isn't public."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from lxml import etree
from wagtail.models import Page

from cms.calls.models import CallPage
from cms.campaign.loading import load_campaign
from cms.core.models import BasePage
from cms.stories.models import StoryPage
from tests.factories import ContactChannelFactory, FactFactory
from translations.languages import CODES

if TYPE_CHECKING:
    from tests.pages.factories import PublicSite

pytestmark = pytest.mark.django_db
SCHEMA = etree.RelaxNG(etree.parse(Path(__file__).with_name("atom.rng")))
ATOM = {"a": "http://www.w3.org/2005/Atom", "h": "http://www.w3.org/1999/xhtml"}
WITHOUT_A_FEED = ["khong-co", "search", "ban-do"]


def read_feed(client: Client, path: str) -> Any:
    answer = client.get(path)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/atom+xml; charset=utf-8")
    tree = etree.fromstring(answer.content)
    SCHEMA.assertValid(tree)
    return tree


def find(tree: Any, path: str) -> list[str]:
    return [str(found) for found in tree.xpath(path, namespaces=ATOM)]


def test_feed_has_the_newest_items_of_its_section_or_of_all(site: PublicSite, client: Client) -> None:
    load_campaign()
    items: list[tuple[type[BasePage], str]] = [
        (StoryPage, "Chuyện một"),
        (CallPage, "Lời gọi"),
        (StoryPage, "Chuyện hai"),
    ]
    for day, (page_class, title) in enumerate(items, 1):
        with time_machine.travel(datetime(2026, 5, day, tzinfo=UTC), tick=False):
            site.publish(page_class, slug=f"bai-{day}", title=title)

    everything, stories = (read_feed(client, path) for path in ("/vi/feed.xml", "/vi/stories/feed.xml"))

    assert find(everything, "a:entry/a:title/text()") == ["Chuyện hai", "Lời gọi", "Chuyện một"]
    assert find(stories, "a:entry/a:title/text()") == ["Chuyện hai", "Chuyện một"]
    assert find(everything, "a:link[@rel='self']/@href") == ["http://localhost:8000/vi/feed.xml"]
    assert find(stories, "a:title/text()")[0].startswith("Câu chuyện · ")
    assert find(stories, "a:author/a:name/text()")[0]


def test_entry_has_its_day_its_other_languages_and_a_name_that_stays(site: PublicSite, client: Client) -> None:
    with time_machine.travel(datetime(2026, 5, 1, 3, tzinfo=UTC), tick=False):
        source = site.publish()
    site.translate(source, "ko", title="지도")
    before = read_feed(client, "/vi/stories/feed.xml")
    with time_machine.travel(datetime(2026, 5, 9, tzinfo=UTC), tick=False):
        site.correct(source, title="Tấm bản đồ khác", slug="ten-khac")
    after = read_feed(client, "/vi/stories/feed.xml")

    assert find(after, "a:entry/a:title/text()") == ["Tấm bản đồ khác"]
    assert find(before, "a:entry/a:id/text()") == find(after, "a:entry/a:id/text()")
    assert find(before, "a:entry/a:id/text()") != find(read_feed(client, "/ko/stories/feed.xml"), "a:entry/a:id/text()")
    assert find(after, "a:entry/a:published/text()") == ["2026-05-01T03:00:00Z"]
    assert find(after, "a:entry/a:updated/text()") == ["2026-05-01T03:00:00Z"]  # no correction: no news
    links = dict(zip(find(after, "a:entry/a:link/@hreflang"), find(after, "a:entry/a:link/@href"), strict=True))
    assert links == {
        "vi": "http://localhost:8000/vi/stories/ten-khac/",
        "ko": "http://localhost:8000/ko/stories/ban-do/",
    }


def test_public_correction_makes_an_entry_new_and_is_in_it(site: PublicSite, client: Client) -> None:
    with time_machine.travel(datetime(2026, 5, 1, tzinfo=UTC), tick=False):
        source = site.publish()
    with time_machine.travel(datetime(2026, 5, 9, 3, tzinfo=UTC), tick=False):
        site.correct(source, corrections=[("correction", "Đã sửa tên một con suối.")])

    feed = read_feed(client, "/vi/stories/feed.xml")

    assert find(feed, "a:entry/a:updated/text()") == ["2026-05-09T03:00:00Z"]
    text = " ".join(find(feed, "a:entry/a:content//text()"))
    assert "Đã sửa tên một con suối." in text and "9 tháng 5 năm 2026" in text


def test_what_is_not_public_is_in_no_feed(site: PublicSite, client: Client) -> None:
    site.withdraw(site.publish(slug="da-rut", title="Đã rút"))
    live = site.publish(slug="con-do", title="Còn đó")
    draft = live.get_latest_revision_as_object()
    draft.title = "Bản nháp"
    draft.save_revision(user=site.editor)

    for path in ("/vi/feed.xml", "/vi/stories/feed.xml"):
        assert find(read_feed(client, path), "a:entry/a:title/text()") == ["Còn đó"]


@pytest.mark.parametrize("language", CODES)
def test_section_without_items_has_an_empty_feed(site: PublicSite, client: Client, language: str) -> None:
    assert find(read_feed(client, f"/{language}/films/feed.xml"), "a:entry") == []
    assert find(read_feed(client, f"/{language}/feed.xml"), "a:entry") == []


@pytest.mark.parametrize("section", WITHOUT_A_FEED)
def test_feed_of_what_is_no_section_is_a_404_with_the_hotline(site: PublicSite, client: Client, section: str) -> None:
    ContactChannelFactory(verified=True, facts=[FactFactory(key="hotline", value="+84965001222")])

    answer = client.get(f"/ko/{section}/feed.xml")

    assert answer.status_code == 404
    assert '<html lang="ko" dir="ltr">' in answer.content.decode()
    assert 'href="tel:+84965001222"' in answer.content.decode()


def test_feed_of_a_language_whose_home_is_taken_down_is_gone(site: PublicSite, client: Client) -> None:
    Page.objects.get(url_path="/ko/").specific.unpublish()

    assert client.get("/ko/feed.xml").status_code == 410


def test_feed_is_kept_and_compressed_like_pages(
    site: PublicSite, client: Client, django_assert_max_num_queries: Any
) -> None:
    for number in range(4):
        site.publish(slug=f"bai-{number}", corrections=[("correction", f"Đã sửa {uuid4()}.")])
    with django_assert_max_num_queries(16):
        first = client.get("/vi/feed.xml")
    with django_assert_max_num_queries(1):
        packed = client.get("/vi/feed.xml", headers={"accept-encoding": "gzip"})
        same = client.get("/vi/feed.xml", headers={"if-none-match": first["ETag"]})

    assert gzip.decompress(packed.content) == first.content
    assert same.status_code == 304


@pytest.mark.parametrize(
    ("path", "feed"),
    [("", ""), ("stories/", "stories/"), ("stories/ban-do/", "stories/")],
)
def test_pages_name_their_feed(site: PublicSite, client: Client, path: str, feed: str) -> None:
    site.publish()

    html = client.get(f"/vi/{path}").content.decode()

    assert f'type="application/atom+xml" title="Nguồn tin" href="/vi/{feed}feed.xml">' in html


def test_title_with_signs_of_xml_is_written_as_text(site: PublicSite, client: Client) -> None:
    site.publish(title="Bản đồ <b> & thư", summary="A < B & C")

    feed = read_feed(client, "/vi/stories/feed.xml")

    assert find(feed, "a:entry/a:title/text()") == ["Bản đồ <b> & thư"]
    assert find(feed, "a:entry/a:summary/text()") == ["A < B & C"]
