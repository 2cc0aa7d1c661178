"""The whole chain in Chromium: readers on a phone without JavaScript, users in a desktop window, with screenshots."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.journeys.browser import Album, BrowserPerson
from tests.journeys.cast import gather
from tests.journeys.steps import STEPS

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from pytest_django.live_server_helper import LiveServer

    from cms.users.models import User

pytestmark = [pytest.mark.walk, pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_whole_chain_in_a_browser(
    live_server: LiveServer, browser: Browser, test_output: Path, spool_dir: None, settings: Any
) -> None:
    settings.WAGTAIL_AUTOSAVE_INTERVAL = 0  # the steps save by pressing buttons
    shutil.rmtree(test_output / "walk", ignore_errors=True)
    album = Album(test_output / "walk")

    def introduce(user: User | None) -> BrowserPerson:
        return BrowserPerson(user, browser=browser, base=live_server.url, album=album, scripts=user is not None)

    world = gather(introduce)
    for step in STEPS:
        step(world)
    assert len(album.seen) > len(STEPS)
