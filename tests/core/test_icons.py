"""The site's icons and colours, as browsers ask for them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from bs4 import BeautifulSoup
from django.contrib.staticfiles import finders
from django.test import Client

from translations.campaign.reading import get_folder

if TYPE_CHECKING:
    from tests.pages.factories import PublicSite

pytestmark = pytest.mark.django_db


def test_icon_is_answered_without_a_page(client: Client) -> None:
    answer = client.get("/favicon.ico")

    assert answer.status_code == 302
    assert finders.find(answer["Location"].removeprefix("/static/"))


def test_manifest_names_icons_that_exist_and_the_campaigns_name(client: Client) -> None:
    answer = client.get("/manifest.webmanifest")

    content = json.loads(answer.content)
    assert answer["Content-Type"] == "application/manifest+json"
    assert content["name"] == get_folder().title
    assert {icon["sizes"] for icon in content["icons"]} == {"192x192", "512x512"}
    assert all(finders.find(icon["src"].removeprefix("/static/")) for icon in content["icons"])


def test_every_page_names_icons_manifest_and_both_schemes_of_colours(site: PublicSite, client: Client) -> None:
    page = BeautifulSoup(client.get("/vi/").content, "html.parser")

    links = {str(link["rel"][0]): str(link["href"]) for link in page.select("head link[rel]")}
    assert links["manifest"] == "/manifest.webmanifest"
    assert links["apple-touch-icon"].endswith("apple-touch-icon.png")
    assert len(page.select("link[rel=icon]")) == 2
    [scheme] = page.select("meta[name=color-scheme]")
    assert scheme["content"] == "light dark"
    themes = {str(meta["media"]): meta["content"] for meta in page.select("meta[name=theme-color]")}
    assert themes == {
        "(prefers-color-scheme: light)": get_folder().colours["paper"],
        "(prefers-color-scheme: dark)": get_folder().dark_colours["paper"],
    }
