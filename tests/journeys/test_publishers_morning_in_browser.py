"""A publisher's morning in Chromium, with a screenshot of each page."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.journeys.browser import walk_in_browser
from tests.journeys.publishing import STEPS

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_publisher_reviews_postpones_revokes_replaces_and_corrects_in_a_browser(
    live_server: LiveServer, browser: Browser, test_output: Path, spool_dir: None
) -> None:
    album = walk_in_browser(STEPS, browser=browser, base=live_server.url, folder=test_output / "publisher")

    assert len(album.seen) > len(STEPS)
