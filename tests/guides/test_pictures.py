"""The steps of the guides' pictures are walked in Chromium.

``GUIDE_PICTURES=all`` (``make guides``) writes them, ``GUIDE_PICTURES=missing`` takes and writes only those that lack.
"""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from django.core.management import call_command

from cms.guides.guide import find_picture
from demo import files
from demo.management.commands import load_demo
from tests.guides.pictures import ControlMissing, Picture, read_pictures, walk, write

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FEW = {"story-digitising-memory", "story-archives"}
CHOSEN = os.environ.get("GUIDE_PICTURES", "")


def walk_all(page: Page, server: LiveServer, pictures: list[tuple[Picture, str]]) -> list[str]:
    """Walk each picture in its language and return what is missing."""
    missing = []
    for picture, language in pictures:
        page.context.clear_cookies()
        try:
            png = walk(page, picture, base=server.url, language=language)
        except ControlMissing as error:
            missing.append(f"{language}: {error}")
            continue
        if CHOSEN:
            write(png, find_picture(picture.name, language=language))
    return missing


@pytest.fixture
def few_items(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two items of the demonstration, and nothing of outreach."""
    chosen = tuple(item for item in files.read_items() if item.name in FEW)
    monkeypatch.setattr(load_demo, "read_items", lambda: chosen)
    monkeypatch.setattr(load_demo, "load_outreach", lambda *, at: 0)
    call_command("load_demo", verbosity=0)


@pytest.mark.slow(once_in=25)
def test_every_picture_of_every_language_can_be_taken(live_server: LiveServer, page: Page) -> None:
    call_command("load_demo", verbosity=0)
    pictures = [(picture, language) for picture in read_pictures() for language in picture.languages]
    if CHOSEN == "missing":
        pictures = [(each, code) for each, code in pictures if not find_picture(each.name, language=code).exists()]

    assert walk_all(page, live_server, pictures) == []


@pytest.mark.usefixtures("few_items")
def test_sample_of_pictures_can_be_taken_and_a_missing_control_is_found(live_server: LiveServer, page: Page) -> None:
    sample = [picture for picture in read_pictures() if picture.few]
    renamed = replace(sample[0], press=(), controls=("Save the draft as a parrot",))

    missing = walk_all(page, live_server, [*((picture, "vi") for picture in sample), (renamed, "en")])

    assert missing == ["en: page-editor: “Save the draft as a parrot” isn't on /admin/pages/{story}/edit/."]
