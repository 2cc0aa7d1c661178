"""Drawings of pages without a picture: the same for an item everywhere, and never two alike side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from cms.calls.models import CallPage
from cms.films.models import FilmPage

if TYPE_CHECKING:
    from tests.pages.factories import PublicSite

pytestmark = pytest.mark.django_db


def list_scenes(client: Client, path: str) -> list[str]:
    page = BeautifulSoup(client.get(path).content, "html.parser")
    return [str(picture["src"]).rpartition("/")[2] for picture in page.select("main img.scene")]


def test_item_has_the_same_drawing_in_each_language_and_in_lists(site: PublicSite, client: Client) -> None:
    site.translate(site.publish(CallPage), "ar")

    [scene] = list_scenes(client, "/vi/calls/ban-do/")

    assert list_scenes(client, "/ar/calls/ban-do/") == [scene]
    assert list_scenes(client, "/ar/calls/") == [scene]
    assert scene.startswith(("map-", "letter-", "notebook-"))


def test_no_two_drawings_on_a_page_are_alike(site: PublicSite, client: Client) -> None:
    for number in range(5):
        site.publish(slug=f"chuyen-{number}")

    scenes = list_scenes(client, "/vi/stories/")

    assert len(scenes) == len(set(scenes)) == 5


def test_drawings_say_nothing_to_screen_readers_and_wait_below_the_first_screen(
    site: PublicSite, client: Client
) -> None:
    site.publish()

    page = BeautifulSoup(client.get("/vi/").content, "html.parser")

    head, card = page.select("main img.scene")
    assert head["alt"] == card["alt"] == ""
    assert head["fetchpriority"] == "high"
    assert card["loading"] == "lazy"


def test_film_shows_itself(site: PublicSite, client: Client) -> None:
    site.publish(FilmPage)

    assert list_scenes(client, "/vi/films/ban-do/") == []
    assert list_scenes(client, "/vi/films/")[0].startswith(("lamp-", "hills-", "incense-", "lotus-"))
