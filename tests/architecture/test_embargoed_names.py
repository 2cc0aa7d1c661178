"""No address of the admin names a text under embargo to a person who doesn't work on it.

Walked as the permission matrix is: every address, with the embargoed item wherever an address takes a page.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone
from django.utils.translation import override
from PIL import Image

from cms.facts.models import FactKind
from cms.films.models import FilmPage, LanguageVersion, RightsWindow
from cms.media.models import CampaignImage, FilmMaster
from tests.approvals.factories import accept, hand_in, make_source, make_translation
from tests.architecture.matrix import Address, list_addresses, make_client, undone
from tests.architecture.world import World, make_world
from tests.factories import FactFactory
from tests.media.recorded import RECORDED

SOUGHT, SECRET = "Kimtinhcanhbaonam", "Zuzulo"
SOUGHT_KOREAN, KOREAN = "비밀의글", "숨은말"
WALKED = {"outreach": (SECRET, KOREAN), "administrator": (SECRET, KOREAN), "translator-lo": (KOREAN,)}
"""Who doesn't work on the text, and the words that they mustn't read. Whoever translates works on the source."""


@pytest.fixture(autouse=True)
def in_vietnamese(in_english):
    with override("vi"):
        yield


@dataclass
class Held:
    """A world in which every page that an address can name is under embargo."""

    world: World
    film: Any
    korean: Any


@pytest.fixture
def held(db: None) -> Held:
    """A film under embargo with a picture, a master, rights and a fact, in review; its Korean translation too."""
    world = make_world()
    image, master = _make_files()
    world.things["fact"] = FactFactory(key="year-of-the-secret", kind=FactKind.FIGURE, value="1972")
    text = f"<p>[[{world.things['fact'].key}]] {SECRET}</p>"
    picture = {"image": image, "alternative_text": "Ảnh", "caption": ""}
    editor, translator = world.people["editor"], world.people["translator-ko"]
    film = make_source(
        editor,
        FilmPage,
        title=f"{SOUGHT} {SECRET}",
        slug="held",
        embargo_until=timezone.now() + timedelta(days=7),
        body=[("paragraph", {"text": text}), ("image", picture)],
        subtitles="WEBVTT\n\n00:01.000 --> 00:03.000\nHello\n",
    )
    LanguageVersion.objects.create(film=film, language_tag="vi", master=master)
    RightsWindow.objects.create(film=film, starts_on=date(2026, 1, 1), ends_on=date(2099, 12, 31))
    accept(hand_in(film, editor), world.people["publisher"])
    korean = make_translation(film, "ko", translator, title=f"{SOUGHT_KOREAN} {KOREAN}", slug="held-ko")
    world.things["submission"] = hand_in(korean, translator)
    world.pages.update({"vi-live": film, "vi-draft": film, "ko-draft": korean})
    world.things |= {"film": film, "image": image, "master": master}
    world.rows |= {CampaignImage: image, FilmMaster: master, LanguageVersion: LanguageVersion.objects.get(film=film)}
    return Held(world, film, korean)


def _make_files() -> tuple[CampaignImage, FilmMaster]:
    buffer = BytesIO()
    Image.new("RGB", (40, 30), "red").save(buffer, "PNG")
    image = CampaignImage.objects.create(
        title="Picture", file=ContentFile(buffer.getvalue(), name="held.png"), width=40, height=30, **RECORDED
    )
    master = FilmMaster.objects.create(
        title="Film", file=ContentFile(b"held", name="held.mp4"), sha256="b" * 64, **RECORDED
    )
    return image, master


def _list_urls(held: Held, address: Address) -> list[str]:
    """Return the address with the queries that may name the pages: a search for their words, and their numbers."""
    url = address.write(held.world)
    if "/bulk/" in url:
        return [url, url.partition("?")[0] + "?id=all"]
    if "<" in address.pattern:
        return [url]
    numbers = f"id={held.film.pk}&id={held.korean.pk}"
    return [url, *(f"{url}?q={word}&{numbers}" for word in (SOUGHT, SOUGHT_KOREAN))]


def _find_naming(held: Held, client: Client, address: Address, words: tuple[str, ...]) -> list[str]:
    """Return the requests whose answer, or message to the person, has one of the words."""
    found = []
    for url in _list_urls(held, address):
        with undone():
            answer = client.get(url)
            shown = _read(answer)
            if request := getattr(answer, "wsgi_request", None):
                shown += "".join(str(message) for message in get_messages(request))
        found += [f"{address} ({url}): {word}" for word in words if word in shown]
    return found


def _read(answer: Any) -> str:
    content: bytes = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return content.decode(errors="replace")


@pytest.mark.parametrize(
    "who", [who if who == "outreach" else pytest.param(who, marks=pytest.mark.slow) for who in WALKED]
)
def test_no_address_of_the_admin_names_an_embargoed_text(held: Held, who: str) -> None:
    client = make_client(held.world, who)
    addresses = [each for each in list_addresses() if each.pattern.startswith("admin/")]

    naming = [line for each in addresses for line in _find_naming(held, client, each, WALKED[who])]

    assert not naming, "\n".join(naming)
