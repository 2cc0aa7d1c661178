"""The whole chain in Chromium: readers on a phone without JavaScript, users in a desktop window, with screenshots."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.journeys.browser import walk_in_browser
from tests.journeys.steps import STEPS

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from pytest_django.live_server_helper import LiveServer

# Two shorter ways are walked in a browser in every run, and this one without a browser.
pytestmark = [pytest.mark.walk, pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def test_the_whole_chain_in_a_browser(
    live_server: LiveServer, browser: Browser, test_output: Path, spool_dir: None
) -> None:
    album = walk_in_browser(STEPS, browser=browser, base=live_server.url, folder=test_output / "walk")

    assert len(album.seen) > len(STEPS)
