"""The last words in rich text, which Draftail gives to the form a moment late, and a server that is killed."""

from __future__ import annotations

import signal
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from playwright.sync_api import expect

from tests.approvals.factories import make_source
from tests.browser.writer import PAUSE, Writer, read, wait_for_draft
from tests.services.processes import find_free_ports, spawn, wait_until
from tests.translation_desk.test_side_by_side import write_body

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator

    from playwright.sync_api import Dialog, Page
    from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MANAGE = Path(__file__).resolve().parent.parent.parent / "manage.py"
LAST = " Lời cuối."
# The press comes in the same instant as the last key, sooner than any test could press.
PRESS_WITH_THE_LAST_KEY = """last => {
  const editor = document.querySelector(".public-DraftEditor-content");
  editor.addEventListener("keyup", ({ key }) => {
    if (key === last) document.querySelector("button.action-save").click();
  });
}"""
LEAVE_WITH_THE_LAST_KEY = """last => {
  const editor = document.querySelector(".public-DraftEditor-content");
  editor.addEventListener("keyup", ({ key }) => {
    if (key === last) location.assign("/admin/");
  });
}"""


def open_story(writer: Writer) -> Any:
    """Open a story whose editor has typed and waited until it was saved."""
    story = make_source(writer.user, summary="Đầu.", body=write_body("<p>Thân bài.</p>"))
    writer.open(story)
    writer.rich_text.press("Control+End")
    writer.rich_text.press_sequentially(" Một.", delay=PAUSE)
    writer.expect_saved()
    return story


def test_words_typed_just_before_the_save_button_is_pressed_are_saved(page: Page, live_server: LiveServer) -> None:
    writer = Writer(page, live_server)
    story = open_story(writer)
    page.evaluate(PRESS_WITH_THE_LAST_KEY, ".")

    with page.expect_event("load"):
        writer.rich_text.press_sequentially(LAST, delay=PAUSE)

    assert f"Thân bài. Một.{LAST}" in str(read(story).body)


def test_leaving_just_after_the_last_key_asks_first_and_keeps_the_words(page: Page, live_server: LiveServer) -> None:
    writer = Writer(page, live_server)
    story = open_story(writer)
    asked: list[str] = []

    def leave(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", leave)
    page.route("**/edit/", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    page.evaluate(LEAVE_WITH_THE_LAST_KEY, ".")

    with page.expect_navigation(url="**/admin/"):
        writer.rich_text.press_sequentially(LAST, delay=PAUSE)
    page.unroute("**/edit/")
    writer.open(story)
    with page.expect_event("load"):
        writer.notice.get_by_role("button", name="Save it as a draft").click()

    assert asked == ["beforeunload"]
    assert f"Thân bài. Một.{LAST}" in str(read(story).body)


@dataclass
class WebProcess:
    """A web server in a process of its own, which can be killed and started again at its address."""

    log: Path
    port: int = field(default_factory=lambda: find_free_ports(1)[0])
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        values = connection.settings_dict
        address = f"postgresql://{values['USER']}@/{values['NAME']}?host={values['HOST']}"
        command = [sys.executable, str(MANAGE), "runserver", "--noreload", f"127.0.0.1:{self.port}"]
        environment = {"DATABASE_URL": address, "SITE_ADDRESS": self.url}
        self.process = spawn(command, log=self.log, environment=environment)
        wait_until(self.is_ready, process=self.process, log=self.log, seconds=120)

    def is_ready(self) -> bool:
        try:
            with urlopen(f"{self.url}/accounts/login/", timeout=60) as answer:
                return bool(answer.status == 200)
        except (URLError, OSError):
            return False

    def kill(self) -> None:
        if self.process is not None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait(60)


@pytest.fixture
def web(transactional_db: None, tmp_path: Path) -> Iterator[WebProcess]:
    web = WebProcess(log=tmp_path / "web.log")
    web.start()
    yield web
    web.kill()


def test_text_survives_a_server_that_is_killed_in_its_middle_and_a_session_that_is_gone(
    page: Page, web: WebProcess
) -> None:
    writer = Writer(page, web)
    story = open_story(writer)

    writer.rich_text.press_sequentially(" Trước", delay=PAUSE)
    web.kill()
    writer.rich_text.press_sequentially(" và sau.", delay=PAUSE)
    expect(writer.notice).to_contain_text("The server does not answer")
    assert "và sau" not in str(read(story).body)
    Session.objects.all().delete()
    web.start()
    expect(writer.notice.get_by_role("link")).to_be_visible(timeout=60_000)
    writer.sign_in_beside()

    wait_for_draft(page, story, lambda draft: "Thân bài. Một. Trước và sau." in str(draft.body))
    expect(writer.notice).to_be_hidden()
    page.reload()
    expect(writer.rich_text).to_contain_text("Một. Trước và sau.")
