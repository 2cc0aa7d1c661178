"""The card of a page: of live pages only, one for each language, anew with each publication."""

from __future__ import annotations

import io
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone
from PIL import Image
from wagtail.models import Page, PageViewRestriction

from cms.calls.models import CallPage
from cms.campaign.loading import load_campaign
from cms.core.cached_pages import forget_pages
from cms.media.models import Consent
from cms.stories.models import StoryPage
from tests.media.test_pictures import make_image

if TYPE_CHECKING:
    from tests.pages.factories import PublicSite

pytestmark = pytest.mark.django_db


def read_card(client: Client, path: str) -> Image.Image:
    answer = client.get(path)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
    return Image.open(io.BytesIO(answer.content)).convert("RGB")


def read_meta(client: Client, path: str) -> dict[str, str]:
    page = BeautifulSoup(client.get(path).content, "html.parser")
    named = [*page.select("meta[property^='og:image']"), *page.select("meta[name^='twitter:']")]
    return {str(meta.get("property") or meta.get("name")): str(meta["content"]) for meta in named}


@pytest.mark.parametrize("path", ["/vi/", "/vi/stories/", "/vi/stories/ban-do/", "/ar/stories/ban-do/"])
def test_page_names_its_card_in_its_language(site: PublicSite, client: Client, path: str) -> None:
    load_campaign()
    site.translate(site.publish(), "ar", title="خريطة مرسومة باليد")

    meta = read_meta(client, path)

    assert meta["og:image"].startswith(f"http://localhost:8000{path}card.jpg")
    assert (meta["og:image:width"], meta["og:image:height"]) == ("1200", "630")
    assert meta["twitter:card"] == "summary_large_image"
    assert meta["og:image:alt"]
    assert read_card(client, meta["og:image"].removeprefix("http://localhost:8000")).size == (1200, 630)


def test_card_shows_the_pages_picture_while_it_may_be_shown(site: PublicSite, client: Client) -> None:
    image = make_image(1200, 630, noise=0.0)
    site.publish(picture=image)
    with_picture = read_card(client, "/vi/stories/ban-do/card.jpg")

    image.consent = Consent.REFUSED
    image.save()

    assert read_card(client, "/vi/stories/ban-do/card.jpg").tobytes() != with_picture.tobytes()


def test_correction_makes_another_card_at_another_address(site: PublicSite, client: Client, time_machine: Any) -> None:
    time_machine.move_to("2026-11-30T09:00:00+07:00")
    page = site.publish()
    before, first = read_meta(client, page.url_path)["og:image"], read_card(client, f"{page.url_path}card.jpg")
    time_machine.move_to("2026-11-30T09:05:00+07:00")

    site.correct(page, title="Một tiêu đề khác")
    forget_pages()

    assert read_meta(client, page.url_path)["og:image"] != before
    assert read_card(client, f"{page.url_path}card.jpg").tobytes() != first.tobytes()


def test_card_is_typeset_once_for_each_version(
    site: PublicSite, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.publish()
    made: list[date] = []

    def write(page: Page, *, on: date) -> bytes:
        made.append(on)
        return b"card"

    monkeypatch.setattr("cms.pages.views.write_card", write)
    for _time in range(3):
        client.get("/vi/stories/ban-do/card.jpg")
    site.publish(slug="khac")
    client.get("/vi/stories/ban-do/card.jpg")

    assert made == [timezone.localdate()] * 2


def test_draft_and_what_was_withdrawn_have_no_card(site: PublicSite, client: Client) -> None:
    parent = Page.objects.get(url_path="/vi/calls/").specific
    parent.add_child(instance=CallPage(title="Nháp", slug="nhap", locale=parent.locale, live=False))
    page = site.publish(StoryPage)
    assert client.get("/vi/stories/ban-do/card.jpg").status_code == 200

    site.withdraw(page)

    for path in ("/vi/calls/nhap/card.jpg", "/vi/stories/ban-do/card.jpg", "/vi/nothing/card.jpg"):
        assert client.get(path).status_code in {404, 410}, path


def test_page_that_not_everybody_may_read_has_no_card(site: PublicSite, client: Client) -> None:
    PageViewRestriction.objects.create(page=site.publish(), restriction_type=PageViewRestriction.LOGIN)

    assert client.get("/vi/stories/ban-do/card.jpg").status_code == 404
