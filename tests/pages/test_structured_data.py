"""Structured data of public pages: what schema.org and Google's guides require is there, and nothing is invented."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file

from cms.calls.models import CallPage
from cms.campaign.loading import load_campaign
from cms.events.models import EventPage
from cms.films.models import FilmPage, LanguageVersion, RightsWindow
from cms.pages.models import StandardPage
from cms.participation.models import ContestPage, GuidePage
from cms.press.models import PressMaterialPage, ReleasePage
from cms.rebuttals.models import RebuttalPage
from cms.stories.models import StoryPage
from tests.approvals.test_staleness_of_masters import add_film_master
from tests.journeys.person import squeeze
from tests.media.recorded import RECORDED

if TYPE_CHECKING:
    from tests.pages.factories import PublicSite

pytestmark = pytest.mark.django_db
REQUIRED = {
    "Article": {"headline", "url", "inLanguage", "datePublished", "dateModified", "author", "publisher"},
    "VideoObject": {"name", "thumbnailUrl", "uploadDate", "contentUrl", "description"},
    "Event": {"name", "startDate", "location", "eventStatus", "endDate"},
    "BreadcrumbList": {"itemListElement"},
}
"""Required, and for an article recommended, by developers.google.com/search/docs/appearance/structured-data."""
SECTIONS = {
    CallPage: ("calls/", "Lời kêu gọi cung cấp thông tin"),
    StoryPage: ("stories/", "Câu chuyện"),
    FilmPage: ("films/", "Phim"),
    RebuttalPage: ("rebuttals/", None),
    EventPage: ("events/", "Sự kiện"),
    StandardPage: ("", None),
    ReleasePage: ("press/", None),
    PressMaterialPage: ("press/", None),
    GuidePage: ("take-part/", None),
    ContestPage: ("take-part/", None),
}


def read_data(client: Client, path: str) -> dict[str, dict[str, Any]]:
    """Return the page's structured data by type, after checking what each requires."""
    page = BeautifulSoup(client.get(path).content.decode(), "lxml")
    found = [json.loads(script.get_text()) for script in page.select('script[type="application/ld+json"]')]
    for data in found:
        assert data["@context"] == "https://schema.org"
        assert {name for name in REQUIRED.get(data["@type"], ()) if not data.get(name)} == set()
        assert data["@type"] not in REQUIRED or all(value not in (None, "", []) for value in data.values())
    return {data["@type"]: data for data in found}


def make_picture() -> Any:
    return get_image_model().objects.create(title="Bản đồ", file=get_test_image_file(), **RECORDED)


def test_story_is_an_article_of_the_desk(site: PublicSite, client: Client) -> None:
    load_campaign()
    source = site.publish(title="Bản đồ </script> & thư", picture=make_picture())
    site.translate(source, "zh-hans", title="地图")

    article, other = (read_data(client, f"/{code}/stories/ban-do/")["Article"] for code in ("vi", "zh-hans"))

    assert article["headline"] == "Bản đồ </script> & thư"
    assert article["description"] == "Một tờ giấy."
    assert article["image"][0].startswith("http://localhost:8000/media/")
    assert datetime.fromisoformat(article["datePublished"]) <= datetime.fromisoformat(article["dateModified"])
    assert article["publisher"]["@type"] == "Organization" and article["publisher"]["name"]
    assert (other["inLanguage"], other["headline"]) == ("zh-Hans", "地图")
    assert other["publisher"]["name"] != article["publisher"]["name"]


def test_article_without_a_licensed_picture_names_none(site: PublicSite, client: Client) -> None:
    picture = get_image_model().objects.create(title="Bản đồ", file=get_test_image_file(), **RECORDED)
    site.publish(picture=picture)
    get_image_model().objects.filter(pk=picture.pk).update(consent="refused")

    assert "image" not in read_data(client, "/vi/stories/ban-do/")["Article"]


def test_film_that_can_be_played_is_a_video_with_its_captions_and_its_end(site: PublicSite, client: Client) -> None:
    end = timezone.localdate() + timedelta(days=9)
    film = site.publish(FilmPage, picture=make_picture())
    LanguageVersion.objects.create(film=film, language_tag="vi", master=add_film_master(20))
    RightsWindow.objects.create(film=film, starts_on=date(2026, 1, 1), ends_on=end)
    site.translate(film, "ko", title="영상")

    video = read_data(client, "/ko/films/ban-do/")["VideoObject"]

    assert {caption["inLanguage"] for caption in video["caption"]} == {"vi", "ko"}
    assert video["expires"] == end.isoformat()
    assert video["name"] == "영상"


def test_film_that_can_not_be_played_is_no_video(site: PublicSite, client: Client) -> None:
    site.publish(FilmPage, picture=make_picture())

    assert "VideoObject" not in read_data(client, "/vi/films/ban-do/")


def test_event_has_its_place_and_its_time_with_offset(site: PublicSite, client: Client) -> None:
    site.publish(EventPage, address="Thôn Một,\nxã minh hoạ")

    event = read_data(client, "/vi/events/ban-do/")["Event"]

    assert (event["startDate"], event["endDate"]) == ("2031-07-27T08:00:00+07:00", "2031-07-27T11:30:00+07:00")
    assert event["location"] == {"@type": "Place", "name": "Nhà văn hoá", "address": "Thôn Một, xã minh hoạ"}
    assert event["eventStatus"] == "https://schema.org/EventScheduled"


@pytest.mark.parametrize("page_class", SECTIONS)
def test_every_item_has_breadcrumbs_that_readers_see_too(
    site: PublicSite, client: Client, page_class: type[Any]
) -> None:
    section, label = SECTIONS[page_class]
    site.publish(page_class)

    crumbs = read_data(client, f"/vi/{section}ban-do/")["BreadcrumbList"]["itemListElement"]
    seen = BeautifulSoup(client.get(f"/vi/{section}ban-do/").content.decode(), "lxml").select(".kicker a")

    addresses = [crumb["item"].removeprefix("http://localhost:8000") for crumb in crumbs[:-1]]
    assert [(squeeze(link.get_text()), link["href"]) for link in seen] == [
        (crumb["name"], address) for crumb, address in zip(crumbs, addresses, strict=False)
    ]
    assert [crumb["position"] for crumb in crumbs] == list(range(1, len(crumbs) + 1))
    assert addresses == ["/vi/", *([f"/vi/{section}"] if section else [])]
    assert crumbs[-1]["name"] == "Tấm bản đồ"
    if label:
        assert crumbs[1]["name"] == label
