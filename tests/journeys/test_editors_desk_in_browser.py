"""The desk's walk in Chromium, with a screenshot of each page."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.journeys.browser import Album, BrowserPerson
from tests.journeys.cast import gather
from tests.journeys.translating import STEPS

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from pytest_django.live_server_helper import LiveServer

    from cms.users.models import User

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_wrong_number_is_stopped_in_a_browser(
    live_server: LiveServer, browser: Browser, test_output: Path, spool_dir: None, settings: Any
) -> None:
    settings.WAGTAIL_AUTOSAVE_INTERVAL = 0
    shutil.rmtree(test_output / "desk", ignore_errors=True)
    album = Album(test_output / "desk")

    def introduce(user: User | None) -> BrowserPerson:
        return BrowserPerson(user, browser=browser, base=live_server.url, album=album, scripts=user is not None)

    world = gather(introduce)
    for step in STEPS:
        step(world)
    assert len(album.seen) > len(STEPS)
