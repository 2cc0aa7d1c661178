"""The player after a loss of power: Chromium is killed while it plays, and started again without a network."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from outreach.screens.models import Play
from tests.player.factories import make_wall
from tests.player.test_playing import KEPT, WAITING_PLAYS, name_files, open_and_pair, wait_for
from tests.services.chromium import ensure_chromium, get_launch_arguments

if TYPE_CHECKING:
    from playwright.sync_api import Page, Playwright
    from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@contextmanager
def running_browser(playwright: Playwright, profile: Path) -> Iterator[Page]:
    """Chromium with this profile, in its own group of processes, which is killed at the end as by a loss of power."""
    command = [ensure_chromium(), *get_launch_arguments(), f"--user-data-dir={profile}", "--remote-debugging-port=0"]
    with subprocess.Popen(
        [*command, "about:blank"], stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        assert process.stderr
        try:
            line = next(line for line in process.stderr if "DevTools listening on" in line)
            browser = playwright.chromium.connect_over_cdp(line.split()[-1])
            yield browser.contexts[0].pages[0]
        finally:
            os.killpg(process.pid, signal.SIGKILL)


def test_after_a_loss_of_power_it_plays_on_without_a_network_and_reports_what_it_had_kept(
    live_server: LiveServer, playwright: Playwright, tmp_path: Path
) -> None:
    wall = make_wall(files=2)
    with running_browser(playwright, tmp_path) as page:
        open_and_pair(page, live_server, wall)
        wait_for(page, KEPT, name_files(*wall.files))
        page.context.set_offline(True)
        wait_for(page, f"async () => (await ({WAITING_PLAYS})()) >= 2", True)

    with running_browser(playwright, tmp_path) as page:
        page.context.set_offline(True)
        page.goto(f"{live_server.url}/play/")
        for file in wall.files:
            expect(page.locator(f'.shown[data-sha256="{file.sha256}"]')).to_have_count(1)
        before = Play.objects.count()
        with page.expect_response(lambda response: response.url.endswith("/plays") and response.ok):
            page.context.set_offline(False)

    assert Play.objects.count() >= before + 2
