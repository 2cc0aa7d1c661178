"""Sitemaps of news and of films that can be played."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from lxml import etree
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file

from cms.campaign.loading import load_campaign
from cms.films.models import FilmPage, LanguageVersion, RightsWindow
from tests.approvals.test_staleness_of_masters import add_film_master
from tests.media.recorded import RECORDED

if TYPE_CHECKING:
    from tests.pages.factories import PublicSite

pytestmark = pytest.mark.django_db
NAMES = {
    "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "n": "http://www.google.com/schemas/sitemap-news/0.9",
    "v": "http://www.google.com/schemas/sitemap-video/1.1",
}
NOW = datetime(2026, 5, 9, 3, tzinfo=UTC)


def find(client: Client, path: str, wanted: str) -> list[str]:
    answer = client.get(path)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/xml")
    return [str(found) for found in etree.fromstring(answer.content).xpath(wanted, namespaces=NAMES)]


def publish_film(site: PublicSite, *, ends_on: date | None = None, with_still: bool = True) -> Any:
    picture = (
        get_image_model().objects.create(title="Phim", file=get_test_image_file(), **RECORDED) if with_still else None
    )
    film = site.publish(FilmPage, slug="phim", title="Đường về", picture=picture)
    LanguageVersion.objects.create(film=film, language_tag="vi", master=add_film_master(20))
    RightsWindow.objects.create(film=film, starts_on=date(2026, 1, 1), ends_on=ends_on)
    return film


def test_news_are_what_was_published_in_the_last_two_days_in_all_languages(site: PublicSite, client: Client) -> None:
    load_campaign()
    with time_machine.travel(NOW - timedelta(days=2, minutes=1), tick=False):
        site.publish(slug="cu", title="Cũ")
    with time_machine.travel(NOW - timedelta(days=1), tick=False):
        site.translate(site.publish(slug="moi", title="Mới & lạ"), "zh-hans", title="新")
    with time_machine.travel(NOW, tick=False):
        titles = find(client, "/sitemap-news.xml", "//n:title/text()")
        languages = find(client, "/sitemap-news.xml", "//n:language/text()")
        names = find(client, "/sitemap-news.xml", "//n:publication/n:name/text()")
        days = find(client, "/sitemap-news.xml", "//n:publication_date/text()")

    assert dict(zip(titles, languages, strict=True)) == {"Mới & lạ": "vi", "新": "zh-cn"}
    assert set(names) == {"Chiến dịch 500 ngày đêm", "500昼夜行动"}
    assert set(days) == {"2026-05-08T03:00:00Z"}


def test_withdrawn_item_is_no_news(site: PublicSite, client: Client) -> None:
    site.withdraw(site.publish())

    assert find(client, "/sitemap-news.xml", "//s:url") == []


def test_film_that_can_be_played_is_in_the_sitemap_until_its_rights_end(site: PublicSite, client: Client) -> None:
    end = timezone.localdate() + timedelta(days=30)
    publish_film(site, ends_on=end)

    def read(wanted: str) -> list[str]:
        return find(client, "/sitemap-videos.xml", f"//v:video/v:{wanted}/text()")

    assert find(client, "/sitemap-videos.xml", "//s:loc/text()") == ["http://localhost:8000/vi/films/phim/"]
    assert read("title") == ["Đường về"]
    assert read("description") == ["Một tờ giấy."]
    assert read("expiration_date") == [end.isoformat()]
    assert read("thumbnail_loc")[0].startswith("http://localhost:8000/media/")
    assert read("content_loc")[0].startswith("http://localhost:8000/media/")
    assert client.get(read("content_loc")[0].removeprefix("http://localhost:8000")).status_code == 200


@pytest.mark.parametrize("missing", ["still", "rights", "version"])
def test_film_that_can_not_be_played_or_has_no_picture_is_not(site: PublicSite, client: Client, missing: str) -> None:
    publish_film(site, with_still=missing != "still")
    if missing == "rights":
        RightsWindow.objects.all().delete()
    if missing == "version":
        LanguageVersion.objects.all().delete()

    assert find(client, "/sitemap-videos.xml", "//s:url") == []


def test_index_names_the_sitemaps_of_news_and_films(client: Client) -> None:
    found = find(client, "/sitemap.xml", "//s:loc/text()")

    assert {"http://localhost:8000/sitemap-news.xml", "http://localhost:8000/sitemap-videos.xml"} <= set(found)
