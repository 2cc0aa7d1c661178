"""An editor at Wagtail's page editor in Chromium."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from playwright.sync_api import expect

from cms.stories.models import StoryPage
from cms.users.models import User
from cms.users.roles import Role
from tests.approvals.factories import make_person
from tests.journeys.person import PASSWORD
from tests.translation_desk.test_views import sign_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Locator, Page
    from pytest_django.live_server_helper import LiveServer

PAUSE = 120
"""Milliseconds between two keys of somebody who types."""
SAVE = "button.action-save >> nth=0"


class Writer:
    """An editor with the page editor open, who types at the speed of a person."""

    def __init__(self, page: Page, server: LiveServer, user: User | None = None) -> None:
        self.page, self.server = page, server
        self.user = user or make_person(Role.EDITOR, interface_language="en")
        self.sign_in()

    def sign_in(self) -> None:
        key = sign_in(self.user).cookies["sessionid"].value
        self.page.context.add_cookies([{"name": "sessionid", "value": key, "url": self.server.url}])

    def open(self, story: Any, *, until: Any = "load") -> None:
        self.page.goto(f"{self.server.url}/admin/pages/{story.pk}/edit/", wait_until=until)

    def type(self, text: str, field: str = "summary") -> None:
        self.page.locator(f"[name={field}]").press("Control+End")
        self.page.locator(f"[name={field}]").press_sequentially(text, delay=PAUSE)

    @property
    def rich_text(self) -> Locator:
        return self.page.locator(".public-DraftEditor-content").first

    @property
    def notice(self) -> Locator:
        return self.page.locator("[data-saving]")

    def expect_saved(self) -> None:
        expect(self.page.locator("#w-autosave-indicator")).to_have_attribute("data-w-autosave-state-value", "saved")
        expect(self.page.locator(".saving-mark")).to_be_hidden()

    def sign_in_beside(self) -> Page:
        """Follow the notice's link and sign in in the new window; return that window."""
        with self.page.context.expect_page() as opened:
            self.notice.get_by_role("link").click()
        beside = opened.value
        beside.fill("[name=login]", self.user.username)
        beside.fill("[name=password]", PASSWORD)
        beside.press("[name=password]", "Enter")
        return beside

    def press_submit(self) -> None:
        self.page.get_by_role("button", name="More actions").click()
        with self.page.expect_event("load"):
            self.page.locator("[name=action-submit]").click()

    def press_save(self) -> None:
        with self.page.expect_event("load"):
            self.page.locator(SAVE).click()


def read(story: Any) -> Any:
    return StoryPage.objects.get(pk=story.pk).get_latest_revision_as_object()


def wait_for_draft(page: Page, story: Any, wanted: Callable[[Any], bool]) -> None:
    """Wait until the newest draft is as it should be; fail as the page's own waits do."""
    for _attempt in range(300):
        if wanted(read(story)):
            return
        page.wait_for_timeout(100)
    assert wanted(read(story)), read(story).summary
