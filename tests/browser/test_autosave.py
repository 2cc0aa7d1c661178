"""A press of the save button while Wagtail's autosave is still waiting for a slow server."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from wagtail.models import Page

from cms.stories.models import StoryPage
from cms.users.roles import Role
from tests.approvals.factories import make_person
from tests.browser.writer import PAUSE
from tests.journeys.person import PASSWORD

if TYPE_CHECKING:
    from pytest_django.live_server_helper import LiveServer
    from pytest_playwright import CreateContextCallback

    from tests.pages.factories import PublicSite

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# The server creates the page, but its response arrives only when the test lets it. The editor first reads the form's
# initial state and then starts to watch; only what is typed after that counts as a change.
SLOW_CONNECTION = """
const quick = window.fetch;
const arrival = new Promise((done) => { window.deliverResponse = done; });
window.fetch = async (address, options) => {
  const response = await quick(address, options);
  if (options?.method?.toLowerCase() === "post" && !String(address).includes("preview")) {
    document.documentElement.dataset.saved = "";
    await arrival;
  }
  return response;
};
document.addEventListener("w-unsaved:watch-edits", () => { document.documentElement.dataset.watched = ""; });
"""


def test_saving_during_the_autosave_of_a_new_page_creates_one_page(
    site: PublicSite, live_server: LiveServer, new_context: CreateContextCallback
) -> None:
    make_person(Role.EDITOR, username="bien-tap")
    page = new_context(base_url=live_server.url).new_page()
    page.goto("/accounts/login/")
    page.fill("[name=login]", "bien-tap")
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/admin/**")
    parent = Page.objects.get(url_path="/vi/stories/")
    page.add_init_script(SLOW_CONNECTION)
    page.goto(f"/admin/pages/add/stories/storypage/{parent.pk}/")
    page.wait_for_selector("html[data-watched]", state="attached")
    page.locator("[name=title]").press_sequentially("Một câu chuyện", delay=PAUSE)
    page.locator("[name=summary]").press_sequentially("Tóm tắt", delay=PAUSE)
    page.wait_for_selector("html[data-saved]", state="attached")
    page.locator("button.action-save").first.click(force=True)
    with page.expect_event("load"):
        page.evaluate("deliverResponse()")

    assert page.url.endswith("/edit/"), page.locator(".messages").inner_text()
    assert StoryPage.objects.count() == 1
