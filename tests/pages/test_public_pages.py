"""Public pages of every type: title, canonical address, hreflang, direction, content, valid HTML."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from bs4 import BeautifulSoup
from django.db.models import CharField, TextField
from django.test import Client
from django.utils import timezone
from tinyhtml5.parser import HTMLParser
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Page

from cms.calls.models import CallPage
from cms.campaign.loading import load_campaign
from cms.campaign.models import EvidenceKind
from cms.core.hooks import Extra, page_extras
from cms.core.models import BasePage
from cms.events.models import EventPage
from cms.films.models import FilmPage
from cms.pages.models import StandardPage
from cms.participation.models import GuidePage
from cms.press.models import ReleasePage
from cms.rebuttals.models import RebuttalPage
from cms.stories.models import StoryPage
from tests.factories import ContactChannelFactory, FactFactory
from tests.media.recorded import RECORDED
from tests.pages.factories import BODY

if TYPE_CHECKING:
    from tests.pages.factories import PublicSite

pytestmark = pytest.mark.django_db
KINDS: dict[str, type[BasePage]] = {
    "calls/": CallPage,
    "stories/": StoryPage,
    "films/": FilmPage,
    "rebuttals/": RebuttalPage,
    "events/": EventPage,
    "press/": ReleasePage,
    "take-part/": GuidePage,
    "": StandardPage,
}
MOST_BYTES = 30_000


def read(client: Client, path: str) -> str:
    """Return a page, after checking that it is a 200, small enough and valid HTML."""
    answer = client.get(path)
    assert answer.status_code == 200
    assert len(answer.content) <= MOST_BYTES
    parser = HTMLParser()
    parser.parse(answer.content.decode())
    assert parser.errors == []
    return answer.content.decode()


@pytest.mark.parametrize("place", KINDS)
def test_page_says_its_language_and_its_other_languages(site: PublicSite, client: Client, place: str) -> None:
    site.translate(site.publish(KINDS[place]), "ar", title="خريطة مرسومة باليد")

    page = read(client, f"/ar/{place}ban-do/")

    assert '<html lang="ar" dir="rtl">' in page
    assert "<title>خريطة مرسومة باليد" in page
    assert page.count("<h1>") == 1
    address = f"http://localhost:8000/ar/{place}ban-do/"
    assert f'<link rel="canonical" href="{address}">' in page
    alternates = dict(
        re.findall(r'<link rel="alternate" hreflang="([^"]+)" href="http://localhost:8000([^"]+)">', page)
    )
    source = f"/vi/{place}ban-do/"
    assert alternates == {"vi": source, "ar": f"/ar/{place}ban-do/", "x-default": source}
    assert '<meta property="og:title" content="خريطة مرسومة باليد">' in page


def test_switcher_links_live_languages_and_leads_the_others_to_a_translation(site: PublicSite, client: Client) -> None:
    site.translate(site.publish(), "ko")

    page = read(client, "/ko/stories/ban-do/")

    links = {link["lang"]: link for link in BeautifulSoup(page, "html.parser").select(".languages a")}
    assert links["vi"]["href"] == "/language/vi/?next=/vi/stories/ban-do/"
    assert links["vi"]["hreflang"] == "vi"
    assert links["th"]["href"] == "/language/th/?next=/vi/stories/ban-do/%3Fasked%3Dth"
    assert not links["th"].has_attr("hreflang")


@pytest.mark.parametrize("language", ["vi", "ko", "ar", "km"])
@pytest.mark.parametrize(
    "place", ["", "calls/", "stories/", "films/", "rebuttals/", "events/", "take-part/", "press/", "search/"]
)
def test_structure_is_there_in_each_language_before_any_text(
    site: PublicSite, client: Client, language: str, place: str
) -> None:
    page = read(client, f"/{language}/{place}")

    assert f'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}">' in page


def test_call_lists_useful_evidence_and_contacts(site: PublicSite, client: Client) -> None:
    load_campaign()
    channel = ContactChannelFactory(verified=True, facts=[FactFactory(key="hotline", value="+84965001222")])
    ContactChannelFactory(facts=[FactFactory(key="unverified", value="+84965001299")])
    source = site.publish(
        CallPage, contacts=[channel], evidence_sought=[EvidenceKind.objects.get(key="hand-drawn-map")]
    )
    site.translate(source, "ko", privacy_note="성함을 밝히지 않으셔도 됩니다.")

    page = read(client, "/ko/calls/ban-do/")

    assert 'href="tel:+84965001222"' in page
    assert "+84 965 001 222" in page
    assert "손으로 그린 지도" in page
    assert "성함을 밝히지 않으셔도 됩니다." in page
    assert "001 299" not in page


@pytest.mark.parametrize("place", KINDS)
def test_facts_are_written_in_every_field_that_may_hold_a_token(site: PublicSite, client: Client, place: str) -> None:
    FactFactory(key="hotline", value="+84965001222")
    page_class = KINDS[place]
    plain = [name for name in page_class.translatable_fields if name not in {"body", *page_class.subtitle_fields}]
    picture = get_image_model().objects.create(title="Bản đồ", file=get_test_image_file(), **RECORDED)
    texts = {
        name: f"{name}: [[hotline]]"
        for name in plain
        if isinstance(page_class._meta.get_field(name), CharField | TextField)
    }
    shown = {"image": picture, "alternative_text": "alternative: [[hotline]]", "caption": "caption: [[hotline]]"}

    site.publish(page_class, body=[*BODY, ("image", shown)], picture=picture, **texts)
    page = read(client, f"/vi/{place}ban-do/")

    assert "[[" not in page
    assert "alternative: 0965 001 222" in page


def test_home_shows_the_newest_calls_before_stories(site: PublicSite, client: Client) -> None:
    load_campaign(is_demonstration=True)
    site.publish(title="Chuyện một dòng suối")
    site.publish(CallPage, title="Ai còn nhớ?")

    page = read(client, "/vi/")

    assert page.index("Ai còn nhớ?</a>") < page.index("Chuyện một dòng suối</a>")
    assert "Chiến dịch 500 ngày đêm" in page
    assert 'class="ribbon"' in page


def test_film_offers_subtitles_of_live_languages_only(site: PublicSite, client: Client) -> None:
    source = site.publish(FilmPage)
    track = "WEBVTT by someone\n\nNOTE by someone\n\n00:01.000 --> 00:03.000\n기억하는 사람이 있습니다.\n"
    site.translate(source, "ko", subtitles=track)

    answer = client.get("/ko/films/ban-do/subtitles.vtt")

    assert answer["Content-Type"] == "text/vtt; charset=utf-8"
    assert answer.content.decode() == "WEBVTT\n\n00:00:01.000 --> 00:00:03.000\n기억하는 사람이 있습니다.\n"
    assert client.get("/fr/films/ban-do/subtitles.vtt").status_code != 200


def test_rebuttal_is_readable_for_machines(site: PublicSite, client: Client) -> None:
    site.publish(RebuttalPage, claim='Một điều sai </script><b>"')

    page = read(client, "/vi/rebuttals/ban-do/")

    data = json.loads(re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)[0])
    assert data["@type"] == "ClaimReview"
    assert data["claimReviewed"] == 'Một điều sai </script><b>"'
    assert data["reviewRating"]["ratingValue"] == 1


def test_correction_is_shown_with_its_day(site: PublicSite, client: Client) -> None:
    site.publish(corrections=[("correction", "Đã sửa tên một con suối.")])

    page = read(client, "/vi/stories/ban-do/")

    assert "Đã sửa tên một con suối." in page
    assert f'<time datetime="{timezone.localdate():%Y-%m-%d}">' in page


def test_other_apps_add_links_to_the_page(site: PublicSite, client: Client) -> None:
    site.publish()
    page_extras.register("test", lambda page, request: [Extra("Mẫu để in", "/in.pdf", "form")])
    try:
        assert '<a href="/in.pdf">Mẫu để in</a>' in read(client, "/vi/stories/ban-do/")
    finally:
        page_extras._fillers.pop("test")


def test_list_is_paginated(site: PublicSite, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cms.core.models.IndexPage.per_page", 1)
    site.publish(slug="mot", title="Một")
    site.publish(slug="hai", title="Hai")

    page = read(client, "/vi/stories/?page=2")

    assert "Một</a>" in page
    assert "Hai</a>" not in page
    assert '<link rel="canonical" href="http://localhost:8000/vi/stories/?page=2">' in page


def test_draft_is_visible_in_the_preview_and_not_to_the_public(site: PublicSite, client: Client) -> None:
    page = site.publish()
    draft = page.get_latest_revision_as_object()
    draft.title = "Bản nháp"
    draft.save_revision(user=site.editor)
    client.force_login(site.editor)

    preview = client.get(f"/admin/pages/{page.pk}/view_draft/").content.decode()

    assert "Bản nháp" in preview
    assert '<html lang="vi"' in preview
    assert "Bản nháp" not in read(Client(), "/vi/stories/ban-do/")


def test_new_draft_can_be_previewed_before_it_is_saved(site: PublicSite) -> None:
    index = Page.objects.get(url_path="/vi/calls/")
    draft = CallPage(title="Chưa lưu", slug="chua-luu", locale=index.locale)

    answer = draft.make_preview_request(preview_mode="")

    assert answer.status_code == 200
    assert "Chưa lưu" in answer.content.decode()


def test_address_without_its_last_slash_redirects_to_the_page(site: PublicSite, client: Client) -> None:
    site.publish()

    answer = client.get("/vi/stories/ban-do")

    assert (answer.status_code, answer["Location"]) == (301, "/vi/stories/ban-do/")
